/**
 * The data set on disk: RDB files, saved in the foreground or from a snapshot, and the append-only file; loading both.
 * Executor thread, or the thread that starts the server before the executor runs. Commands ask; nothing here answers a
 * client, but replies wait here until what they acknowledge is safe.
 */
package io.jadis.server.persistence;
