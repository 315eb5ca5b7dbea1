/**
 * Native memory for the data set: slabs for small blocks, the C allocator for large ones, exact accounting, and the
 * checked heap that takes their place in tests. Belongs to the executor thread; the one thread of its own only hands
 * large blocks back to the C allocator.
 */
package io.jadis.store.memory;
