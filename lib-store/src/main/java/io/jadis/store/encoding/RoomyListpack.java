package io.jadis.store.encoding;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.number.Decimal;
import io.jadis.store.memory.Allocator;

/**
 * A listpack with room before and behind it in its block, so that elements come and go at both ends without moving the
 * others; in the middle, those of the shorter side move. What is between the rooms is a {@link Listpack} and is read as
 * one.
 *
 * <pre>
 *   block   reserved | room | listpack | room
 *           0          low    front             capacity
 * </pre>
 *
 * This is a view that is reused: the owner says where a listpack lies ({@link #at}), and after a writer it keeps
 * {@link #block}, {@link #front} and {@link #capacity} wherever it keeps them. The reserved bytes at the beginning of
 * the block are the owner's; they move with the block.
 */
public final class RoomyListpack {
    private final Allocator allocator;
    private final int low;
    private long block;
    private int front, capacity;
    /** Beyond this many bytes a block has no more room than an eighth. */
    private int eagerBytesMax;

    /** @param reservedBytes bytes at the beginning of each block that are the owner's */
    public RoomyListpack(Allocator allocator, int reservedBytes) {
        this.allocator = allocator;
        this.low = reservedBytes;
    }

    /** Looks at the listpack in this block. */
    public void at(long block, int front, int capacity) {
        this.block = block;
        this.front = front;
        this.capacity = capacity;
    }

    /**
     * Listpacks shorter than this double when they grow, since they are expected to become so long; others by an
     * eighth.
     */
    public void eagerBytesMax(int bytes) {
        eagerBytesMax = bytes;
    }

    public long block() {
        return block;
    }

    public int front() {
        return front;
    }

    public int capacity() {
        return capacity;
    }

    public long listpack() {
        return block + front;
    }

    /** An empty listpack in a new block. */
    public void create(int capacity) {
        this.capacity = low + capacity;
        block = allocator.allocate(this.capacity);
        front = low;
        Listpack.writeHeader(block + front, Listpack.EMPTY_BYTES, 0);
        Memory.putByte(block + front + Listpack.HEADER_BYTES, (byte) Listpack.END);
    }

    /** A copy of a listpack in a new block, without room. */
    public void create(long listpack, int bytes) {
        capacity = low + bytes;
        block = allocator.allocate(capacity);
        front = low;
        Memory.copy(listpack, block + low, bytes);
    }

    /** In a new block without room, these entries of another listpack. */
    public void create(long fromEntry, int entriesBytes, int count) {
        int bytes = entriesBytes + Listpack.EMPTY_BYTES;
        capacity = low + bytes;
        block = allocator.allocate(capacity);
        front = low;
        Listpack.writeHeader(block + low, bytes, count);
        Memory.copy(fromEntry, block + low + Listpack.HEADER_BYTES, entriesBytes);
        Memory.putByte(block + capacity - 1, (byte) Listpack.END);
    }

    // ---- writers

    /** Puts an element first. */
    public void prepend(long address, int length) {
        put(listpack() + Listpack.HEADER_BYTES, 0, address, length);
    }

    /** Puts an element last. */
    public void append(long address, int length) {
        put(listpack() + Listpack.bytes(listpack()) - 1, 0, address, length);
    }

    /** Puts an element before this entry. Returns its entry. */
    public long insertBefore(long entry, long address, int length) {
        return put(entry, 0, address, length);
    }

    /** Puts an element behind this entry. Returns its entry. */
    public long insertAfter(long entry, long address, int length) {
        return put(entry + Listpack.entryBytes(entry), 0, address, length);
    }

    /** Puts an element in the place of this entry. Returns its entry. */
    public long replace(long entry, long address, int length) {
        return put(entry, Listpack.entryBytes(entry), address, length);
    }

    /** Appends the elements of another listpack. */
    public void appendAll(long listpack) {
        int bytes = Listpack.bytes(listpack) - Listpack.EMPTY_BYTES;
        long gap = splice(listpack() + Listpack.bytes(listpack()) - 1, 0, bytes, Listpack.count(listpack));
        Memory.copy(listpack + Listpack.HEADER_BYTES, gap, bytes);
    }

