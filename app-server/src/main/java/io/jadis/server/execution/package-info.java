/**
 * From a request to its effects: the ladder of checks that all commands share, the call itself, and the one pipeline
 * that follows every write (WATCH, keyspace notifications, propagation). Executor thread only. Knows no command by name
 * but those that the ladder itself must tell apart.
 */
package io.jadis.server.execution;
