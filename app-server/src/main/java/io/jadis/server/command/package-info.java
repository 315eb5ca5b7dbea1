/**
 * The commands, one class per group. A handler parses its arguments, calls one operation of the store, replies, and
 * reports what changed; it knows nothing of the AOF, replicas, WATCH, tracking or notifications. Groups bind their
 * handlers by name at start-up.
 */
package io.jadis.server.command;
