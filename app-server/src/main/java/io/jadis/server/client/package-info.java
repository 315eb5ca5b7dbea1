/**
 * Clients: what the server knows of each connection, the registry of all, filters for CLIENT KILL and LIST, limits on
 * their buffers. Executor thread only. Knows no commands: requests go to a {@link
 * io.jadis.server.client.RequestExecutor}.
 */
package io.jadis.server.client;
