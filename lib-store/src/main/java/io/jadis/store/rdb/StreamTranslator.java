package io.jadis.store.rdb;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.encoding.Listpack;
import io.jadis.store.memory.Allocator;
import java.io.IOException;

/**
 * The streams of a {@link CommandTranslator}: XADD for each entry, XSETID for what entries don't say, XGROUP and XCLAIM
 * for each group, its consumers and their pending entries. A node at a time is in memory, and of a group's pending
 * entries 32 bytes each.
 */
final class StreamTranslator implements AutoCloseable {
    private static final int DELETED = 1, SAME_FIELDS = 2;
    /** Layout of a pending entry: 0 ms:8 | 8 seq:8 | 16 deliveredAtMs:8 | 24 deliveries:8. */
    private static final int PENDING_BYTES = 32, DELIVERED_AT_MS = 16, DELIVERIES = 24;
    private static final int RAW_ID_BYTES = 16, PENDING_ROOM_MIN = 64;

    private final Allocator allocator;
    private final RdbInput in;
    private final CommandOutput commands;
    private long key;
    private long keyLength;
    private long entries;

    /** The id that was read last. */
    private long ms, seq;
    private long pending;
    private long pendingRoom;
    private long pendingCount;
    private final Name group = new Name(), consumer = new Name();

    /** A name that outlives further reading. */
    private final class Name {
        private long address;
        private long length, roomBytes;

        void read() throws IOException {
            in.readString();
            length = in.stringLength();
            if (length > roomBytes) {
                release();
                roomBytes = length;
                address = allocator.allocate(roomBytes);
            }
            Memory.copy(in.stringAddress(), address, length);
        }

        void bulk() {
            commands.bulk(address, length);
        }

        void release() {
            if (roomBytes > 0) allocator.free(address);
            roomBytes = 0;
        }
    }

    StreamTranslator(Allocator allocator, RdbInput in, CommandOutput commands) {
        this.allocator = allocator;
        this.in = in;
        this.commands = commands;
    }

    @Override
    public void close() {
        group.release();
        consumer.release();
        if (pendingRoom > 0) allocator.free(pending);
        pendingRoom = 0;
    }

    /** The key's bytes are valid during the call. */
    void translate(long keyAddress, long length) throws IOException {
        key = keyAddress;
        keyLength = length;
        entries = 0;
        for (long left = in.readLength(); left > 0; left--) translateNode();
        translateCounters();
        for (long left = in.readLength(); left > 0; left--) translateGroup();
    }

    private void begin(long parts, String word) {
        commands.command(parts, word);
        commands.bulk(key, keyLength);
    }

    // ---- entries

    private void translateNode() throws IOException {
        in.readBytes(1 + RAW_ID_BYTES);
        long id = in.stringAddress() + 1;
        ms = Long.reverseBytes(Memory.getLong(id));
        seq = Long.reverseBytes(Memory.getLong(id + 8));
        long block = in.readBlock();
        // count, deletedCount, fieldCount, field …, 0
        long at = Listpack.next(Listpack.next(Listpack.first(block)));
        long fieldCount = Listpack.integer(at);
        long firstField = Listpack.next(at);
        at = skip(firstField, fieldCount + 1);
        while (at != 0) at = translateEntry(at, firstField, fieldCount);
        allocator.free(block);
    }

    private static long skip(long entry, long count) {
        for (long i = 0; i < count; i++) entry = Listpack.next(entry);
        return entry;
    }

    /** @return where the next one begins, 0 if there is none */
    private long translateEntry(long entry, long firstField, long nodeFieldCount) {
        long flags = Listpack.integer(entry);
        long at = Listpack.next(entry);
        long entryMs = ms + Listpack.integer(at);
        at = Listpack.next(at);
        long entrySeq = seq + Listpack.integer(at);
        at = Listpack.next(at);
        boolean same = (flags & SAME_FIELDS) != 0;
        long fieldCount = nodeFieldCount;
        if (!same) {
            fieldCount = Listpack.integer(at);
            at = Listpack.next(at);
        }
        if ((flags & DELETED) != 0) return skip(at, (same ? 1 : 2) * fieldCount + 1);
        entries++;
        begin(3 + 2 * fieldCount, "XADD");
        commands.id(entryMs, entrySeq);
        long field = firstField;
        for (long i = 0; i < fieldCount; i++) {
            commands.element(same ? field : at);
            if (same) field = Listpack.next(field);
            else at = Listpack.next(at);
            commands.element(at);
            at = Listpack.next(at);
        }
        return Listpack.next(at); // behind how many elements these were
    }

