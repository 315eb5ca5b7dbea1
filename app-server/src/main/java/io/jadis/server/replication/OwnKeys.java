package io.jadis.server.replication;

import io.jadis.protocol.memory.Memory;
import io.jadis.server.execution.Changes;
import io.jadis.server.execution.Scratch;
import io.jadis.store.keyspace.Database;
import io.jadis.store.keyspace.Record;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.function.LongSupplier;

/**
 * Keys with a time to live that clients of a writable replica have changed: our master knows nothing of these and will
 * never expire them, so the replica does. Nobody else's.
 */
final class OwnKeys implements Changes.Listener {
    /**
     * They are kept on the Java heap: whoever writes more on a replica finds the rest of them expired by look-ups only.
     */
    private static final int KEYS_MAX = 50_000, KEY_BYTES_MAX = 256;
    /** Executor's time, of which a fiftieth may go here, however often the cron runs. */
    private static final long ROUND_NS_MAX = 1_000_000, ROUND_PERIOD_NS = 50_000_000;
    /** So many keys take a small part of a round. */
    private static final int KEYS_PER_CLOCK_READING = 64;

    private static final int TRACELESS = Database.NO_TOUCH | Database.IGNORE_EXPIRY;

    /** In order, so that the set finds it among many which were chosen to have its hash. */
    record OwnKey(Database database, ByteBuffer name) implements Comparable<OwnKey> {
        @Override
        public int compareTo(OwnKey other) {
            int order = Integer.compare(database.index(), other.database.index());
            return order != 0 ? order : name.compareTo(other.name);
        }
    }

    private final Scratch scratch;
    private final LongSupplier nanoClock;
    /** First the one that was looked at longest ago. */
    private final LinkedHashSet<OwnKey> keys = new LinkedHashSet<>();
    private long roundBeganAtNs;
    private boolean listening = true;

    OwnKeys(Scratch scratch, LongSupplier nanoClock) {
        this.scratch = scratch;
        this.nanoClock = nanoClock;
        roundBeganAtNs = nanoClock.getAsLong();
    }

    /** Whether what changes now is changed by clients. */
    void listen(boolean on) {
        listening = on;
    }

    int count() {
        return keys.size();
    }

    void forgetAll() {
        keys.clear();
    }

    @Override
    public void changed(Database database, long keyAddress, long keyLength) {
        if (!listening || keyLength > KEY_BYTES_MAX || keys.size() >= KEYS_MAX) return;
        // Changes are reported when they are made: a key without a time now needs no place here.
        long record = database.find(0, keyAddress, keyLength, TRACELESS);
        if (record == 0 || !Record.hasExpiry(record)) return;
        keys.add(new OwnKey(database, ByteBuffer.wrap(Memory.toArray(keyAddress, keyLength))));
    }

    /**
     * Removes those whose time has come, and forgets those that have none. Begins with the key that has waited longest
     * and ends when time is up: the next round goes on there, so that each has its turn.
     */
    void expireDue(long nowMs) {
        long beganAtNs = nanoClock.getAsLong();
        if (beganAtNs - roundBeganAtNs < ROUND_PERIOD_NS) return;
        roundBeganAtNs = beganAtNs;
        for (int i = 1, count = keys.size(); i <= count; i++) {
            OwnKey key = keys.removeFirst();
            if (hasTimeLeft(key, nowMs)) keys.addLast(key);
            if (i % KEYS_PER_CLOCK_READING == 0 && nanoClock.getAsLong() - beganAtNs >= ROUND_NS_MAX) return;
        }
    }

    private boolean hasTimeLeft(OwnKey key, long nowMs) {
        byte[] name = key.name.array();
        long address = scratch.hold(name);
        long record = key.database.find(nowMs, address, name.length, Database.NO_TOUCH | Database.FORCE_EXPIRE);
        return record != 0 && Record.hasExpiry(record);
    }
}
