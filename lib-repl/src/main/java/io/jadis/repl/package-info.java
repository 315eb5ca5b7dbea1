/**
 * Replication: the backlog, PSYNC as master and as replica, full sync from disk and diskless, and the replica's state
 * machine. Empty so far. Nothing here opens a socket or reads a clock: the event loop of the server feeds it.
 */
package io.jadis.repl;
