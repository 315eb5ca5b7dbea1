package io.jadis.repl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.resp.Arguments;
import io.jadis.store.memory.Allocator;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamEncoderTest {
    private static final int LARGE = 100_000;

    private final Allocator allocator = new Allocator();
    private final ReplicationHistory history = new ReplicationHistory("a".repeat(40));
    private final Backlog backlog = new Backlog(allocator, history, 1 << 20);
    private final StreamEncoder encoder = new StreamEncoder(allocator, backlog);
    private final long bytes = allocator.allocate(LARGE);

    @AfterEach
    void close() {
        encoder.close();
        backlog.close();
        allocator.free(bytes);
        allocator.close();
    }

    private Arguments command(int... lengths) {
        Memory.fill(bytes, LARGE, (byte) 'x');
        return new Arguments() {
            @Override
            public int count() {
                return lengths.length;
            }

            @Override
            public long address(int index) {
                return bytes;
            }

            @Override
            public long length(int index) {
                return lengths[index];
            }
        };
    }

    private String stream() {
        StringBuilder text = new StringBuilder();
        try (Backlog.Reader reader = backlog.readerFrom(1)) {
            for (int n; (n = reader.readableBytes()) > 0; reader.skip(n)) {
                text.append(new String(Memory.toArray(reader.address(), n), StandardCharsets.ISO_8859_1));
            }
        }
        return text.toString();
    }

    @Test
    void databaseIsSelectedWhereItChanges() {
        backlog.open();
        encoder.command(0, command(1));
        encoder.command(0, command(2));
        encoder.command(11, command(1));
        encoder.command(-1, command(1));
        encoder.forgetDatabase();
        encoder.command(11, command(0));
        assertEquals("*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n*1\r\n$1\r\nx\r\n*1\r\n$2\r\nxx\r\n"
                + "*2\r\n$6\r\nSELECT\r\n$2\r\n11\r\n*1\r\n$1\r\nx\r\n*1\r\n$1\r\nx\r\n"
                + "*2\r\n$6\r\nSELECT\r\n$2\r\n11\r\n*1\r\n$0\r\n\r\n", stream());
    }

    @Test
    void argumentsOfAllSizesArriveWhole() {
        backlog.open();
        encoder.command(-1, command(1023, 1024, 1025, LARGE, 16_000, 900, 900));
        StringBuilder expected = new StringBuilder("*7\r\n");
        for (int length : new int[] {1023, 1024, 1025, LARGE, 16_000, 900, 900}) {
            expected.append('$').append(length).append("\r\n").append("x".repeat(length)).append("\r\n");
        }
        assertEquals(expected.toString(), stream());
    }

    @Test
    void withoutBacklogOnlyTheOffsetMoves() {
        encoder.words("PING");
        assertEquals(14, history.offset());
    }
}
