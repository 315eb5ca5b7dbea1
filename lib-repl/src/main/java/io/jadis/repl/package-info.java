/**
 * Replication: whose history a data set is, the backlog, PSYNC as master and as replica, and the replica's state
 * machine. Nothing here opens a socket or reads a clock: the event loop of the server feeds it, on the executor thread.
 */
package io.jadis.repl;
