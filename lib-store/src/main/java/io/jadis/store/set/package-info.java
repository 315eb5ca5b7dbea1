/**
 * Sets: as an intset, a listpack or a hash table of members. {@code SetValues} is the door, {@code SetAlgebra} and
 * {@code SetDraws} hang there. Executor thread only; no commands, no replies.
 */
package io.jadis.store.set;
