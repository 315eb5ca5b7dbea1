package io.jadis.server.execution;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.resp.Arguments;
import io.jadis.store.keyspace.Database;
import io.jadis.store.memory.Allocator;

/**
 * A key and elements of it that come one by one, gathered for one command about them all: a command for each would have
 * the key's name each time, which may be longer than all of them. All is copied, to native memory: two blocks while
 * there are elements, the bytes of the arguments and where each of them ends.
 *
 * <p>It is full with as many elements as Redis's SPOP has in a command, or so many bytes, but not before the elements
 * weigh as much as the key: what goes out for a key is at most twice its elements, and once the key.
 */
final class ElementBatch implements Arguments {
    private static final int ELEMENTS_MAX = 1024, BYTES_MAX = 1 << 20;
    private static final int FIRST_BYTES = 64, END_BYTES = Long.BYTES;

    private final Allocator allocator;
    private Database database;
    private String command;
    /** Where the key was given, which tells it from others as long as the batch is open. */
    private long key;
    private long keyLength;

    private long bytes, ends;
    private long bytesCapacity, endsCapacity;
    private int count;

    ElementBatch(Allocator allocator) {
        this.allocator = allocator;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Whether it has elements of this key, at the same address, for the same command. */
    boolean isOf(Database database, String command, long key, long keyLength) {
        return count > 0 && this.key == key && this.keyLength == keyLength && this.database == database
                && this.command.equals(command);
    }

    /** Begins with the key; it must be empty. */
    void begin(Database database, String command, long key, long keyLength) {
        this.database = database;
        this.command = command;
        this.key = key;
        this.keyLength = keyLength;
        add(key, keyLength);
    }

    void add(long address, long length) {
        long start = totalLength();
        if (bytes == 0 || start + length > bytesCapacity) {
            bytesCapacity = Math.max(start + length, Math.max(FIRST_BYTES, 2 * bytesCapacity));
            bytes = reallocated(bytes, bytesCapacity);
        }
        if (END_BYTES * (count + 1L) > endsCapacity) {
            endsCapacity = Math.max(FIRST_BYTES, 2 * endsCapacity);
            ends = reallocated(ends, endsCapacity);
        }
        Memory.copy(address, bytes + start, length);
        Memory.putLong(ends + (long) END_BYTES * count++, start + length);
    }

    private long reallocated(long block, long capacity) {
        return block == 0 ? allocator.allocate(capacity) : allocator.reallocate(block, capacity);
    }

    boolean isFull() {
        int elements = count - 1;
        long elementBytes = totalLength() - keyLength + (long) END_BYTES * elements;
        return elementBytes >= keyLength && (elements >= ELEMENTS_MAX || elementBytes >= BYTES_MAX);
    }

    private long totalLength() {
        return count == 0 ? 0 : end(count - 1);
    }

    Database database() {
        return database;
    }

    String command() {
        return command;
    }

    /** Empty again, without memory. */
    void clear() {
        allocator.free(bytes);
        allocator.free(ends);
        bytes = ends = 0;
        bytesCapacity = endsCapacity = 0;
        count = 0;
    }

    // ---- the key and the elements

    @Override
    public int count() {
        return count;
    }

    @Override
    public long address(int index) {
        return bytes + start(index);
    }

    @Override
    public long length(int index) {
        return end(index) - start(index);
    }

    private long start(int index) {
        return index == 0 ? 0 : end(index - 1);
    }

    private long end(int index) {
        return Memory.getLong(ends + (long) END_BYTES * index);
    }
}
