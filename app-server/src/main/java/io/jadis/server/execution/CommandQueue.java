package io.jadis.server.execution;

import io.jadis.protocol.command.Command;
import io.jadis.protocol.command.CommandTable;
import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.resp.Arguments;
import io.jadis.store.memory.Allocator;
import java.util.function.BiPredicate;

/**
 * The commands that one MULTI has queued, in native memory: nothing of them is on the Java heap. Each is a block:
 *
 * <pre>
 *   0 next:8 (0 = the last)
 *   8 commandIndex:4
 *  12 argumentCount:4
 *  16 ends:4 each (offset behind the argument, from the first one's start)
 *     bytes of all arguments
 * </pre>
 */
final class CommandQueue {
    /** Takes a command out of the queue. */
    @FunctionalInterface
    interface Taker {
        /** @param arguments valid until this returns */
        void take(int commandIndex, Arguments arguments);
    }

    private static final int INDEX_OFFSET = 8, COUNT_OFFSET = 12, ENDS_OFFSET = 16;

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

    void add(Command command, Arguments request) {
        int count = request.count();
        long length = 0;
        for (int i = 0; i < count; i++) length += request.length(i);
        long dataOffset = ENDS_OFFSET + 4L * count;
        long block = allocator.allocate(dataOffset + length);
        Memory.putLong(block, 0);
        Memory.putInt(block + INDEX_OFFSET, command.index());
        Memory.putInt(block + COUNT_OFFSET, count);
        int end = 0;
        for (int i = 0; i < count; i++) {
            Memory.copy(request.address(i), block + dataOffset + end, request.length(i));
            end += request.length(i);
            Memory.putInt(block + ENDS_OFFSET + 4L * i, end);
        }
        if (last == 0) first = block;
        else Memory.putLong(last, block);
        last = block;
        size++;
        bytes += allocator.usableSize(block);
    }

    /** Whether any command is so; all stay. */
    boolean any(CommandTable commands, BiPredicate<Command, Arguments> condition) {
        View view = new View();
        for (view.block = first; view.block != 0; view.block = Memory.getLong(view.block)) {
            if (condition.test(commands.byIndex(Memory.getInt(view.block + INDEX_OFFSET)), view)) return true;
        }
        return false;
    }

    /** Hands over each command in order, and frees it. */
    void drain(Taker taker) {
        View view = new View();
        while (first != 0) {
            view.block = first;
            taker.take(Memory.getInt(first + INDEX_OFFSET), view);
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

    /** The arguments of one queued command. */
    private static final class View implements Arguments {
        private long block;

        @Override
        public int count() {
            return Memory.getInt(block + COUNT_OFFSET);
        }

        @Override
        public long address(int index) {
            return block + ENDS_OFFSET + 4L * count() + start(index);
        }

        @Override
        public int length(int index) {
            return end(index) - start(index);
        }

        private int start(int index) {
            return index == 0 ? 0 : end(index - 1);
        }

        private int end(int index) {
            return Memory.getInt(block + ENDS_OFFSET + 4L * index);
        }
    }
}
