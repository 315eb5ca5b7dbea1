package io.jadis.repl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class BacklogPropertyTest {
    private static final int STREAM_BYTES_MAX = 2 << 20, PIECE_BYTES_MAX = 40_000;

    @Property(tries = 60)
    void readersSeeTheStreamWhateverTheOrderOfSteps(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        try (Allocator allocator = new Allocator()) {
            ReplicationHistory history = new ReplicationHistory("a".repeat(40));
            byte[] stream = new byte[STREAM_BYTES_MAX];
            random.nextBytes(stream);
            long piece = allocator.allocate(PIECE_BYTES_MAX);
            List<Backlog.Reader> readers = new ArrayList<>();
            try (Backlog backlog = new Backlog(allocator, history, random.nextInt(16 << 10, 300_000))) {
                backlog.open();
                for (int step = 0; step < 400; step++) {
                    switch (random.nextInt(8)) {
                        case 0, 1, 2, 3 -> {
                            int length = random.nextInt(random.nextBoolean() ? 200 : PIECE_BYTES_MAX);
                            if (history.offset() + length > STREAM_BYTES_MAX) continue;
                            Memory.copyIn(stream, (int) history.offset(), piece, length);
                            backlog.append(piece, length);
                        }
                        case 4 -> {
                            if (readers.size() == 4) readers.remove(random.nextInt(4)).close();
                            long from = random.nextLong(backlog.firstOffset(), history.offset() + 2);
                            readers.add(backlog.readerFrom(from));
                        }
                        case 5, 6 -> {
                            if (!readers.isEmpty()) read(readers.get(random.nextInt(readers.size())), stream, random);
                        }
                        default -> backlog.sizeBytes(random.nextInt(16 << 10, 300_000));
                    }
                    check(backlog, history, readers);
                }
                readers.forEach(reader -> read(reader, stream, random));
                readers.forEach(Backlog.Reader::close);
            }
            allocator.free(piece);
        }
    }

    private static void read(Backlog.Reader reader, byte[] stream, SplittableRandom random) {
        for (int rounds = random.nextInt(5); rounds > 0; rounds--) {
            int length = reader.readableBytes();
            if (length == 0) {
                assertEquals(0, reader.pendingBytes());
                return;
            }
            length = random.nextInt(length + 1);
            byte[] expected = new byte[length];
            System.arraycopy(stream, (int) reader.offset() - 1, expected, 0, length);
            assertTrue(Memory.equal(reader.address(), length, expected));
            reader.skip(length);
        }
    }

    private static void check(Backlog backlog, ReplicationHistory history, List<Backlog.Reader> readers) {
        assertEquals(history.offset() + 1, backlog.firstOffset() + backlog.historyBytes());
        assertEquals(readers.size(), backlog.readersCount());
        assertTrue(backlog.historyBytes() >= Math.min(16 << 10, history.offset()));
        for (Backlog.Reader reader : readers) {
            assertTrue(reader.offset() >= backlog.firstOffset());
            assertEquals(history.offset() + 1 - reader.offset(), reader.pendingBytes());
        }
    }
}
