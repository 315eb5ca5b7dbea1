/**
 * {@code redis-sentinel}: the launcher, Sentinel's state machine and its commands. Empty so far. Knows nothing of the
 * store: a Sentinel holds no data.
 */
package io.jadis.sentinel;
