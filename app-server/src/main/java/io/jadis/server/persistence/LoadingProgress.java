package io.jadis.server.persistence;

import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How far loading is: INFO's loading_ fields, and lines in the log now and then. */
public final class LoadingProgress {
    private static final Logger LOG = LoggerFactory.getLogger(LoadingProgress.class);
    private static final double PERCENT_GUESSED_MAX = 99.99;
    private static final long LOG_PERIOD_NS = 5_000_000_000L;

    /** Read by the thread of a signal, too. */
    private volatile boolean active;
    private boolean beside;
    private long startedAtMs;
    private long totalBytes;
    /** Bytes of the files before the one that is being read. */
    private long earlierBytes;
    private long loadedBytes;
    private long usedMemoryBytes;
    private long loggedNs;

    /**
     * @param totalBytes 0 if nobody knows
     * @param beside whether the clients see another data set meanwhile
     */
    void begin(long nowMs, long totalBytes, boolean beside) {
        this.beside = beside;
        startedAtMs = nowMs;
        this.totalBytes = totalBytes;
        earlierBytes = 0;
        loadedBytes = 0;
        usedMemoryBytes = 0;
        loggedNs = System.nanoTime();
        active = true;
    }

    /** Another file follows, after so many bytes in those before. */
    void nextFile(long bytesBefore) {
        earlierBytes = bytesBefore;
    }

    /** @param bytes of the file that is being read */
    void reached(long bytes) {
        loadedBytes = earlierBytes + bytes;
    }

    /** To be called now and then. */
    void log() {
        long nowNs = System.nanoTime();
        if (nowNs - loggedNs < LOG_PERIOD_NS) return;
        loggedNs = nowNs;
        if (totalBytes > 0) LOG.info(String.format(Locale.ROOT, "Loading: %.2f%% of %d bytes", percent(), totalBytes));
        else LOG.info("Loading: {} bytes", loadedBytes);
    }

    /** What the server that has written the file used. */
    void usedMemory(long bytes) {
        usedMemoryBytes = bytes;
    }

    void end() {
        active = false;
    }

    public boolean isActive() {
        return active;
    }

    /** Whether the clients see another data set, which stays if this fails. */
    public boolean isBeside() {
        return active && beside;
    }

    public long startedAtMs() {
        return startedAtMs;
    }

    public long totalBytes() {
        return totalBytes;
    }

    public long usedMemoryBytes() {
        return usedMemoryBytes;
    }

    public long loadedBytes() {
        return loadedBytes;
    }

    /** Of the bytes, or where nobody knows how many will come, of the memory that they took where they come from. */
    public double percent() {
        if (totalBytes > 0) return 100.0 * loadedBytes / totalBytes;
        return usedMemoryBytes == 0 ? 0 : Math.min(PERCENT_GUESSED_MAX, 100.0 * loadedBytes / usedMemoryBytes);
    }

    /** By the speed so far; 1 where that isn't known. */
    public long secondsLeft(long nowMs) {
        long elapsedSeconds = nowMs / 1000 - startedAtMs / 1000;
        if (elapsedSeconds == 0) return 1;
        long left = totalBytes > 0 ? totalBytes - loadedBytes : Math.max(1, usedMemoryBytes - loadedBytes);
        return elapsedSeconds * left / (loadedBytes + 1);
    }
}
