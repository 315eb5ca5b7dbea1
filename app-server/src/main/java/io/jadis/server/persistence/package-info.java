/**
 * The data set on disk: saving it as an RDB file and loading it. Executor thread, or the thread that starts the server
 * before the executor runs. Commands ask; nothing here answers a client.
 */
package io.jadis.server.persistence;
