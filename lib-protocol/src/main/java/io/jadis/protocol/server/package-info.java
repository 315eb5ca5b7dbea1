/**
 * The event-loop server skeleton: transports, event loops, listeners, connections with their query and reply buffers.
 * What a request means is the business of the {@link io.jadis.protocol.server.Session} that the application attaches to
 * each connection.
 *
 * <p>Threads: one event loop is the executor; it runs every session. Without I/O threads it reads and writes too. With
 * them, each connection is read and written by one of the other loops, which parses requests and hands the connection
 * over to the executor; query buffer and reader then belong to the executor until it hands them back.
 */
package io.jadis.protocol.server;
