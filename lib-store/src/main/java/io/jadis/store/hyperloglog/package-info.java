/**
 * Approximate counting of distinct elements, in strings that are byte for byte Redis's. Stands on the keyspace's
 * strings; the executor thread calls it. Commands and replies are unknown here.
 */
package io.jadis.store.hyperloglog;
