package io.jadis.repl;

import io.jadis.protocol.memory.Memory;
import java.util.Arrays;

/**
 * Finds the end of a {@link Payload} in the bytes that arrive. A mark counts as part of it: who keeps the bytes cuts it
 * off. The master sends nothing behind a mark before it has heard of us, so it is the end of what has arrived or it
 * isn't there.
 */
public final class PayloadReader {
    private final Payload payload;
    private final byte[] mark;
    /** The last bytes that came, as many as the mark has. */
    private final byte[] last;
    private long readBytes;
    /** Null unless it is packed. */
    private final Lz4Unpacker frames;
    private boolean complete;

    public PayloadReader(Payload payload) {
        this.payload = payload;
        mark = payload.markBytes();
        last = new byte[mark.length];
        frames = payload instanceof Payload.Packed ? new Lz4Unpacker() : null;
        complete = payload instanceof Payload.Sized(long bytes) && bytes == 0;
    }

    /**
     * Takes in bytes that have arrived. @return how many of them belong to the payload, or to the frame at hand of it
     */
    public int accept(long address, int length) {
        int taken = switch (payload) {
            case Payload.Sized(long bytes) -> (int) Math.min(length, bytes - readBytes);
            case Payload.Marked marked -> length;
            case Payload.Packed packed -> frames.accept(address, length);
        };
        readBytes += taken;
        complete = switch (payload) {
            case Payload.Sized(long bytes) -> readBytes == bytes;
            case Payload.Marked marked -> endsWithMark(address, taken);
            case Payload.Packed packed -> frames.isOver();
        };
        return taken;
    }

    private boolean endsWithMark(long address, int length) {
        int kept = Math.max(0, last.length - length);
        System.arraycopy(last, last.length - kept, last, 0, kept);
        int fresh = last.length - kept;
        for (int i = 0; i < fresh; i++) last[kept + i] = Memory.getByte(address + length - fresh + i);
        return Arrays.equals(last, mark);
    }

    /** Whether all of it has been taken in. */
    public boolean isComplete() {
        return complete;
    }

    /** Whether what arrives isn't the data set itself: {@link #plain} has that. */
    public boolean isPacked() {
        return frames != null;
    }

    /** Whether what has arrived can't be unpacked. */
    public boolean isBroken() {
        return frames != null && frames.isBroken();
    }

    /** How many bytes of the data set the last {@link #accept} has unpacked. */
    public int plainBytes() {
        return frames.readyBytes();
    }

    /** They are at the beginning of this, until the next call. */
    public byte[] plain() {
        return frames.plain();
    }

    /** See {@link Payload#isAcknowledged}. */
    public boolean isAcknowledged() {
        return payload.isAcknowledged();
    }

    /** Bytes so far, the mark included. */
    public long readBytes() {
        return readBytes;
    }

    /** Bytes of all of it, or -1 while nobody knows. */
    public long totalBytes() {
        return payload instanceof Payload.Sized(long bytes) ? bytes : -1;
    }

    /** Bytes of the mark at the end. */
    public int markLength() {
        return mark.length;
    }
}