    /**
     * Deletes this entry and those behind it, so many in all, which must be there. Returns what follows, 0 for the end.
     */
    public long delete(long entry, int count) {
        long to = entry;
        for (int i = 0; i < count; i++) to += Listpack.entryBytes(to);
        long next = splice(entry, (int) (to - entry), 0, -count);
        return Memory.getUnsignedByte(next) == Listpack.END ? 0 : next;
    }

    /** Deletes the first element. */
    public void deleteFirst() {
        long first = listpack() + Listpack.HEADER_BYTES;
        splice(first, Listpack.entryBytes(first), 0, -1);
    }

    /** Deletes the last element. */
    public void deleteLast() {
        long last = Listpack.last(listpack());
        splice(last, Listpack.entryBytes(last), 0, -1);
    }

    /**
     * Gives back room where there is much more of it than a growing listpack would have. True if the block has moved.
     */
    public boolean shrink() {
        int total = Listpack.bytes(listpack());
        if (capacity <= 64 || capacity - low < 2 * (total + slack(total))) return false;
        move(false, total, low + total + slack(total));
        return true;
    }

    /** Gives back all room. */
    public void trim() {
        int total = Listpack.bytes(listpack());
        if (capacity - low != total) move(false, total, low + total);
    }

    // ---- inside

    private long put(long at, int oldBytes, long address, int length) {
        long value = Decimal.parse(address, length);
        int countChange = oldBytes == 0 ? 1 : 0;
        if (Element.isInteger(value, address, length)) {
            long gap = splice(at, oldBytes, Element.integerBytes(value) + 1, countChange);
            Element.writeIntegerEntry(gap, value);
            return gap;
        }
        int encoded = Math.addExact(Element.stringHeadBytesFor(length), length);
        long gap = splice(at, oldBytes, encoded + Backlength.bytes(encoded), countChange);
        Element.writeString(gap, address, length);
        Backlength.write(gap + encoded, encoded);
        return gap;
    }

    /** Puts a gap in the place of some bytes, and gives its address. */
    private long splice(long at, int oldBytes, int newBytes, int countChange) {
        long listpack = listpack();
        int total = Listpack.bytes(listpack);
        int headBytes = (int) (at - listpack);
        int tailBytes = total - headBytes - oldBytes;
        int delta = newBytes - oldBytes;
        boolean head = headBytes < tailBytes;
        if (delta > (head ? front - low : capacity - front - total)) {
            // The other side's room may do as well, if there is little to move.
            if (delta <= (head ? capacity - front - total : front - low) && Math.max(headBytes, tailBytes) < 256) head =
                    !head;
            else makeRoom(head, total, delta);
            listpack = listpack();
        }
        if (head) {
            Memory.copy(listpack, listpack - delta, headBytes);
            front -= delta;
            listpack -= delta;
        } else if (delta != 0) {
            long tail = listpack + headBytes + oldBytes;
            Memory.copy(tail, tail + delta, tailBytes);
        }
        Listpack.changeHeader(listpack, Math.addExact(total, delta), countChange);
        return listpack + headBytes;
    }

    /** Makes room for {@code bytes} at one side. */
    private void makeRoom(boolean head, int total, int bytes) {
        int room = capacity - low - total;
        if (room >= bytes + (total >> 4)) {
            // Enough at the other side: share it, so that pushes at both ends in turn don't move everything each time.
            int wanted = bytes + (room - bytes) / 2;
            int newFront = head ? low + wanted : capacity - wanted - total;
            Memory.copy(listpack(), block + newFront, total);
            front = newFront;
        } else {
            int needed = Math.addExact(total, bytes);
            move(head, total, Math.addExact(low + needed, slack(needed)));
        }
    }

    private int slack(int bytes) {
        int slack = bytes < eagerBytesMax ? Math.min(bytes, eagerBytesMax - bytes) : Math.max(8, bytes >> 3);
        // A whole number of words in all, as blocks are.
        return slack + (-(low + bytes + slack) & 7);
    }

    /** Moves the listpack into a block of its own, all room at one side. */
    private void move(boolean roomBefore, int total, int newCapacity) {
        long moved = allocator.allocate(newCapacity);
        int newFront = roomBefore ? newCapacity - total : low;
        if (low > 0) Memory.copy(block, moved, low);
        Memory.copy(listpack(), moved + newFront, total);
        allocator.free(block);
        block = moved;
        front = newFront;
        capacity = newCapacity;
    }
}
