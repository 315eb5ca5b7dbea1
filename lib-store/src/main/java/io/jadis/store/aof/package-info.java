/**
 * The append-only file: its directory and manifest, the log that commands are appended to, and the reader that gives
 * them back. The executor appends and writes; one background thread syncs. Nothing here executes a command or knows a
 * client.
 */
package io.jadis.store.aof;
