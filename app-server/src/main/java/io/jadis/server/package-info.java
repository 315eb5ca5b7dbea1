/**
 * {@code redis-server}: the launcher and the wiring of the rooms. {@link io.jadis.server.RedisServer} reads the command
 * line, {@link io.jadis.server.Server} builds everything and runs it on the executor.
 */
package io.jadis.server;
