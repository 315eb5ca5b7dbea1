/**
 * RESP2 and RESP3 on native memory: reading requests in place from a query buffer, writing replies into a reply buffer.
 * Used by the thread that owns the connection at that moment; nothing here knows sockets or commands.
 */
package io.jadis.protocol.resp;
