package io.jadis.protocol.log;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The thread {@code log}: takes entries from a bounded queue and writes them in batches. When the disk does not keep up
 * and the queue is full, entries are dropped and counted, and the count is logged when there is room again.
 */
final class LogWriter {
    static final int ENTRIES_MAX = 8_192;

    private final ArrayDeque<LogEntry> queue = new ArrayDeque<>();
    private final Consumer<List<LogEntry>> output;
    private final Consumer<Long> lossReport;
    private final Thread thread = Thread.ofPlatform().name("log").daemon(true).unstarted(this::run);
    private boolean closed;
    private long lostCount;
    private long offeredCount, writtenCount;
    /** Somebody has waited in vain: until the queue is empty nobody waits again. */
    private boolean late;

    /** @param lossReport is told how many entries were dropped; called on the writer's thread */
    LogWriter(Consumer<List<LogEntry>> output, Consumer<Long> lossReport) {
        this.output = output;
        this.lossReport = lossReport;
    }

    void start() {
        thread.start();
    }

    /** Any thread. False: closed, the caller writes for itself. A full queue takes the entry and drops it. */
    synchronized boolean offer(LogEntry entry) {
        if (closed) return false;
        if (queue.size() == ENTRIES_MAX) {
            lostCount++;
            return true;
        }
        queue.add(entry);
        offeredCount++;
        if (queue.size() == 1) notifyAll();
        return true;
    }

    /** Any thread but the writer's. Returns when everything that was offered so far has been written, or soon. */
    synchronized void awaitWritten(long waitMsMax) {
        long awaited = offeredCount, startedNs = System.nanoTime();
        while (writtenCount < awaited && !late && !closed) {
            long leftMs = waitMsMax - (System.nanoTime() - startedNs) / 1_000_000;
            if (leftMs <= 0) {
                late = true;
                return;
            }
            try {
                wait(leftMs);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Returns when everything that was offered has been written. */
    void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        List<LogEntry> batch = new ArrayList<>();
        for (long lost; (lost = take(batch)) >= 0; batch.clear()) {
            output.accept(batch);
            if (lost > 0) lossReport.accept(lost);
            written(batch.size());
        }
    }

    private synchronized void written(int count) {
        writtenCount += count;
        if (queue.isEmpty()) late = false;
        notifyAll();
    }

    /** Waits for entries and moves them all; returns how many were dropped meanwhile, or -1 at the end. */
    private synchronized long take(List<LogEntry> batch) {
        while (queue.isEmpty()) {
            if (closed) return -1;
            try {
                wait();
            } catch (InterruptedException nobodyInterruptsThisThread) {
                closed = true;
            }
        }
        batch.addAll(queue);
        queue.clear();
        long lost = lostCount;
        lostCount = 0;
        return lost;
    }
}
