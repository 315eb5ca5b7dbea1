package io.jadis.server.execution;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.resp.Arguments;
import io.jadis.store.memory.Allocator;

/**
 * Commands that wait, those that MULTI has queued or that are to be propagated, in native memory: nothing of them is on
 * the Java heap. Each has a number whose meaning is the owner's, and is a block:
 *
 * <pre>
 *   0 next:8 (0 = the last)
 *   8 number:4
 *  12 argumentCount:4
 *  16 ends:8 each (offset behind the argument, from the first one's start)
 *     bytes of all arguments
 * </pre>
 */
final class CommandQueue {
    /** Takes a command out of the queue. */
    @FunctionalInterface
    interface Taker {
        /** @param arguments valid until this returns */
        void take(int number, Arguments arguments);
    }

    /** Says whether a command is so. */
    @FunctionalInterface
    interface Condition {
        /** @param arguments valid until this returns */
        boolean test(int number, Arguments arguments);
    }

    private static final int NUMBER_OFFSET = 8, COUNT_OFFSET = 12, ENDS_OFFSET = 16;

    private final Allocator allocator;
    private long first, last;
    private int size;
    private long bytes;

    CommandQueue(Allocator allocator) {
        this.allocator = allocator;
    }

    int size() {
        return size;
    }

    /** Native memory taken. */
    long bytes() {
        return bytes;
    }

    /** A copy of a request. */
    void add(int number, Arguments request) {
        int count = request.count();
        long length = 0;
        for (int i = 0; i < count; i++) length += request.length(i);
        long block = append(number, count, length);
        long end = 0;
        for (int i = 0; i < count; i++) {
            Memory.copy(request.address(i), dataAddress(block) + end, request.length(i));
            end += request.length(i);
            putEnd(block, i, end);
        }
    }

    /** A command from {@link Parts}. */
    void addParts(int number, Object... parts) {
        Parts all = new Parts(parts);
        long block = append(number, all.count(), all.length());
        all.copyTo(dataAddress(block));
        all.ends((index, end) -> putEnd(block, index, end));
    }

    /** A block at the end, whose arguments are still to be filled in. */
    private long append(int number, int argumentCount, long length) {
        long block = allocator.allocate(ENDS_OFFSET + 8L * argumentCount + length);
        Memory.putLong(block, 0);
        Memory.putInt(block + NUMBER_OFFSET, number);
        Memory.putInt(block + COUNT_OFFSET, argumentCount);
        if (last == 0) first = block;
        else Memory.putLong(last, block);
        last = block;
        size++;
        bytes += allocator.usableSize(block);
        return block;
    }

    private static long dataAddress(long block) {
        return block + ENDS_OFFSET + 8L * Memory.getInt(block + COUNT_OFFSET);
    }

    private static void putEnd(long block, int argument, long end) {
        Memory.putLong(block + ENDS_OFFSET + 8L * argument, end);
    }

    /** Whether any command is so; all stay. */
    boolean any(Condition condition) {
        View view = new View();
        for (view.block = first; view.block != 0; view.block = Memory.getLong(view.block)) {
            if (condition.test(Memory.getInt(view.block + NUMBER_OFFSET), view)) return true;
        }
        return false;
    }

    /** Hands over each command in order, and frees it. */
    void drain(Taker taker) {
        View view = new View();
        while (first != 0) {
            view.block = first;
            taker.take(Memory.getInt(first + NUMBER_OFFSET), view);
            freeFirst();
        }
    }

    void clear() {
        while (first != 0) freeFirst();
    }

    private void freeFirst() {
        long block = first;
        first = Memory.getLong(block);
        if (first == 0) last = 0;
        size--;
        bytes -= allocator.usableSize(block);
        allocator.free(block);
    }

    /** The arguments of one command. */
    private static final class View implements Arguments {
        private long block;

        @Override
        public int count() {
            return Memory.getInt(block + COUNT_OFFSET);
        }

        @Override
        public long address(int index) {
            return dataAddress(block) + start(index);
        }

        @Override
        public long length(int index) {
            return end(index) - start(index);
        }

        private long start(int index) {
            return index == 0 ? 0 : end(index - 1);
        }

        private long end(int index) {
            return Memory.getLong(block + ENDS_OFFSET + 8L * index);
        }
    }
}
