/**
 * Redis's RDB format: files, DUMP payloads, bases of an AOF, what a replica is sent. Bytes in and out with their
 * running checksum, the codec of each type, the frame of a whole file. Trusts nothing it reads: every length is checked
 * against what is there before it is used. No commands, no connections and no threads of its own; whoever reads or
 * writes here owns the keyspace for that time.
 */
package io.jadis.store.rdb;
