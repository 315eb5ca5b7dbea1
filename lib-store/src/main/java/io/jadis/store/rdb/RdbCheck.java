package io.jadis.store.rdb;

import io.jadis.store.hash.HashValues;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.keyspace.KeyspaceConfig;
import io.jadis.store.keyspace.KeyspaceListener;
import io.jadis.store.list.ListValues;
import io.jadis.store.memory.Allocator;
import io.jadis.store.set.SetValues;
import io.jadis.store.sortedset.SortedSetConfig;
import io.jadis.store.sortedset.SortedSetValues;
import io.jadis.store.stream.StreamConfig;
import io.jadis.store.stream.StreamValues;
import java.io.IOException;
import java.util.SplittableRandom;

/**
 * Looks through a whole RDB as a server that loads it would, down to each element, and keeps nothing: one value at a
 * time is in memory. What is found is told on the way ({@link Findings}); where it ends early, {@link #doing}, {@link
 * #key} and {@link #type} say at what. Text is a char a byte. One RDB per object, any one thread.
 */
public final class RdbCheck implements AutoCloseable {
    /** Hears what the check comes by. */
    @FunctionalInterface
    public interface Findings {
        /** @param offset bytes of the RDB before what comes next */
        void found(long offset, String what);
    }

    /** Names of the types, by their codes; those from 22 on came with Redis 7.4. */
    private static final String[] TYPES = {"string", "list-linked", "set-hashtable", "zset-v1", "hash-hashtable",
        "zset-v2", "module-pre-release", "module-value", "", "hash-zipmap", "list-ziplist", "set-intset",
        "zset-ziplist", "hash-ziplist", "quicklist", "stream", "hash-listpack", "zset-listpack", "quicklist-v2",
        "stream-v2", "set-listpack", "stream-v3", "hash-hashtable-md-pre-release", "hash-listpack-md-pre-release",
        "hash-hashtable-md", "hash-listpack-md"};
    private static final int NO_TYPE_CODE = 8;
    private static final long NO_TIME = -1;

    private final Allocator allocator = new Allocator();
    private final Keyspace keyspace =
            new Keyspace(allocator, KeyspaceConfig.DEFAULT, new SplittableRandom(), System::nanoTime, KeyspaceListener.NOBODY);
    private final ListValues lists = new ListValues(keyspace);
    private final HashValues hashes = new HashValues(keyspace);
    private final SetValues sets = new SetValues(keyspace);
    private final SortedSetValues sortedSets = new SortedSetValues(keyspace, SortedSetConfig.DEFAULT);
    private final RdbValues values = new RdbValues(keyspace, lists, hashes, sets, sortedSets,
            new StreamValues(keyspace, StreamConfig.DEFAULT));
    private final RdbInput in;
    private final Findings findings;

    private String doing = "start";
    private String key;
    private int type = -1;
    private long keyCount, expiryCount, expiredCount;

    /** @param sizeBytes how much there is to read from the source */
    public RdbCheck(RdbInput.Source source, long sizeBytes, Findings findings) {
        in = new RdbInput(allocator, source, sizeBytes, true, _ -> { });
        this.findings = findings;
    }

    @Override
    public void close() {
        in.close();
        values.close();
        keyspace.close();
        lists.close();
        hashes.close();
        sets.close();
        sortedSets.close();
        allocator.close();
    }

    /** Bytes that are looked through. */
    public long offset() {
        return in.readBytes();
    }

    /** What was under way last, in the words of redis-check-rdb. */
    public String doing() {
        return doing;
    }

    /** The key whose value was being read, or null. */
    public String key() {
        return key;
    }

    /** The number of the type that was being read, or -1. */
    public int type() {
        return type;
    }

    public String typeName() {
        return type < 0 || type >= TYPES.length ? "unknown" : TYPES[type];
    }

    public long keyCount() {
        return keyCount;
    }

    /** Keys with a time to live. */
    public long expiryCount() {
        return expiryCount;
    }

    /** Of these, whose time has passed. */
    public long expiredCount() {
        return expiredCount;
    }

    /**
     * Reads all of it, and what comes behind it not.
     *
     * @throws RdbException if a server would not load it
     */
    public void run(long nowMs) throws IOException {
        int version = in.readHeader();
        long expiresAtMs = NO_TIME;
        while (true) {
            doing = "read-type";
            int code = in.readByte();
            if (code == RdbFormat.EOF) break;
            if (code == RdbFormat.EXPIRETIME || code == RdbFormat.EXPIRETIME_MS) {
                doing = "read-expire";
                expiresAtMs = code == RdbFormat.EXPIRETIME ? in.readInt() * 1000L : in.readLong();
            } else if (code >= RdbFormat.SLOT_INFO) {
                opcode(code);
            } else {
                record(code);
                if (expiresAtMs != NO_TIME) expiryCount++;
                if (expiresAtMs != NO_TIME && expiresAtMs < nowMs) expiredCount++;
                expiresAtMs = NO_TIME;
            }
        }
        if (version >= RdbFormat.CHECKSUM_SINCE) checksum();
    }

    private void checksum() throws IOException {
        doing = "check-sum";
        long actual = in.checksum();
        long announced = in.readLong();
        if (announced == 0) {
            findings.found(offset(), "RDB file was saved with checksum disabled: no check performed.");
        } else if (announced == actual) {
            findings.found(offset(), "Checksum OK");
        } else {
            throw RdbException.corrupt("RDB CRC error");
        }
    }

    private void opcode(int code) throws IOException {
        switch (code) {
            case RdbFormat.FREQ -> in.readByte();
            case RdbFormat.IDLE -> in.readLength();
            case RdbFormat.SELECTDB -> {
                doing = "read-len";
                String database = Long.toUnsignedString(in.readLength());
                findings.found(offset(), "Selecting DB ID " + database);
            }
            case RdbFormat.RESIZEDB -> lengths(2);
            case RdbFormat.SLOT_INFO -> lengths(3);
            case RdbFormat.AUX -> {
                doing = "read-aux";
                String name = string();
                String value = string();
                findings.found(offset(), "AUX FIELD " + name + " = '" + value + "'");
            }
            case RdbFormat.MODULE_AUX -> moduleAux();
            case RdbFormat.FUNCTION2 -> {
                doing = "read-functions";
                in.readString();
            }
            case RdbFormat.FUNCTION_PRE_GA -> throw RdbException.corrupt("Pre-release function format not supported");
            default -> throw new AssertionError("code=" + code);
        }
    }

    private void lengths(int count) throws IOException {
        doing = "read-len";
        for (int i = 0; i < count; i++) in.readLength();
    }

    private void moduleAux() throws IOException {
        doing = "read-module-aux";
        String name = ModuleData.name(in.readLength());
        if (in.readLength() != RdbFormat.MODULE_UNSIGNED) throw RdbException.corrupt("bad when_opcode");
        in.readLength();
        findings.found(offset(), "MODULE AUX for: " + name);
        ModuleData.skip(in);
    }

    private void record(int code) throws IOException {
        if (code == NO_TYPE_CODE || code >= TYPES.length) throw RdbException.corrupt("Invalid object type: " + code);
        type = code;
        doing = "read-key";
        key = string();
        keyCount++;
        doing = "read-object-value";
        if (code == RdbFormat.MODULE_2) {
            // As in Redis: a server with the module could load it.
            in.readLength();
            ModuleData.skip(in);
        } else {
            values.read(code, in, true).discard();
        }
        key = null;
        type = -1;
    }

    private String string() throws IOException {
        in.readString();
        return in.stringText();
    }
}
