/**
 * Sorted sets: members with scores, in the order of score and then member. {@link
 * io.jadis.store.sortedset.SortedSetValues} is the door. A small one is a listpack of member and score in turn ({@link
 * io.jadis.store.sortedset.PackedForm}); a larger one a hash table for the members and a B+ tree for their order
 * ({@link io.jadis.store.sortedset.IndexedForm}). Executor thread only; knows nothing of commands and replies.
 */
package io.jadis.store.sortedset;
