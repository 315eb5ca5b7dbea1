/**
 * Strings as arrays of bits and of integers of any width. Stands on the keyspace's strings; the executor thread calls
 * it. Commands, ranges as clients give them and replies are unknown here.
 */
package io.jadis.store.bitmap;
