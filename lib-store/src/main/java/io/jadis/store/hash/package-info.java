/**
 * Hashes: fields with values, as a listpack while they are few and short, then as the store's hash table. The one door
 * is {@link io.jadis.store.hash.HashValues}: operations on (address, length), no commands, no RESP. Executor thread
 * only.
 */
package io.jadis.store.hash;
