package io.jadis.protocol.server;

import java.util.concurrent.atomic.LongAdder;

/** What went over the wire. Counted once per system call by the loops that make them, read by the executor. */
public final class NetworkStats {
    private final LongAdder inputBytes = new LongAdder(), outputBytes = new LongAdder();
    private final LongAdder reads = new LongAdder(), writes = new LongAdder();
    private final LongAdder threadedReads = new LongAdder(), threadedWrites = new LongAdder();

    void read(int bytes, boolean byExecutor) {
        inputBytes.add(bytes);
        reads.increment();
        if (!byExecutor) threadedReads.increment();
    }

    void written(int bytes, boolean byExecutor) {
        outputBytes.add(bytes);
        writes.increment();
        if (!byExecutor) threadedWrites.increment();
    }

    public long inputBytes() {
        return inputBytes.sum();
    }

    public long outputBytes() {
        return outputBytes.sum();
    }

    public long reads() {
        return reads.sum();
    }

    public long writes() {
        return writes.sum();
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
        for (LongAdder counter : new LongAdder[] {inputBytes, outputBytes, reads, writes, threadedReads, threadedWrites}) {
            counter.reset();
        }
    }
}
