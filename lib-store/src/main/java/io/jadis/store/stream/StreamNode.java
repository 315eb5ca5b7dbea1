package io.jadis.store.stream;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.encoding.Element;
import io.jadis.store.encoding.Listpack;
import io.jadis.store.memory.Allocator;

/**
 * Some consecutive entries of a stream in one block. The first entry's fields stand before all; entries with the same
 * fields have only values. Ids are differences to the node's own, which is the key that it has in the index.
 *
 * <pre>
 *   0   usedBytes:32 | capacityBytes:32
 *   8   count:32 | deletedCount:32            entries that are there, and that are marked as deleted
 *   16  lastOffset:32                         where the last entry begins
 *   20  listpackBytes:32                      what Redis's form takes, but for the elements of the two counts
 *   24  fieldCount:32 | firstOffset:32
 *   32  fields | entries
 *   entry   flags:8 | ms | seq | [fieldCount | field, value … ] or [values]      all but the flags {@link Element}s
 * </pre>
 *
 * <p>Redis has the same elements in a listpack, where each is followed by its length and each entry by the number of
 * its elements, so that they can be read backwards. Both follow from the rest: without them a million entries of two
 * small numbers take 5 bytes each and not 12, 45 % of Redis's memory where the listpacks by themselves were more than
 * nine tenths of it. {@link StreamListpack} makes the one of the other, and {@link #listpackBytes} tells when Redis
 * would call a node full, so that nodes end where Redis's do.
 */
final class StreamNode {
    static final int DELETED = 1, SAME_FIELDS = 2;

    static final int HEADER_BYTES = 32;

    private static final int CAPACITY = 4, COUNT = 8, DELETED_COUNT = 12, LAST_OFFSET = 16, LISTPACK_BYTES = 20,
            FIELD_COUNT = 24, FIRST_OFFSET = 28;

    /** More than flags, both parts of the id and the number of fields can take. */
    private static final int ENTRY_HEAD_BYTES_MAX = 1 + 3 * 9;

    /** More than the head of an element takes. */
    private static final int ELEMENT_HEAD_BYTES_MAX = 5;

    private static final int FIRST_CAPACITY_MIN = 64;

    private final Allocator allocator;

    StreamNode(Allocator allocator) {
        this.allocator = allocator;
    }

    // ---- reading

    static int usedBytes(long node) {
        return Memory.getInt(node);
    }

    /** The address behind the last entry. */
    static long end(long node) {
        return node + usedBytes(node);
    }

    static int count(long node) {
        return Memory.getInt(node + COUNT);
    }

    static int deletedCount(long node) {
        return Memory.getInt(node + DELETED_COUNT);
    }

    /** How many fields the node's first entry has. */
    static int fieldCount(long node) {
        return Memory.getInt(node + FIELD_COUNT);
    }

    static long firstField(long node) {
        return node + HEADER_BYTES;
    }

    static long firstEntry(long node) {
        return node + Memory.getInt(node + FIRST_OFFSET);
    }

    static long lastEntry(long node) {
        return node + Memory.getInt(node + LAST_OFFSET);
    }

    static int flags(long entry) {
        return Memory.getByte(entry);
    }

    /** What is to be added to the ms of the node's id. */
    static long msDifference(long entry) {
        return Listpack.integer(entry + 1);
    }

    /** What is to be added to the seq of the node's id. */
    static long seqDifference(long entry) {
        long ms = entry + 1;
        return Listpack.integer(ms + Element.bytes(ms));
    }

    /** Bytes of the same node as a listpack. */
    static int listpackBytes(long node) {
        return Memory.getInt(node + LISTPACK_BYTES) + integerEntryBytes(count(node))
                + integerEntryBytes(deletedCount(node));
    }

    // ---- writing

    /** A node without entries that has the fields of this one. */
    long create(EntrySource source) {
        int pairs = source.pairs();
        long bytes = HEADER_BYTES + ENTRY_HEAD_BYTES_MAX;
        for (int i = 0; i < 2 * pairs; i++) bytes += ELEMENT_HEAD_BYTES_MAX + source.length(i);
        long node = newBlock((int) Math.max(bytes, FIRST_CAPACITY_MIN));
        long at = node + HEADER_BYTES;
        for (int i = 0; i < pairs; i++) at = Element.write(at, source.address(2 * i), (int) source.length(2 * i));
        fieldsWritten(node, pairs, at);
        return node;
    }

    /** A node to be filled by {@link #fieldsWritten} and {@link #entryWritten}. */
    long newBlock(int capacity) {
        long node = allocator.allocate(capacity);
        for (int offset = 0; offset < HEADER_BYTES; offset += Long.BYTES) Memory.putLong(node + offset, 0);
        Memory.putInt(node + CAPACITY, capacity);
        return node;
    }

