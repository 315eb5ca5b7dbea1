package io.jadis.repl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BacklogTest {
    private static final int SIZE = 64 << 10;

    private final Allocator allocator = new Allocator();
    private final ReplicationHistory history = new ReplicationHistory("a".repeat(40));
    private final Backlog backlog = new Backlog(allocator, history, SIZE);
    private final long bytes = allocator.allocate(1 << 20);

    @AfterEach
    void close() {
        backlog.close();
        allocator.free(bytes);
        allocator.close();
    }

    private void append(int count) {
        backlog.append(bytes, count);
    }

    @Test
    void withoutBacklogTheHistoryAdvancesAllTheSame() {
        append(10);
        assertEquals(10, history.offset());
        assertFalse(backlog.isOpen());
        assertFalse(backlog.reaches(11));
        assertEquals(0, backlog.firstOffset());
        assertEquals(0, backlog.historyBytes());
        assertEquals(0, backlog.footprintBytes());
    }

    @Test
    void beginsBehindWhatWasBefore() {
        append(10);
        backlog.open();
        assertEquals(11, backlog.firstOffset());
        assertEquals(0, backlog.historyBytes());
        assertFalse(backlog.reaches(10));
        assertTrue(backlog.reaches(11), "the byte that comes next");
        assertFalse(backlog.reaches(12));
        append(5);
        assertEquals(5, backlog.historyBytes());
        assertTrue(backlog.reaches(16));
    }

    @Test
    void keepsItsSizeAndLittleMore() {
        backlog.open();
        for (int i = 0; i < 1000; i++) append(1000);
        assertEquals(1_000_000, history.offset());
        assertTrue(backlog.historyBytes() >= SIZE, () -> "" + backlog.historyBytes());
        assertTrue(backlog.footprintBytes() <= SIZE + (48 << 10), () -> "" + backlog.footprintBytes());
        assertEquals(1_000_001 - backlog.historyBytes(), backlog.firstOffset());
        assertFalse(backlog.reaches(1));
    }

    @Test
    void readerKeepsWhatItHasNotRead() {
        backlog.open();
        Backlog.Reader reader = backlog.readerFrom(1);
        for (int i = 0; i < 1000; i++) append(1000);
        assertEquals(1_000_000, reader.pendingBytes());
        assertEquals(1, backlog.firstOffset());
        long read = 0;
        for (int n = reader.readableBytes(); n > 0; n = reader.readableBytes()) {
            reader.skip(n);
            read += n;
        }
        assertEquals(1_000_000, read);
        assertEquals(0, reader.pendingBytes());
        for (int i = 0; i < 10; i++) backlog.trim();
        assertTrue(backlog.historyBytes() < SIZE + (32 << 10));
        reader.close();
    }

    @Test
    void leavesInSlicesWhenALazyReaderGoes() {
        backlog.open();
        Backlog.Reader reader = backlog.readerFrom(1);
        for (int i = 0; i < 10; i++) append(1 << 20);
        reader.close();
        reader.close();
        assertEquals(0, backlog.readersCount());
        assertTrue(backlog.historyBytes() > SIZE + (1 << 20), "not all at once");
        append(1);
        assertTrue(backlog.historyBytes() > SIZE + (1 << 20), "nor with a command");
        backlog.trim();
        assertTrue(backlog.historyBytes() < SIZE + (32 << 10));
    }

    @Test
    void readersOfAnEarlierTimeGetNothing() {
        backlog.open();
        Backlog.Reader reader = backlog.readerFrom(1);
        append(100);
        history.adopt("b".repeat(40), 5000);
        backlog.reset();
        append(7);
        assertEquals(0, reader.pendingBytes());
        assertEquals(0, reader.readableBytes());
        reader.close();
        assertEquals(0, backlog.readersCount());
        assertEquals(5001, backlog.firstOffset());
        assertEquals(7, backlog.historyBytes());
    }

    @Test
    void smallerSizeTrimsAtOnce() {
        backlog.open();
        for (int i = 0; i < 100; i++) append(1000);
        backlog.sizeBytes(16 << 10);
        assertTrue(backlog.historyBytes() <= 33 << 10, () -> "" + backlog.historyBytes());
        backlog.sizeBytes(1);
        assertEquals(16 << 10, backlog.sizeBytes(), "there is a least size");
    }

    @Test
    void bytesComeBackFromAnyOffset() {
        backlog.open();
        for (int i = 0; i < 1 << 20; i++) Memory.putByte(bytes + i, (byte) (i * 31 >>> 3));
        append(50_000);
        Backlog.Reader reader = backlog.readerFrom(40_001);
        for (int at = 40_000; at < 50_000;) {
            int n = Math.min(reader.readableBytes(), 777);
            assertTrue(Memory.equal(reader.address(), bytes + at, n));
            reader.skip(n);
            at += n;
        }
        assertEquals(0, reader.readableBytes());
        assertEquals(50_001, reader.offset());
        reader.close();
    }

    @Test
    void maySetInLater() {
        backlog.open();
        append(20_000);
        history.resume("b".repeat(40), 1000);
        backlog.shift(1000);
        assertEquals(1001, backlog.firstOffset());
        assertEquals(20_000, backlog.historyBytes());
        Backlog.Reader reader = backlog.readerFrom(20_001);
        assertEquals(1000, reader.pendingBytes());
        reader.close();
    }
}
