package io.jadis.protocol.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LogWriterTest {
    private final CountDownLatch writing = new CountDownLatch(1), diskIsFree = new CountDownLatch(1);
    private final List<LogEntry> written = Collections.synchronizedList(new ArrayList<>());
    private final List<Long> losses = new ArrayList<>();
    private final LogWriter writer = new LogWriter(this::writeSlowly, losses::add);

    @Test
    void aFullQueueDropsAndCountsInsteadOfWaiting() throws InterruptedException {
        writer.start();
        assertTrue(writer.offer(entry(0)));
        writing.await();
        for (int i = 1; i <= LogWriter.ENTRIES_MAX + 5; i++) assertTrue(writer.offer(entry(i)));
        diskIsFree.countDown();
        writer.close();
        assertEquals(1 + LogWriter.ENTRIES_MAX, written.size());
        assertEquals(List.of(5L), losses);
    }

    @Test
    void whoWaitsGoesOnWhenItsEntryIsWritten() {
        writer.start();
        Thread waiting = Thread.currentThread();
        // The disk is free when somebody waits for it.
        Thread.ofPlatform().daemon().start(() -> {
            while (waiting.getState() != Thread.State.TIMED_WAITING) Thread.onSpinWait();
            diskIsFree.countDown();
        });
        writer.offer(entry(0));
        writer.awaitWritten(60_000);
        assertEquals(1, written.size());
        writer.close();
    }

    @Test
    @Timeout(20)
    void behindADiskThatStandsStillNobodyWaitsTwice() {
        writer.start();
        writer.offer(entry(0));
        writer.awaitWritten(1);
        writer.awaitWritten(60_000);
        assertTrue(written.isEmpty());
        diskIsFree.countDown();
        writer.close();
        assertEquals(1, written.size());
    }

    @Test
    void aClosedWriterRefuses() {
        diskIsFree.countDown();
        writer.start();
        writer.close();
        assertFalse(writer.offer(entry(0)));
    }

    private void writeSlowly(List<LogEntry> entries) {
        writing.countDown();
        try {
            diskIsFree.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        written.addAll(entries);
    }

    private static LogEntry entry(int number) {
        return new LogEntry(LogLevel.NOTICE, Integer.toString(number), new byte[0]);
    }
}
