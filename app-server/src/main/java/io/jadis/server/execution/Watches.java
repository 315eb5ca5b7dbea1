package io.jadis.server.execution;

import io.jadis.protocol.memory.Memory;
import io.jadis.server.client.Client;
import io.jadis.store.keyspace.Database;
import io.jadis.store.keyspace.Record;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The keys that clients watch. A change of a watched key dooms the transactions of its watchers; so does its expiry,
 * unless it had already expired when WATCH was called.
 */
public final class Watches {
    /** A key in a database, by value. */
    private record WatchedKey(Database database, byte[] key) {
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
    private final Map<TransactionState, Map<WatchedKey, Boolean>> keysOf = new HashMap<>();

    private final Scratch scratch;

    public Watches(Scratch scratch) {
        this.scratch = scratch;
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

    /** WATCH of one key; {@code alreadyExpired} if it is there but its time has passed. */
    void watch(TransactionState transaction, Database database, long keyAddress, int keyLength, boolean alreadyExpired) {
        WatchedKey key = new WatchedKey(database, Memory.toArray(keyAddress, keyLength));
        Map<WatchedKey, Boolean> own = keysOf.computeIfAbsent(transaction, t -> new LinkedHashMap<>());
        if (own.putIfAbsent(key, alreadyExpired) != null) return;
        watchers.computeIfAbsent(key, k -> new LinkedHashSet<>()).add(transaction);
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

    /** Whether a key that this client watches has expired meanwhile, removed or not. */
    boolean anyExpired(TransactionState transaction, long nowMs) {
        Map<WatchedKey, Boolean> own = keysOf.get(transaction);
        if (own == null) return false;
        for (Map.Entry<WatchedKey, Boolean> entry : own.entrySet()) {
            if (entry.getValue()) continue;
            long record = find(entry.getKey());
            if (record != 0 && Record.isExpired(record, nowMs)) return true;
        }
        return false;
    }

    private long find(WatchedKey key) {
        return find(key.database, key.key);
    }

    private long find(Database database, byte[] key) {
        return database.find(0, scratch.hold(key), key.length, Database.NO_TOUCH | Database.IGNORE_EXPIRY);
    }

    /** The key changed. */
    void touch(Database database, long keyAddress, int keyLength) {
        WatchedKey key = new WatchedKey(database, Memory.toArray(keyAddress, keyLength));
        Set<TransactionState> of = watchers.get(key);
        if (of == null) return;
        boolean gone = find(key) == 0;
        for (TransactionState transaction : of) {
            // A key that had expired before WATCH and is now removed is as it was: missing.
            if (gone && keysOf.get(transaction).replace(key, true, false)) continue;
            transaction.doom();
        }
    }

    /** FLUSHDB and SWAPDB: whoever watches a key that is there, or will be there from the other database, is doomed. */
    public void touchAll(Database emptied, Database replacement) {
        watchers.forEach((key, transactions) -> {
            if (key.database != emptied) return;
            boolean there = find(key) != 0 || replacement != null && find(replacement, key.key) != 0;
            if (there) transactions.forEach(TransactionState::doom);
        });
    }

    /** The transactions of clients that are gone must not be kept. */
    void forget(Client client) {
        if (client.transaction() instanceof TransactionState transaction) unwatch(transaction);
    }
}
