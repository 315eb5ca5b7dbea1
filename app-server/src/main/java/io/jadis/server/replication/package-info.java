/**
 * Replication in the running server: the stream of writes to replicas, full and partial synchronization with them, and
 * the link to a master. Executor thread only, but for the threads that move files. What can be decided without sockets
 * and clock is in {@link io.jadis.repl}.
 */
package io.jadis.server.replication;
