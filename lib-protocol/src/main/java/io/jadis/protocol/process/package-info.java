/**
 * The process that the server is: its place in the system (daemon, pid file, title, supervision by systemd), its
 * limits, and the signals it is sent. Knows nothing of commands or data; what a signal means is the server's to say
 * ({@link io.jadis.protocol.process.ShutdownRequest}).
 *
 * <p>Runs on the main thread while the server starts; signals arrive on threads of the JVM. Only
 * {@link io.jadis.protocol.process.Posix} calls the C library.
 */
package io.jadis.protocol.process;
