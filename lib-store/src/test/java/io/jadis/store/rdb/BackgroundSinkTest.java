package io.jadis.store.rdb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The way of a snapshot to another thread, with the test's thread as the executor. */
@Timeout(60)
class BackgroundSinkTest {
    private static final String TEXT = "0123456789".repeat(20_000);

    /** Takes what it is allowed to, and notes what happens. */
    private static final class Fake implements BackgroundSink.Destination {
        final Semaphore allowed = new Semaphore(0);
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final List<String> events = new ArrayList<>();
        volatile String failsIn = "";

        private void meet(String event) throws IOException {
            events.add(event);
            if (failsIn.equals(event)) throw new IOException("failed in " + event);
        }

        @Override
        public long take(long address, int length) throws IOException {
            assertTrue(length <= BackgroundSink.PART_BYTES_MAX);
            allowed.acquireUninterruptibly();
            if (failsIn.equals("take")) throw new IOException("failed in take");
            bytes.writeBytes(Memory.toArray(address, length));
            return address;
        }

        @Override
        public void complete() throws IOException {
            meet("complete");
        }

        @Override
        public void publish() throws IOException {
            meet("publish");
        }

        @Override
        public void close() throws IOException {
            meet("close");
        }

        @Override
        public void discard() {
            events.add("discard");
        }

        @Override
        public void release() {
            events.add("release");
        }
    }

    private final Allocator allocator = new Allocator();
    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final Fake destination = new Fake();
    private final List<IOException> answers = new ArrayList<>();
    private final BackgroundSink sink = new BackgroundSink(allocator, destination, task -> Thread.ofPlatform().start(task),
            tasks::add, answers::add, true);
    private final RdbOutput out = RdbOutput.ofFrames(sink, sink.firstBuffer(), SnapshotSink.BUFFER_BYTES, true);
    private final long text = allocator.allocate(TEXT.length());

    BackgroundSinkTest() {
        for (int i = 0; i < TEXT.length(); i++) Memory.putByte(text + i, (byte) TEXT.charAt(i));
    }

    /** Nothing is left behind, whatever has happened: the allocator says so. */
    @AfterEach
    void close() throws InterruptedException {
        allocator.free(text);
        tasks.take().run();
        assertEquals("release", destination.events.getLast());
        sink.close();
        assertTrue(sink.isOver());
        allocator.close();
    }

    /** As long as the snapshot would go on, and not for ever. */
    private void fill(int bytesMax) {
        for (int bytes = 0; bytes < bytesMax && sink.hasRoom(); bytes += TEXT.length()) out.putBytes(text, TEXT.length());
    }

    private void end() throws IOException {
        out.putChecksum();
        out.flush();
        sink.end();
    }

    private void answer() throws InterruptedException {
        Runnable task = tasks.take();
        task.run();
        tasks.add(() -> {});
    }

    @Test
    void framesArriveAsAnRdbAndAreThenPublished() throws Exception {
        destination.allowed.release(1_000);
        out.string(text, TEXT.length());
        end();
        answer();
        assertEquals(List.of("complete", "publish", "close", "release"), destination.events);
        assertEquals(1, answers.size());
        assertNull(answers.getFirst());
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        long buffer = allocator.allocate(1_000);
        try (RdbOutput plain = new RdbOutput(allocator, (address, length) -> {
            expected.writeBytes(Memory.toArray(address, length));
            return address;
        }, buffer, 1_000, true, true)) {
            plain.string(text, TEXT.length());
            plain.putChecksum();
            plain.flush();
        }
        allocator.free(buffer);
        assertArrayEquals(expected.toByteArray(), destination.bytes.toByteArray());
    }

    @Test
    void whileTheDestinationWaitsThereIsSoonNoRoom() throws Exception {
        fill(100 << 20);
        assertFalse(sink.hasRoom());
        assertTrue(sink.footprintBytes() <= 3 << 20, "footprint=" + sink.footprintBytes());
        destination.allowed.release(10_000);
        while (!sink.hasRoom()) Thread.onSpinWait();
        end();
        answer();
        assertEquals(out.writtenBytes() > 0, destination.bytes.size() > 0);
        assertNull(answers.getFirst());
    }

    @Test
    void whatIsAbandonedIsNotPublished() throws Exception {
        fill(1 << 20);
        sink.abandon();
        destination.allowed.release(10_000);
        answer();
        assertEquals(List.of("discard", "close", "release"), destination.events);
        assertTrue(answers.isEmpty());
    }

    @Test
    void failureOfTheDestinationIsThrownToTheSnapshot() throws Exception {
        destination.failsIn = "take";
        destination.allowed.release(10_000);
        long deadline = System.currentTimeMillis() + 20_000;
        while (!out.hasFailed() && System.currentTimeMillis() < deadline) {
            // Not faster than the other thread is let in.
            if (sink.hasRoom()) out.putBytes(text, TEXT.length());
        }
        assertEquals("failed in take", assertThrows(IOException.class, out::flush).getMessage());
        sink.abandon();
        answer();
        assertEquals(List.of("discard", "close", "release"), destination.events);
        assertTrue(answers.isEmpty());
    }

    @Test
    void failureAfterTheEndIsTheAnswer() throws Exception {
        destination.failsIn = "complete";
        destination.allowed.release(1_000);
        end();
        answer();
        assertEquals(List.of("complete", "close", "release"), destination.events);
        assertEquals("failed in complete", answers.getFirst().getMessage());
    }

    @Test
    void whatIsRevokedIsNotPublishedAndHasNoAnswer() throws Exception {
        end();
        sink.revoke();
        destination.allowed.release(1_000);
        answer();
        assertEquals(List.of("discard", "complete", "close", "release"), destination.events);
        assertTrue(answers.isEmpty());
    }
}
