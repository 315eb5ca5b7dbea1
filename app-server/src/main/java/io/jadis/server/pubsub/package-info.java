/**
 * Channels, patterns and their subscribers. Executor thread only. Knows clients, not commands; keyspace events come in
 * as messages like any other.
 */
package io.jadis.server.pubsub;
