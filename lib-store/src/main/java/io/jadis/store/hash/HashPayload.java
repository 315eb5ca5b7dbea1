package io.jadis.store.hash;

import io.jadis.store.keyspace.Database;
import io.jadis.store.keyspace.Encoding;
import io.jadis.store.keyspace.PayloadType;
import io.jadis.store.keyspace.TimedPayload;
import io.jadis.store.memory.Allocator;
import java.util.random.RandomGenerator;

/** What the keyspace does with hashes. */
final class HashPayload implements PayloadType {
    private final Allocator allocator;
    private final FieldList lists;
    private final SharedList shared;
    private final FieldTable tables;
    private final RandomGenerator random;
    private final FieldExpiry expiry;

    HashPayload(Allocator allocator, FieldList lists, SharedList shared, FieldTable tables, RandomGenerator random,
            FieldExpiry expiry) {
        this.allocator = allocator;
        this.lists = lists;
        this.shared = shared;
        this.tables = tables;
        this.random = random;
        this.expiry = expiry;
    }

    /** The table: a head may come before it at any time. */
    @Override
    public long pinAddress(int encoding, long root) {
        return encoding == Encoding.HASHTABLE_EX ? TimedHash.body(root) : root;
    }

    @Override
    public long freeEffort(int encoding, long root) {
        return switch (encoding) {
            case Encoding.HASHTABLE -> tables.tables.size(root);
            case Encoding.HASHTABLE_EX -> tables.tables.size(TimedHash.body(root));
            default -> 1;
        };
    }

    @Override
    public void free(int encoding, long root) {
        while (!freeSome(encoding, root, Integer.MAX_VALUE)) continue;
    }

    @Override
    public boolean freeSome(int encoding, long root, int steps) {
        switch (encoding) {
            case Encoding.LISTPACK -> lists.free(root);
            case Encoding.LISTPACK_SHARED -> shared.free(root);
            case Encoding.LISTPACK_EX -> {
                lists.free(TimedHash.body(root));
                allocator.free(root);
            }
            case Encoding.HASHTABLE -> {
                return tables.freeSome(root, steps);
            }
            default -> {
                if (!tables.freeSome(TimedHash.body(root), steps)) return false;
                tables.heap.free(root);
                allocator.free(root);
            }
        }
        return true;
    }

    @Override
    public long copy(int encoding, long root) {
        return switch (encoding) {
            case Encoding.LISTPACK -> lists.copy(root);
            case Encoding.LISTPACK_SHARED -> shared.copy(root);
            case Encoding.LISTPACK_EX -> {
                long head = newHead(lists.copy(TimedHash.body(root)));
                TimedPayload.setNextAtMs(head, TimedPayload.nextAtMs(root));
                yield head;
            }
            case Encoding.HASHTABLE -> {
                long table = tables.tables.create();
                tables.copyAll(0, root, 0, table);
                yield table;
            }
            default -> {
                long table = tables.tables.create();
                long head = newHead(table);
                tables.copyAll(root, TimedHash.body(root), head, table);
                TimedPayload.setNextAtMs(head, TimedPayload.nextAtMs(root));
                yield head;
            }
        };
    }

    private long newHead(long body) {
        long head = allocator.allocate(TimedHash.BYTES);
        TimedHash.write(head, body);
        return head;
    }

    @Override
    public long memoryBytes(int encoding, long root, int samples) {
        return switch (encoding) {
            case Encoding.LISTPACK, Encoding.LISTPACK_SHARED -> allocator.usableSize(root);
            case Encoding.LISTPACK_EX -> allocator.usableSize(root) + allocator.usableSize(TimedHash.body(root));
            case Encoding.HASHTABLE -> tables.bytes(root, samples, random);
            default -> allocator.usableSize(root) + tables.heap.bytes(root)
                    + tables.bytes(TimedHash.body(root), samples, random);
        };
    }

    @Override
    public int expireSome(Database database, long nowMs, long record, int max) {
        int removed = expiry.removeDue(database, nowMs, record, max);
        expiry.settle(database, record);
        return removed;
    }
}