    private void translateCounters() throws IOException {
        in.readLength();
        long lastMs = in.readLength(), lastSeq = in.readLength();
        readId();
        readId();
        long added = in.readLength();
        if (entries == 0) {
            begin(7, "XADD");
            commands.bulk("MAXLEN");
            commands.bulk(0);
            commands.id(0, 1);
            commands.bulk("x");
            commands.bulk("y");
        }
        begin(7, "XSETID");
        commands.id(lastMs, lastSeq);
        commands.bulk("ENTRIESADDED");
        commands.bulk(added);
        commands.bulk("MAXDELETEDID");
        commands.id(ms, seq);
    }

    private void readId() throws IOException {
        ms = in.readLength();
        seq = in.readLength();
    }

    private void readRawId() throws IOException {
        ms = Long.reverseBytes(in.readLong());
        seq = Long.reverseBytes(in.readLong());
    }

    // ---- groups

    private void translateGroup() throws IOException {
        group.read();
        readId();
        commands.command(7, "XGROUP");
        commands.bulk("CREATE");
        commands.bulk(key, keyLength);
        group.bulk();
        commands.id(ms, seq);
        commands.bulk("ENTRIESREAD");
        commands.bulk(in.readLength());
        readPending();
        for (long left = in.readLength(); left > 0; left--) translateConsumer();
    }

    /** In the order of their ids. */
    private void readPending() throws IOException {
        long count = in.readLength();
        for (pendingCount = 0; pendingCount < count; pendingCount++) {
            if (pendingCount == pendingRoom) growPending();
            long entry = pending + pendingCount * PENDING_BYTES;
            readRawId();
            Memory.putLong(entry, ms);
            Memory.putLong(entry + 8, seq);
            Memory.putLong(entry + DELIVERED_AT_MS, in.readLong());
            Memory.putLong(entry + DELIVERIES, in.readLength());
        }
    }

    private void growPending() {
        long room = Math.max(PENDING_ROOM_MIN, 2 * pendingRoom);
        pending = pendingRoom == 0
                ? allocator.allocate(room * PENDING_BYTES) : allocator.reallocate(pending, room * PENDING_BYTES);
        pendingRoom = room;
    }

    private void translateConsumer() throws IOException {
        consumer.read();
        in.readLong();
        in.readLong();
        long count = in.readLength();
        if (count == 0) {
            commands.command(5, "XGROUP");
            commands.bulk("CREATECONSUMER");
            commands.bulk(key, keyLength);
            group.bulk();
            consumer.bulk();
        }
        for (long i = 0; i < count; i++) {
            readRawId();
            claim(find());
        }
    }

    private void claim(long entry) {
        begin(12, "XCLAIM");
        group.bulk();
        consumer.bulk();
        commands.bulk(0);
        commands.id(ms, seq);
        commands.bulk("TIME");
        commands.bulk(Memory.getLong(entry + DELIVERED_AT_MS));
        commands.bulk("RETRYCOUNT");
        commands.bulk(Memory.getLong(entry + DELIVERIES));
        commands.bulk("JUSTID");
        commands.bulk("FORCE");
    }

    /** The pending entry with the id at hand. */
    private long find() {
        long low = 0, high = pendingCount - 1;
        while (low <= high) {
            long middle = low + high >>> 1;
            long entry = pending + middle * PENDING_BYTES;
            int order = Long.compareUnsigned(Memory.getLong(entry), ms);
            if (order == 0) order = Long.compareUnsigned(Memory.getLong(entry + 8), seq);
            if (order == 0) return entry;
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }
        throw new AssertionError("a consumer has what its group has not");
    }
}
