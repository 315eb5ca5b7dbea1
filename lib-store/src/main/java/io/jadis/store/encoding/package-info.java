/**
 * The compact encodings that several types share, byte for byte as Redis has them in memory and in its RDB files. Here
 * are bytes and their layouts alone: no keys, no types, no thresholds.
 */
package io.jadis.store.encoding;
