/**
 * Streams: entries in nodes under an index by id, consumer groups with what their consumers have pending.
 * {@link io.jadis.store.stream.StreamValues} is the door. Executor thread only; time comes in as a parameter.
 */
package io.jadis.store.stream;
