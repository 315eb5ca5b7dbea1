package io.jadis.store.rdb;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;
import java.io.IOException;

/** Makes an RDB of its {@link Frames}. Any one thread, which has an allocator of its own. */
final class FrameEncoder implements AutoCloseable {
    /** What the sink is given at once. */
    static final int BUFFER_BYTES = 64 << 10;
    private static final int KEPT_BYTES_MAX = 1 << 20;
    /**
     * After so many, some 50 µs' work, others get the processor who wait for it: a scheduler may let a thread that it
     * has once begun to run go on for milliseconds, whatever its priority.
     */
    private static final int YIELD_BYTES = 8 << 10;

    private final Allocator allocator = new Allocator();
    /** Of {@link #out}: the sink takes its bytes before it returns. */
    private final long buffer = allocator.allocate(BUFFER_BYTES);
    private final RdbOutput out;

    /** The parts of a string that were given. */
    private long parts;
    private int partsBytes, roomBytes;
    private int unyieldedBytes;

    /** @param to takes the bytes of a buffer before it returns */
    FrameEncoder(RdbOutput.Sink to, boolean checksums) {
        out = new RdbOutput(allocator, to, buffer, BUFFER_BYTES, true, checksums);
    }

    /** Encodes whole frames. @throws IOException what the sink has thrown */
    void encode(long address, int length) throws IOException {
        for (long at = address, end = address + length; at < end;) {
            int head = Memory.getInt(at);
            int bytes = Frames.length(head);
            at += Frames.HEAD_BYTES;
            switch (Frames.kind(head)) {
                case Frames.BYTES -> out.putBytes(at, bytes);
                case Frames.STRING -> string(at, bytes);
                case Frames.PART_OF_STRING -> append(at, bytes);
                default -> out.putChecksum();
            }
            at += bytes;
            unyieldedBytes += Frames.HEAD_BYTES + bytes;
            if (unyieldedBytes >= YIELD_BYTES) {
                Thread.yield();
                unyieldedBytes = 0;
            }
        }
        if (out.failure() != null) throw out.failure();
    }

    private void string(long address, int length) {
        if (partsBytes == 0) {
            out.string(address, length);
            return;
        }
        append(address, length);
        out.string(parts, partsBytes);
        partsBytes = 0;
        if (roomBytes > KEPT_BYTES_MAX) release();
    }

    private void append(long address, int length) {
        if (length > roomBytes - partsBytes) {
            roomBytes = (int) Math.min(Integer.MAX_VALUE - 8, Math.max(partsBytes + (long) length, 2L * roomBytes));
            parts = parts == 0 ? allocator.allocate(roomBytes) : allocator.reallocate(parts, roomBytes);
        }
        Memory.copy(address, parts + partsBytes, length);
        partsBytes += length;
    }

    private void release() {
        if (parts != 0) allocator.free(parts);
        parts = 0;
        roomBytes = 0;
    }

    /** Gives the last bytes to the sink. @throws IOException what it has thrown */
    void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() {
        out.close();
        release();
        allocator.free(buffer);
        allocator.close();
    }
}
