package io.jadis.store.rdb;

import io.jadis.store.keyspace.EvictionPolicy;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.keyspace.Record;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Locale;

/**
 * Writes a file: {@link #header}, {@link #function} for each library, {@link #record} for each record, {@link #end}.
 * Who walks the keyspace decides how much at a time. The output has the bytes afterwards, and knows whether they have
 * arrived.
 */
public final class RdbWriter {
    private static final int NO_DATABASE = -1;

    private RdbOutput out;
    private final RdbValues values;
    private final Keyspace keyspace;
    /** Says which figures of a key's use go with it. */
    private final EvictionPolicy policy;
    /** By database, how many keys there are, and with a time to live. */
    private final long[] keyCounts, volatileCounts;
    private final BitSet announced = new BitSet();
    private int version;
    private int database = NO_DATABASE;

    /** What the databases hold now is what will be written. */
    public RdbWriter(Keyspace keyspace, RdbOutput out, RdbValues values) {
        this.keyspace = keyspace;
        this.out = out;
        this.values = values;
        policy = keyspace.config().evictionPolicy();
        keyCounts = new long[keyspace.databaseCount()];
        volatileCounts = new long[keyspace.databaseCount()];
        for (int i = 0; i < keyCounts.length; i++) {
            keyCounts[i] = keyspace.database(i).size();
            volatileCounts[i] = keyspace.database(i).volatileCount();
        }
    }

    /** From now on writes to another output. */
    void redirect(RdbOutput out) {
        this.out = out;
        database = NO_DATABASE;
    }

    public void header(RdbHeader header) {
        version = header.version();
        out.putBytes(String.format(Locale.ROOT, "%s%04d", RdbFormat.MAGIC, version)
                .getBytes(StandardCharsets.US_ASCII));
        aux("redis-ver", header.redisVersion());
        aux("redis-bits", 64);
        aux("ctime", header.createdAtSeconds());
        aux("used-mem", header.usedMemoryBytes());
        header.replication().ifPresent(replication -> {
            aux("repl-stream-db", replication.streamDatabase());
            aux("repl-id", replication.id());
            aux("repl-offset", replication.offset());
        });
        aux("aof-base", header.aofBase() ? 1 : 0);
    }

    private void aux(String name, String value) {
        out.putByte(RdbFormat.AUX);
        out.text(name);
        out.text(value);
    }

    private void aux(String name, long value) {
        out.putByte(RdbFormat.AUX);
        out.text(name);
        out.number(value);
    }

    /** The source of a library of functions. Files before version 10 have none. */
    public void function(byte[] source) {
        if (version < RdbFormat.FUNCTIONS_SINCE) return;
        out.putByte(RdbFormat.FUNCTION2);
        out.length(source.length);
        out.putBytes(source);
    }

    private void select(int index) {
        database = index;
        out.putByte(RdbFormat.SELECTDB);
        out.length(index);
        if (announced.get(index)) return;
        announced.set(index);
        // A hint for who loads them: how many keys will come, how many of them with a time to live.
        out.putByte(RdbFormat.RESIZEDB);
        out.length(keyCounts[index]);
        out.length(volatileCounts[index]);
    }

    /**
     * Writes a record. Databases may come in any order, and come again.
     *
     * @param databaseIndex the database that it is in, or was when the snapshot began
     */
    public void record(int databaseIndex, long record, long nowMs) {
        head(databaseIndex, record, nowMs);
        values.write(record, out, version);
    }

    /**
     * As {@link #record}, of a large value but the head. @return what writes the rest, to be closed in the end, or null
     */
    ValueWriter begin(int databaseIndex, long record, long nowMs) {
        head(databaseIndex, record, nowMs);
        return values.begin(record, out, version);
    }

    private void head(int databaseIndex, long record, long nowMs) {
        if (database != databaseIndex) select(databaseIndex);
        if (Record.hasExpiry(record)) {
            out.putByte(RdbFormat.EXPIRETIME_MS);
            out.putLong(Record.expiresAtMs(record));
        }
        if (policy.goesByLastUse()) {
            out.putByte(RdbFormat.IDLE);
            out.length(keyspace.database(databaseIndex).idleMs(record, nowMs) / 1000);
        } else if (policy.countsFrequency()) {
            out.putByte(RdbFormat.FREQ);
            out.putByte(keyspace.database(databaseIndex).frequency(record, nowMs));
        }
        out.putByte(values.typeCode(record, version));
        out.string(Record.keyAddress(record), Record.keyLength(record));
    }

    /** The last bytes. The output is not flushed. */
    public void end() {
        out.putByte(RdbFormat.EOF);
        out.putChecksum();
    }
}
