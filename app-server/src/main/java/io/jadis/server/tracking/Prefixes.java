package io.jadis.server.tracking;

import io.jadis.server.client.Client;
import io.jadis.store.memory.Allocator;
import io.jadis.store.table.HashTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.Executor;

/**
 * The prefixes that clients listen to in broadcasting mode. What changes is gathered, and told in a later turn of the
 * executor, prefix by prefix: a transaction, or the requests of a turn, give one message.
 */
final class Prefixes {
    private final NavigableMap<byte[], Prefix> all = new TreeMap<>(Arrays::compareUnsigned);
    /** Those with changes that are still to be told. */
    private final List<Prefix> changed = new ArrayList<>();
    private final KeyEntries entries;
    private final HashTable tables;
    private final InvalidationSender sender;
    private final Executor later;
    private final Runnable broadcast = this::broadcast;

    Prefixes(Allocator allocator, InvalidationSender sender, Executor later) {
        this.entries = new KeyEntries(allocator);
        this.tables = new HashTable(allocator, entries);
        this.sender = sender;
        this.later = later;
    }

    int count() {
        return all.size();
    }

    void listen(Client client, ClientTracking state, byte[] bytes) {
        Prefix prefix = all.computeIfAbsent(bytes, b -> new Prefix(b, entries, tables));
        if (prefix.clients().add(client)) state.add(prefix);
    }

    /** The client listens no more. */
    void leave(Client client, ClientTracking state) {
        for (Prefix prefix : state.prefixes()) {
            prefix.clients().remove(client);
            if (!prefix.clients().isEmpty()) continue;
            all.remove(prefix.bytes());
            if (prefix.hasChanges()) changed.remove(prefix);
            prefix.forgetChanges();
        }
    }

    /** @param authorId the client that changed the key, or 0 */
    void changed(long keyAddress, long keyLength, long authorId) {
        if (all.isEmpty()) return;
        for (Prefix prefix : all.values()) {
            if (!prefix.matches(keyAddress, keyLength)) continue;
            if (!prefix.hasChanges()) noteChanged(prefix);
            prefix.changed(keyAddress, keyLength, authorId);
        }
    }

    private void noteChanged(Prefix prefix) {
        if (changed.isEmpty()) later.execute(broadcast);
        changed.add(prefix);
    }

    private void broadcast() {
        for (Prefix prefix : changed) {
            for (Client client : prefix.clients()) sender.changesOf(prefix, client);
            prefix.forgetChanges();
        }
        changed.clear();
    }

    /** Frees what was not told. */
    void close() {
        changed.forEach(Prefix::forgetChanges);
        changed.clear();
    }
}