    /** The node's fields end at this address. */
    static void fieldsWritten(long node, int fieldCount, long end) {
        int listpackBytes = Listpack.EMPTY_BYTES + integerEntryBytes(fieldCount) + integerEntryBytes(0);
        long at = firstField(node);
        for (int i = 0; i < fieldCount; i++) {
            int bytes = Element.bytes(at);
            listpackBytes += Element.entryBytes(bytes);
            at += bytes;
        }
        Memory.putInt(node, (int) (end - node));
        Memory.putInt(node + LISTPACK_BYTES, listpackBytes);
        Memory.putInt(node + FIELD_COUNT, fieldCount);
        Memory.putInt(node + FIRST_OFFSET, (int) (end - node));
    }

    /** Adds an entry whose id is so much above the node's. Returns the node's address from now on. */
    long append(long node, long msDifference, long seqDifference, EntrySource source) {
        int pairs = source.pairs();
        boolean same = hasFieldsOf(node, source);
        long bytes = ENTRY_HEAD_BYTES_MAX;
        for (int i = same ? 1 : 0; i < 2 * pairs; i += same ? 2 : 1) bytes += ELEMENT_HEAD_BYTES_MAX + source.length(i);
        node = reserve(node, bytes);
        long entry = end(node);
        Memory.putByte(entry, (byte) (same ? SAME_FIELDS : 0));
        long at = Element.writeInteger(entry + 1, msDifference);
        at = Element.writeInteger(at, seqDifference);
        if (!same) at = Element.writeInteger(at, pairs);
        for (int i = same ? 1 : 0; i < 2 * pairs; i += same ? 2 : 1) {
            at = Element.write(at, source.address(i), (int) source.length(i));
        }
        entryWritten(node, at);
        return node;
    }

    /** One more entry, flags and all, ends at this address. */
    static void entryWritten(long node, long end) {
        long entry = end(node);
        int flags = flags(entry);
        int listpackBytes = Memory.getInt(node + LISTPACK_BYTES) + integerEntryBytes(flags);
        int elements = 1;
        for (long at = entry + 1; at < end; elements++) {
            int bytes = Element.bytes(at);
            listpackBytes += Element.entryBytes(bytes);
            at += bytes;
        }
        Memory.putInt(node, (int) (end - node));
        Memory.putInt(node + LAST_OFFSET, (int) (entry - node));
        Memory.putInt(node + LISTPACK_BYTES, listpackBytes + integerEntryBytes(elements));
        int counter = (flags & DELETED) != 0 ? DELETED_COUNT : COUNT;
        Memory.putInt(node + counter, Memory.getInt(node + counter) + 1);
    }

    private static boolean hasFieldsOf(long node, EntrySource source) {
        int pairs = source.pairs();
        if (pairs != fieldCount(node)) return false;
        long field = firstField(node);
        for (int i = 0; i < pairs; i++) {
            if (!Listpack.is(field, source.address(2 * i), source.length(2 * i))) return false;
            field += Element.bytes(field);
        }
        return true;
    }

    private long reserve(long node, long bytes) {
        long needed = usedBytes(node) + bytes;
        int capacity = Memory.getInt(node + CAPACITY);
        return needed <= capacity ? node : resize(node, Math.max(needed, capacity + capacity / 2));
    }

    /** Gives back what the node doesn't need, for nothing will be added to it any more. */
    long seal(long node) {
        return resize(node, usedBytes(node));
    }

    private long resize(long node, long capacity) {
        if (capacity > Integer.MAX_VALUE) throw new IllegalStateException("node too long, bytes=" + capacity);
        long moved = allocator.reallocate(node, capacity);
        Memory.putInt(moved + CAPACITY, (int) capacity);
        return moved;
    }

    /** Marks an entry as deleted, which it must not be. */
    static void delete(long node, long entry) {
        Memory.putByte(entry, (byte) (flags(entry) | DELETED));
        Memory.putInt(node + COUNT, count(node) - 1);
        Memory.putInt(node + DELETED_COUNT, deletedCount(node) + 1);
    }

    void free(long node) {
        allocator.free(node);
    }

    long copy(long node) {
        int bytes = usedBytes(node);
        long copy = allocator.allocate(bytes);
        Memory.copy(node, copy, bytes);
        Memory.putInt(copy + CAPACITY, bytes);
        return copy;
    }

    long blockBytes(long node) {
        return allocator.usableSize(node);
    }

    static int integerEntryBytes(long value) {
        return Element.integerBytes(value) + 1;
    }
}
