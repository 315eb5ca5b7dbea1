package io.jadis.server.persistence;

/** How far loading is: INFO's loading_ fields. */
public final class LoadingProgress {
    private boolean active;
    private long startedAtMs;
    private long totalBytes;
    private long loadedBytes;
    private long usedMemoryBytes;

    void begin(long nowMs, long totalBytes) {
        active = true;
        startedAtMs = nowMs;
        this.totalBytes = totalBytes;
        loadedBytes = 0;
        usedMemoryBytes = 0;
    }

    void reached(long bytes) {
        loadedBytes = bytes;
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
}
