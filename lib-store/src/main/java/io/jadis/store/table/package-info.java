/**
 * The one hash table of the store: keyspace, hashes, sets and sorted sets all use it. Its state is native memory; a
 * Java object exists per kind of table, not per table. Executor thread only.
 */
package io.jadis.store.table;
