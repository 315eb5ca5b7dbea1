/**
 * The keyspace: records of keys and values in native memory, databases, strings, expiry, eviction, lazy freeing. The
 * executor thread owns all of it. Time comes in as a parameter and randomness through the constructor; commands,
 * connections and replies are unknown here.
 */
package io.jadis.store.keyspace;
