package io.jadis.server.execution;

import io.jadis.protocol.memory.Memory;
import io.jadis.server.clock.ServerClock;
import io.jadis.store.keyspace.Database;
import io.jadis.store.keyspace.Record;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The keys that clients watch. A change of a watched key dooms the transactions of its watchers; so does its expiry,
 * unless it had already expired when WATCH was called.
 */
public final class Watches {
    /** A key in a database, by value. In order, so that a map finds it among many which were chosen to have its hash. */
    record WatchedKey(Database database, byte[] key) implements Comparable<WatchedKey> {
        @Override
        public int compareTo(WatchedKey other) {
            if (database != other.database) return Integer.compare(database.index(), other.database.index());
            return Arrays.compare(key, other.key);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof WatchedKey that && database == that.database && Arrays.equals(key, that.key);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(key) * 31 + database.index();
        }
    }

    private final Map<WatchedKey, Set<TransactionState>> watchers = new HashMap<>();
    /** What each client watches, and of each key whether it had expired when that began. */
    private final Map<TransactionState, Map<WatchedKey, Boolean>> keysOf = new HashMap<>();
    private final Scratch scratch;
    private final ServerClock clock;
    /** Of all keys that were ever watched: a longer one needs no look. */
    private long keyLengthMax;

    public Watches(Scratch scratch, ServerClock clock) {
        this.scratch = scratch;
        this.clock = clock;
    }

    public boolean isEmpty() {
        return watchers.isEmpty();
    }

    /** How many clients watch something (INFO's watching_clients). */
    public int clientCount() {
        return keysOf.size();
    }

    /** How many different keys are watched (INFO's total_watched_keys). */
    public int keyCount() {
        return watchers.size();
    }

    /** WATCH of one key. False if it is watched already. */
    boolean watch(TransactionState transaction, Database database, long keyAddress, long keyLength) {
        keyLengthMax = Math.max(keyLengthMax, keyLength);
        WatchedKey key = new WatchedKey(database, Memory.toArray(keyAddress, keyLength));
        Map<WatchedKey, Boolean> own = keysOf.computeIfAbsent(transaction, t -> new LinkedHashMap<>());
        if (own.putIfAbsent(key, isExpired(find(key))) != null) return false;
        watchers.computeIfAbsent(key, k -> new LinkedHashSet<>()).add(transaction);
        return true;
    }

    /** UNWATCH, EXEC, DISCARD, or the client's end. */
    void unwatch(TransactionState transaction) {
        Map<WatchedKey, Boolean> own = keysOf.remove(transaction);
        if (own == null) return;
        for (WatchedKey key : own.keySet()) {
            Set<TransactionState> of = watchers.get(key);
            of.remove(transaction);
            if (of.isEmpty()) watchers.remove(key);
        }
    }

    int countOf(TransactionState transaction) {
        Map<WatchedKey, Boolean> own = keysOf.get(transaction);
        return own == null ? 0 : own.size();
    }

    /** Whether a key that this client watches has expired meanwhile and is still there. */
    boolean anyExpired(TransactionState transaction) {
        Map<WatchedKey, Boolean> own = keysOf.get(transaction);
        if (own == null) return false;
        for (Map.Entry<WatchedKey, Boolean> entry : own.entrySet()) {
            if (!entry.getValue() && isExpired(find(entry.getKey()))) return true;
        }
        return false;
    }

    private boolean isExpired(long record) {
        return record != 0 && Record.isExpired(record, clock.nowMs());
    }

    private long find(WatchedKey key) {
        return find(key.database, key.key);
    }

    private long find(Database database, byte[] key) {
        return database.find(0, scratch.hold(key), key.length, Database.NO_TOUCH | Database.IGNORE_EXPIRY);
    }

    /** The key changed. */
    void touch(Database database, long keyAddress, long keyLength) {
        if (keyLength > keyLengthMax) return;
        WatchedKey key = new WatchedKey(database, Memory.toArray(keyAddress, keyLength));
        Set<TransactionState> of = watchers.get(key);
        if (of == null) return;
        boolean gone = find(key) == 0;
        for (TransactionState transaction : List.copyOf(of)) {
            // A key that had expired before WATCH and is now removed is as it was: missing.
            if (!gone || !keysOf.get(transaction).replace(key, true, false)) doom(transaction);
        }
    }

    /** Once its fate is sealed, there is nothing to watch for. */
    private void doom(TransactionState transaction) {
        unwatch(transaction);
        transaction.doom();
    }

    /**
     * FLUSHDB and SWAPDB, before it is done: dooms who watches a key that is there, or will be there from the other
     * database. An expired key is as good as missing, and only noted as expired.
     *
     * @param replacement where the content will come from, or null
     */
    public void touchAll(Database emptied, Database replacement) {
        List<TransactionState> doomed = new ArrayList<>();
        watchers.forEach((key, transactions) -> {
            if (key.database != emptied) return;
            long before = find(key);
            long after = replacement == null ? 0 : find(replacement, key.key);
            if (before == 0 && after == 0) return;
            for (TransactionState transaction : transactions) {
                Map<WatchedKey, Boolean> own = keysOf.get(transaction);
                boolean wasMissing = before == 0 || own.get(key);
                if (wasMissing && (after == 0 || isExpired(after))) own.put(key, after != 0);
                else doomed.add(transaction);
            }
        });
        doomed.forEach(this::doom);
    }
}
