package io.jadis.store.list;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;

/**
 * A quicklist's memory: a header and, in an array, a descriptor of each node. The array has room at both ends, as a
 * listpack's block has, so that nodes come and go there without moving the others. To find the node of an index only
 * the descriptors are read, one behind the other.
 *
 * <pre>
 *   header      0 count:64 | 8 array:64 | 16 first:32 | 20 nodes:32 | 24 capacity:32
 *   descriptor  0 payload:61 kind:3 | 8 count:32 | 12 bytes:32 | 16 front:32 | 20 capacity:32 | 24 place:32 | 28
 *   place:32
 * </pre>
 *
 * {@code first} and {@code capacity} of the header count descriptors. A descriptor's {@code bytes} are those of the
 * listpack, whatever the kind, or of the one element. {@code capacity} is the length of the payload's block and {@code
 * front} where in it a listpack begins; where an element stands alone, {@code front} has the upper bits of its length
 * and {@code capacity} means nothing. The places are for the {@link NodeSweep}s that watch a list, 0 is none; where
 * none does they mean nothing. A descriptor's address is valid until nodes come or go.
 */
final class Nodes {
    /**
     * A listpack with room; the bytes of one element; a listpack that is folded, or compressed; a compressed element.
     */
    static final int PACKED = 0, PLAIN = 1, FOLDED = 2, COMPRESSED = 3, PLAIN_COMPRESSED = 4;

    static final int DESCRIPTOR_BYTES = 32;
    private static final int HEADER_BYTES = 32, CAPACITY_MIN = 4;
    private static final int ARRAY = 8, FIRST = 16, NODES = 20, CAPACITY = 24, PLACES = 24;
    private static final int KIND_MASK = 7;

    private Nodes() {}

    // ---- the whole

    static long create(Allocator allocator) {
        long list = allocator.allocate(HEADER_BYTES);
        Memory.putLong(list, 0);
        Memory.putLong(list + ARRAY, allocator.allocate(CAPACITY_MIN * DESCRIPTOR_BYTES));
        Memory.putInt(list + FIRST, 0);
        Memory.putInt(list + NODES, 0);
        Memory.putInt(list + CAPACITY, CAPACITY_MIN);
        return list;
    }

    /** A list of the same descriptors, payloads included. */
    static long copy(Allocator allocator, long list) {
        return copy(allocator, list, 0, count(list), elements(list));
    }

    /** A list of some of the descriptors, payloads included, which have so many elements. */
    static long copy(Allocator allocator, long list, int index, int count, long elements) {
        int capacity = Math.max(CAPACITY_MIN, count);
        long copy = allocator.allocate(HEADER_BYTES);
        long array = allocator.allocate((long) capacity * DESCRIPTOR_BYTES);
        if (count > 0) Memory.copy(node(list, index), array, (long) count * DESCRIPTOR_BYTES);
        Memory.putLong(copy, elements);
        Memory.putLong(copy + ARRAY, array);
        Memory.putInt(copy + FIRST, 0);
        Memory.putInt(copy + NODES, count);
        Memory.putInt(copy + CAPACITY, capacity);
        return copy;
    }

    static void free(Allocator allocator, long list) {
        allocator.free(Memory.getLong(list + ARRAY));
        allocator.free(list);
    }

    /** Elements of the list. */
    static long elements(long list) {
        return Memory.getLong(list);
    }

    static void changeElements(long list, long change) {
        Memory.putLong(list, Memory.getLong(list) + change);
    }

    static int count(long list) {
        return Memory.getInt(list + NODES);
    }

    /** The bytes of header and array. */
    static long bytes(Allocator allocator, long list) {
        return allocator.usableSize(list) + allocator.usableSize(Memory.getLong(list + ARRAY));
    }

    /** The descriptor of a node. */
    static long node(long list, int index) {
        return Memory.getLong(list + ARRAY) + (long) (Memory.getInt(list + FIRST) + index) * DESCRIPTOR_BYTES;
    }

    // ---- descriptors

    static int kind(long node) {
        return Memory.getInt(node) & KIND_MASK;
    }

    /** Whether the node is one element without a listpack around it. */
    static boolean isPlain(long node) {
        int kind = kind(node);
        return kind == PLAIN || kind == PLAIN_COMPRESSED;
    }

    static long payload(long node) {
        return Memory.getLong(node) & ~KIND_MASK;
    }

    static int elementCount(long node) {
        return Memory.getInt(node + 8);
    }

    static long bytes(long node) {
        long low = Memory.getInt(node + 12) & 0xFFFF_FFFFL;
        return kind(node) == PLAIN ? low | (long) Memory.getInt(node + 16) << 32 : low;
    }

