package io.jadis.server.execution;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.resp.Arguments;
import io.jadis.store.memory.Allocator;

/** Arguments that outlive their request: one native block with the bytes of all. The owner releases it. */
public final class StoredArguments implements Arguments {
    private final Allocator allocator;
    private final long[] ends;
    private long block;

    private StoredArguments(Allocator allocator, long[] ends) {
        this.allocator = allocator;
        this.ends = ends;
        this.block = allocator.allocate(Math.max(1, ends[ends.length - 1]));
    }

    /** A copy of a request. */
    public static StoredArguments copyOf(Allocator allocator, Arguments from) {
        long[] ends = new long[from.count()];
        long bytes = 0;
        for (int i = 0; i < ends.length; i++) ends[i] = bytes += from.length(i);
        StoredArguments copy = new StoredArguments(allocator, ends);
        for (int i = 0; i < ends.length; i++) Memory.copy(from.address(i), copy.address(i), from.length(i));
        return copy;
    }

    /** A copy of a request with other arguments from {@code first} on; null keeps what was there. */
    static StoredArguments replacing(Allocator allocator, Arguments from, int first, byte[]... replacements) {
        long[] ends = new long[from.count()];
        long bytes = 0;
        for (int i = 0; i < ends.length; i++) {
            byte[] other = replacement(i, first, replacements);
            ends[i] = bytes += other == null ? from.length(i) : other.length;
        }
        StoredArguments copy = new StoredArguments(allocator, ends);
        for (int i = 0; i < ends.length; i++) {
            byte[] other = replacement(i, first, replacements);
            if (other == null) Memory.copy(from.address(i), copy.address(i), from.length(i));
            else Memory.copyIn(other, 0, copy.address(i), other.length);
        }
        return copy;
    }

    private static byte[] replacement(int index, int first, byte[][] replacements) {
        return index < first || index >= first + replacements.length ? null : replacements[index - first];
    }

    /** Arguments from parts: {@link Arguments} give all theirs, byte[] is one as it is, everything else as its text. */
    public static StoredArguments of(Allocator allocator, Object... parts) {
        Parts all = new Parts(parts);
        long[] ends = new long[all.count()];
        all.ends((index, end) -> ends[index] = end);
        StoredArguments stored = new StoredArguments(allocator, ends);
        all.copyTo(stored.block);
        return stored;
    }

    @Override
    public int count() {
        return ends.length;
    }

    @Override
    public long address(int index) {
        return block + (index == 0 ? 0 : ends[index - 1]);
    }

    @Override
    public long length(int index) {
        return ends[index] - (index == 0 ? 0 : ends[index - 1]);
    }

    /** Memory taken off the Java heap. */
    long blockBytes() {
        return allocator.usableSize(block);
    }

    /** What so many arguments take of the Java heap. */
    static long heapBytes(int count) {
        return 48 + 8L * count;
    }

    public void release() {
        allocator.free(block);
        block = 0;
    }
}
