/**
 * The blocking RESP client that the command-line tools and the tests use: one connection, one thread, no Netty and no
 * logging, so that a tool starts in the time its runtime needs. {@link io.jadis.protocol.client.RespClient} is the
 * door; what it reads is a {@link io.jadis.protocol.client.RespValue}. Nothing of the server may enter.
 */
package io.jadis.protocol.client;