    /** The length of the payload's block. */
    static long payloadBytes(long node) {
        return kind(node) == PLAIN ? bytes(node) : capacity(node);
    }

    static int front(long node) {
        return Memory.getInt(node + 16);
    }

    static int capacity(long node) {
        return Memory.getInt(node + 20);
    }

    /** The node has one element of any length. */
    static void setPlain(long node, long payload, long length) {
        Memory.putLong(node, payload | PLAIN);
        Memory.putInt(node + 16, (int) (length >>> 32));
        setLength(node, 1, (int) length);
    }

    static void setPayload(long node, long payload, int kind, int front, int capacity) {
        Memory.putLong(node, payload | kind);
        Memory.putInt(node + 16, front);
        Memory.putInt(node + 20, capacity);
    }

    static void setLength(long node, int count, int bytes) {
        Memory.putInt(node + 8, count);
        Memory.putInt(node + 12, bytes);
    }

    /** A node's place, from 1, in what one of two sweeps has, or 0. */
    static int place(long node, int index) {
        return Memory.getInt(node + PLACES + 4L * index);
    }

    static void setPlace(long node, int index, int place) {
        Memory.putInt(node + PLACES + 4L * index, place);
    }

    static void forgetPlaces(long node) {
        Memory.putLong(node + PLACES, 0);
    }

    /** The payload has gone elsewhere. */
    static void forgetPayload(long node) {
        Memory.putLong(node, PACKED);
    }

    // ---- coming and going

    /** Makes room for a descriptor in front of that index, or behind the last. Returns its address. */
    static long insert(Allocator allocator, long list, int index) {
        int count = count(list);
        boolean head = index < count - index;
        int first = Memory.getInt(list + FIRST);
        if (head ? first == 0 : first + count == Memory.getInt(list + CAPACITY)) {
            makeRoom(allocator, list, head);
            first = Memory.getInt(list + FIRST);
        }
        long array = Memory.getLong(list + ARRAY);
        if (head) {
            move(array, first, first - 1, index);
            Memory.putInt(list + FIRST, first - 1);
        } else {
            move(array, first + index, first + index + 1, count - index);
        }
        Memory.putInt(list + NODES, count + 1);
        long inserted = node(list, index);
        forgetPlaces(inserted);
        return inserted;
    }

    /** Forgets the last nodes but so many, of a list that nobody sees any more. */
    static void forget(long list, int left) {
        Memory.putInt(list + NODES, left);
    }

    /** Takes descriptors out. */
    static void remove(Allocator allocator, long list, int index, int removed) {
        int count = count(list);
        int behind = count - index - removed;
        int first = Memory.getInt(list + FIRST);
        long array = Memory.getLong(list + ARRAY);
        if (index < behind) {
            move(array, first, first + removed, index);
            Memory.putInt(list + FIRST, first + removed);
        } else {
            move(array, first + index + removed, first + index, behind);
        }
        Memory.putInt(list + NODES, count - removed);
        int capacity = Memory.getInt(list + CAPACITY);
        if (capacity > 4 * CAPACITY_MIN && count - removed < capacity / 4) resize(allocator, list, capacity / 2, false);
    }

    private static void move(long array, int from, int to, int count) {
        if (count == 0) return;
        Memory.copy(array + (long) from * DESCRIPTOR_BYTES, array + (long) to * DESCRIPTOR_BYTES,
                (long) count * DESCRIPTOR_BYTES);
    }

    private static void makeRoom(Allocator allocator, long list, boolean head) {
        int count = count(list);
        int capacity = Memory.getInt(list + CAPACITY);
        if (capacity - count <= count / 4) {
            resize(allocator, list, Math.max(CAPACITY_MIN, count + Math.max(CAPACITY_MIN, count / 2)), head);
            return;
        }
        // A queue that wanders towards one end: half of the room goes back to it.
        int room = capacity - count;
        int first = head ? (room + 1) / 2 : room / 2;
        move(Memory.getLong(list + ARRAY), Memory.getInt(list + FIRST), first, count);
        Memory.putInt(list + FIRST, first);
    }

    /** A new array with the room at one end. */
    private static void resize(Allocator allocator, long list, int capacity, boolean roomBefore) {
        int count = count(list);
        int first = roomBefore ? capacity - count : 0;
        long array = allocator.allocate((long) capacity * DESCRIPTOR_BYTES);
        if (count > 0) {
            Memory.copy(node(list, 0), array + (long) first * DESCRIPTOR_BYTES, (long) count * DESCRIPTOR_BYTES);
        }
        allocator.free(Memory.getLong(list + ARRAY));
        Memory.putLong(list + ARRAY, array);
        Memory.putInt(list + FIRST, first);
        Memory.putInt(list + CAPACITY, capacity);
    }
}
