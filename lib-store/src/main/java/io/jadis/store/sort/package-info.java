/**
 * Sorting in native memory, for SORT: elements of any type with what they are sorted by. Executor thread only; nothing
 * here knows keys or types.
 */
package io.jadis.store.sort;
