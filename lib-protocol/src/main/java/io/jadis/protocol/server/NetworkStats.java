package io.jadis.protocol.server;

import java.util.concurrent.atomic.LongAdder;

/**
 * What went over the wire. Counted once per system call by the loops that make them, read by the executor: its own
 * share is plain numbers, that of the I/O threads is shared.
 */
public final class NetworkStats {
    private long ownInputBytes, ownOutputBytes, ownReads, ownWrites;
    private final LongAdder threadedInputBytes = new LongAdder(), threadedOutputBytes = new LongAdder();
    private final LongAdder threadedReads = new LongAdder(), threadedWrites = new LongAdder();

    /** A read has brought so many bytes. */
    public void read(int bytes, boolean byExecutor) {
        if (byExecutor) {
            ownInputBytes += bytes;
            ownReads++;
        } else {
            threadedInputBytes.add(bytes);
            threadedReads.increment();
        }
    }

    /** To be called on the executor. */
    void written(long bytes, boolean byExecutor) {
        if (byExecutor) {
            ownOutputBytes += bytes;
            ownWrites++;
        } else {
            threadedOutputBytes.add(bytes);
            threadedWrites.increment();
        }
    }

    public long inputBytes() {
        return ownInputBytes + threadedInputBytes.sum();
    }

    public long outputBytes() {
        return ownOutputBytes + threadedOutputBytes.sum();
    }

    public long reads() {
        return ownReads + threadedReads.sum();
    }

    public long writes() {
        return ownWrites + threadedWrites.sum();
    }

    /** Reads by I/O threads. */
    public long threadedReads() {
        return threadedReads.sum();
    }

    /** Writes by I/O threads. */
    public long threadedWrites() {
        return threadedWrites.sum();
    }

    /** CONFIG RESETSTAT. */
    public void reset() {
        ownInputBytes = 0;
        ownOutputBytes = 0;
        ownReads = 0;
        ownWrites = 0;
        for (LongAdder counter
                : new LongAdder[] {threadedInputBytes, threadedOutputBytes, threadedReads, threadedWrites}) {
            counter.reset();
        }
    }
}
