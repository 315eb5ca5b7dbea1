package io.jadis.store.aof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.resp.Arguments;
import io.jadis.store.memory.Allocator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CommandLogTest {
    private static final String SELECT = "*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n", PING = "*1\r\n$4\r\nPING\r\n";

    private final Allocator allocator = new Allocator();
    private final long text = allocator.allocate(4);
    private final BlockingQueue<Runnable> executor = new LinkedBlockingQueue<>();
    private final List<String> heard = new ArrayList<>();
    private final Disk disk = new Disk();
    private final CommandLog.Naming unnamed = () -> { };
    private volatile long nowNs;
    private final CommandLog log = new CommandLog(allocator, executor::add, new CommandLog.Listener() {
        @Override
        public void durable(long position) {
            heard.add("durable " + position);
        }

        @Override
        public void failed(IOException failure) {
            heard.add("failed " + failure.getMessage());
        }

        @Override
        public void recovered(boolean wholeFile) {
            heard.add("recovered " + wholeFile);
        }

        @Override
        public void mayWrite() {
            heard.add("may write");
        }

        @Override
        public void moreToSync() {
            heard.add("more to sync");
        }

        @Override
        public void syncIsSlow() {
            heard.add("slow");
        }
    }, () -> nowNs);

    @AfterEach
    void close() {
        disk.syncs.release(100);
        log.close();
        allocator.free(text);
        allocator.close();
    }

    @Test
    void writesCommandsWithTheirDatabase() throws IOException {
        log.open(disk, unnamed);
        append(0);
        append(0);
        append(11);
        assertEquals("", disk.content());
        log.flush(false);
        assertEquals(SELECT + PING + PING + "*2\r\n$6\r\nSELECT\r\n$2\r\n11\r\n" + PING, disk.content());
        assertEquals(disk.content().length(), log.appendedPosition());
        assertEquals(disk.content().length(), log.acknowledgedPosition());
    }

    @Test
    void anotherFileBeginsWithItsDatabase() throws IOException {
        log.open(disk, unnamed);
        append(0);
        log.flush(true);
        disk.syncs.release();
        Disk next = new Disk();
        log.open(next, unnamed);
        append(0);
        log.flush(true);
        assertEquals(SELECT + PING, next.content());
        next.syncs.release(100);
        disk.syncs.release(100);
    }

    /** A crash in between must not leave a gap: a file that isn't the last is to be whole. */
    @Test
    void anotherFileIsNamedBehindTheSyncOfTheOneBefore() throws Exception {
        log.policy(FsyncPolicy.ALWAYS);
        log.open(disk, unnamed);
        append(0);
        log.flush(true);
        Disk next = new Disk();
        next.syncs.release();
        List<String> done = new CopyOnWriteArrayList<>();
        log.open(next, () -> done.add("named, closed " + disk.closed + ", synced " + next.syncs.availablePermits()));
        append(0);
        log.flush(true);
        disk.syncs.release();
        runNext();
        assertEquals(List.of(), done);
        disk.syncs.release();
        runNext();
        assertEquals(List.of("named, closed true, synced 1"), done);
        log.flush(true);
        runNext();
        assertEquals(log.appendedPosition(), log.acknowledgedPosition());
    }

    @Test
    void aFileThatCannotBeNamedIsDoubtful() throws Exception {
        log.policy(FsyncPolicy.ALWAYS);
        log.open(disk, unnamed);
        Disk next = new Disk();
        log.open(next, () -> {
            throw new IOException("Input/output error");
        });
        append(0);
        log.flush(true);
        disk.syncs.release();
        runNext();
        assertTrue(log.isFailing());
        log.flush(true);
        next.syncs.release();
        runNext();
        assertEquals(List.of("failed Input/output error", "recovered true", "durable " + log.appendedPosition()),
                heard);
    }

    /** Clients can't give it anything to sync: their writes are refused. */
    @ParameterizedTest
    @EnumSource(FsyncPolicy.class)
    void aFailureEndsThoughNothingIsWrittenAfterIt(FsyncPolicy policy) throws Exception {
        log.policy(policy);
        log.open(disk, unnamed);
        Disk next = new Disk();
        disk.syncFails = true;
        log.open(next, unnamed);
        disk.syncs.release();
        runNext();
        assertTrue(log.isFailing());
        next.syncs.release();
        flushAt(1_000);
        runNext();
        assertFalse(log.isFailing());
        assertEquals(List.of("failed Input/output error", "recovered true"), heard);
    }

    @Test
    void timestampsComeOnceASecond() throws IOException {
        log.timestamps(true);
        log.open(disk, unnamed);
        log.append(0, ping(), 7_000);
        log.append(0, ping(), 7_999);
        log.append(0, ping(), 8_000);
        log.flush(false);
        assertEquals("#TS:7\r\n" + SELECT + PING + PING + "#TS:8\r\n" + PING, disk.content());
    }

    @Test
    void alwaysSyncsOnceForAllThatWasWritten() throws Exception {
        log.policy(FsyncPolicy.ALWAYS);
        log.open(disk, unnamed);
        append(0);
        log.flush(false);
        long first = log.appendedPosition();
        append(0);
        log.flush(false);
        append(0);
        log.flush(false);
        assertEquals(0, log.acknowledgedPosition());
        disk.syncs.release();
        runNext();
        assertEquals(first, log.acknowledgedPosition());
        append(0);
        log.flush(false);
        disk.syncs.release();
        runNext();
        assertEquals(log.appendedPosition(), log.acknowledgedPosition());
        assertEquals(List.of("durable " + first, "more to sync", "durable " + log.appendedPosition()), heard);
        assertFalse(log.isBehind());
    }

    @Test
    void whileSyncsArePausedNobodyWaitsForThem() throws Exception {
        log.policy(FsyncPolicy.ALWAYS);
        log.open(disk, unnamed);
        log.pauseSync(true);
        append(0);
        assertEquals(0, log.acknowledgedPosition());
        log.flush(false);
        assertEquals(log.appendedPosition(), log.acknowledgedPosition());
        assertEquals(0, log.durablePosition());
        log.pauseSync(false);
        log.flush(false);
        assertEquals(0, log.acknowledgedPosition());
        disk.syncs.release();
        runNext();
        assertEquals(log.appendedPosition(), log.durablePosition());
    }

    @Test
    void alwaysSyncsAtOnceWhereTheDiskIsQuick() throws Exception {
        log.policy(FsyncPolicy.ALWAYS);
        log.open(disk, unnamed);
        disk.syncs.release(SyncThread.QUICK_SYNCS_MIN + 1);
        for (int i = 0; i < SyncThread.QUICK_SYNCS_MIN; i++) {
            append(0);
            log.flush(false);
            assertTrue(log.isBehind());
            runNext();
            assertFalse(log.isBehind());
        }
        heard.clear();
        append(0);
        log.flush(false);
        assertFalse(log.isBehind());
        assertEquals(List.of("durable " + log.appendedPosition()), heard);
        assertTrue(executor.isEmpty());
    }

    @Test
    void aSlowSyncBringsTheThreadBack() throws Exception {
        alwaysSyncsAtOnceWhereTheDiskIsQuick();
        disk.syncs.release(2);
        disk.syncNs = SyncThread.QUICK_SYNC_NS + 1;
        append(0);
        log.flush(false);
        assertFalse(log.isBehind());
        append(0);
        log.flush(false);
        assertTrue(log.isBehind());
        runNext();
        assertFalse(log.isBehind());
    }

    @Test
    void aSyncThatFailsAtOnceIsAFailure() throws Exception {
        alwaysSyncsAtOnceWhereTheDiskIsQuick();
        disk.syncs.release(2);
        disk.syncFails = true;
        long before = log.appendedPosition();
        append(0);
        log.flush(false);
        assertTrue(log.isFailing());
        assertEquals(before, log.acknowledgedPosition());
        disk.syncFails = false;
        heard.clear();
        log.flush(false);
        assertTrue(log.isFailing(), "a disk that fails is not quick");
        runNext();
        assertFalse(log.isFailing());
        assertEquals(List.of("recovered true", "durable " + log.appendedPosition()), heard);
    }

    /** The kernel tells of it once: a sync that comes before anybody has heard of that succeeds. */
    @Test
    void nothingIsSyncedBeforeAFailureOfTheThreadIsHeard() throws Exception {
        log.policy(FsyncPolicy.ALWAYS);
        log.open(disk, unnamed);
        disk.syncs.release(SyncThread.QUICK_SYNCS_MIN + 1);
        for (int i = 1; i < SyncThread.QUICK_SYNCS_MIN; i++) {
            append(0);
            log.flush(false);
            runNext();
        }
        heard.clear();
        long before = log.appendedPosition();
        disk.syncFails = true;
        append(0);
        log.flush(false);
        Runnable failure = executor.poll(10, TimeUnit.SECONDS);
        disk.syncFails = false;
        log.flush(false);
        assertEquals(before, log.acknowledgedPosition());
        failure.run();
        assertTrue(log.isFailing());
        assertEquals(before, log.acknowledgedPosition());
        assertEquals(List.of("failed Input/output error"), heard);
    }

    @Test
    void whoAwaitsASyncHearsOfTheFailureOfAnEarlierOne() throws Exception {
        log.policy(FsyncPolicy.ALWAYS);
        log.open(disk, unnamed);
        disk.failingSyncs = 1;
        append(0);
        log.flush(false);
        disk.syncs.release(2);
        assertThrows(IOException.class, log::syncNow);
        assertEquals(0, log.acknowledgedPosition());
        assertEquals(List.of("failed Input/output error"), heard);
        runNext();
        log.flush(false);
        disk.syncs.release();
        runNext();
        assertEquals(List.of("failed Input/output error", "recovered true", "durable " + log.appendedPosition()),
                heard);
    }

    @Test
    void everysecSyncsOnceASecondAndPostponesWritesMeanwhile() throws Exception {
        log.policy(FsyncPolicy.EVERYSEC);
        log.open(disk, unnamed);
        append(0);
        flushAt(1_000);
        append(0);
        flushAt(1_100);
        assertEquals(SELECT + PING, disk.content());
        flushAt(3_000);
        assertEquals(SELECT + PING, disk.content());
        flushAt(3_100);
        assertEquals(SELECT + PING + PING, disk.content());
        assertEquals(1, log.delayedSyncCount());
        assertEquals(List.of("slow"), heard);
        disk.syncs.release();
        runNext();
        flushAt(4_100);
        disk.syncs.release();
        runNext();
        assertEquals(log.appendedPosition(), log.durablePosition());
    }

    @Test
    void whatWaitedForASyncIsWrittenWhenThatIsOver() throws Exception {
        log.policy(FsyncPolicy.EVERYSEC);
        log.open(disk, unnamed);
        append(0);
        flushAt(1_000);
        append(0);
        flushAt(1_100);
        disk.syncs.release();
        runNext();
        assertEquals("may write", heard.getLast());
        flushAt(1_200);
        assertEquals(SELECT + PING + PING, disk.content());
    }

    @Test
    void whoWritesWaitsWhenTooMuchIsUnwritten() throws Exception {
        log.policy(FsyncPolicy.EVERYSEC);
        log.open(disk, unnamed);
        append(0);
        flushAt(1_000);
        append(0);
        long early = log.appendedPosition();
        flushAt(1_100);
        assertEquals(early, log.acknowledgedPosition());
        while (log.bufferedBytes() < CommandLog.UNWRITTEN_BYTES_MAX) append(0);
        flushAt(1_100);
        assertTrue(log.acknowledgedPosition() < early);
        disk.syncs.release();
        runNext();
        flushAt(1_200);
        assertEquals(log.appendedPosition(), log.acknowledgedPosition());
        disk.syncs.release();
    }

    @Test
    void aFailedWriteLosesNothingAndRecovers() throws IOException {
        log.open(disk, unnamed);
        append(0);
        log.flush(false);
        String before = disk.content();
        disk.room = before.length() + 5;
        append(0);
        log.flush(false);
        assertTrue(log.isFailing());
        assertEquals(before, disk.content());
        append(0);
        log.flush(false);
        disk.room = Integer.MAX_VALUE;
        log.flush(false);
        assertEquals(before + PING + PING, disk.content());
        assertFalse(log.isFailing());
        assertEquals(List.of("failed No space left on device", "recovered false"), heard);
    }

    @Test
    void whatCannotBeCutOffIsCompleted() throws IOException {
        log.open(disk, unnamed);
        disk.room = 5;
        disk.truncates = false;
        append(0);
        log.flush(false);
        assertEquals(SELECT.substring(0, 5), disk.content());
        disk.room = Integer.MAX_VALUE;
        log.flush(false);
        assertEquals(SELECT + PING, disk.content());
    }

    @Test
    void aFailedSyncMakesTheWholeFileDoubtful() throws Exception {
        log.policy(FsyncPolicy.ALWAYS);
        log.open(disk, unnamed);
        disk.syncFails = true;
        append(0);
        log.flush(false);
        disk.syncs.release();
        runNext();
        assertTrue(log.isFailing());
        assertEquals(0, log.acknowledgedPosition());
        disk.syncFails = false;
        log.flush(false);
        disk.syncs.release();
        runNext();
        assertFalse(log.isFailing());
        assertEquals(List.of("failed Input/output error", "recovered true", "durable " + log.appendedPosition()),
                heard);
    }

    @Test
    void stoppingWritesAndSyncs() throws IOException {
        log.open(disk, unnamed);
        append(0);
        disk.syncs.release(100);
        log.stop();
        assertEquals(SELECT + PING, disk.content());
        assertTrue(disk.closed);
        assertEquals(log.appendedPosition(), log.durablePosition());
    }

    @Test
    void whatCouldNotBeWrittenBeforeTheEndIsForgotten() throws IOException {
        log.policy(FsyncPolicy.ALWAYS);
        log.open(disk, unnamed);
        disk.room = 0;
        append(0);
        log.flush(false);
        assertTrue(log.isFailing());
        disk.syncs.release(100);
        heard.clear();
        assertThrows(IOException.class, log::stop);
        assertEquals(List.of(), heard);
        assertFalse(log.isFailing());
        assertFalse(log.isBehind());
        assertEquals(log.appendedPosition(), log.acknowledgedPosition());
        Disk next = new Disk();
        log.open(next, unnamed);
        append(0);
        log.flush(false);
        assertEquals(SELECT + PING, next.content());
        next.syncs.release(100);
    }

    @Test
    void aSyncThatFailedBeforeTheEndIsNoFailureAfterIt() throws Exception {
        log.policy(FsyncPolicy.ALWAYS);
        log.open(disk, unnamed);
        disk.syncFails = true;
        append(0);
        log.flush(false);
        disk.syncs.release(100);
        assertThrows(IOException.class, log::stop);
        runNext();
        assertFalse(log.isFailing());
        assertEquals(List.of(), heard);
    }

    /** The one that failed is over, the one that stopping asks for succeeds. */
    @Test
    void anEarlierSyncThatFailedMakesTheEndAFailure() throws Exception {
        log.policy(FsyncPolicy.ALWAYS);
        log.open(disk, unnamed);
        disk.failingSyncs = 1;
        append(0);
        log.flush(false);
        disk.syncs.release(2);
        assertThrows(IOException.class, log::stop);
        runNext();
        assertEquals(List.of(), heard);
    }

    private void append(int database) {
        log.append(database, ping(), 0);
    }

    private void flushAt(long nowMs) {
        nowNs = nowMs * 1_000_000;
        log.flush(false);
    }

    private void runNext() throws InterruptedException {
        executor.poll(10, TimeUnit.SECONDS).run();
    }

    private Arguments ping() {
        Memory.copyIn("PING".getBytes(StandardCharsets.US_ASCII), 0, text, 4);
        return new Arguments() {
            @Override
            public int count() {
                return 1;
            }

            @Override
            public long address(int index) {
                return text;
            }

            @Override
            public long length(int index) {
                return 4;
            }
        };
    }

    /** A disk with so much room, whose syncs end when the test says so. */
    private final class Disk implements LogFile {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final Semaphore syncs = new Semaphore(0);
        private int room = Integer.MAX_VALUE;
        private boolean truncates = true;
        private volatile boolean closed;
        private volatile boolean syncFails;
        private volatile int failingSyncs;
        private volatile long syncNs;

        String content() {
            return bytes.toString(StandardCharsets.ISO_8859_1);
        }

        @Override
        public int append(ByteBuffer source) throws IOException {
            int count = Math.min(source.remaining(), room - bytes.size());
            if (count <= 0) throw new IOException("No space left on device");
            for (int i = 0; i < count; i++) bytes.write(source.get());
            return count;
        }

        @Override
        public void sync() throws IOException {
            syncs.acquireUninterruptibly();
            nowNs += syncNs;
            if (syncFails || failingSyncs-- > 0) throw new IOException("Input/output error");
        }

        @Override
        public void truncate(long size) throws IOException {
            if (!truncates) throw new IOException("Operation not permitted");
            byte[] kept = bytes.toByteArray();
            bytes.reset();
            bytes.write(kept, 0, (int) size);
        }

        @Override
        public long size() {
            return bytes.size();
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
