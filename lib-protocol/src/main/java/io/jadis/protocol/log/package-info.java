/**
 * The server's log: lines as Redis writes them, to standard output or a file, and to syslog. Code logs through SLF4J;
 * this package is the SLF4J provider, and {@link io.jadis.protocol.log.ServerLog} is what the server configures.
 *
 * <p>Redis has four levels, SLF4J five. Loggers of {@code io.jadis} map one to one:
 * <pre>
 *   trace → debug      (.)
 *   debug → verbose    (-)
 *   info  → notice     (*)
 *   warn, error → warning (#)
 * </pre>
 * Other libraries speak of their own affairs: their warnings are warnings, their info lines are debug lines, the rest
 * is not logged.
 *
 * <p>Any thread may log. Until {@link io.jadis.protocol.log.ServerLog#startWriter} a line is written before the call
 * returns; from then on a thread of this package writes, so that a slow disk does not hold up the executor.
 */
package io.jadis.protocol.log;
