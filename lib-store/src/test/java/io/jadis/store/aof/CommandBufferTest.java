package io.jadis.store.aof;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jadis.store.memory.Allocator;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CommandBufferTest {
    /** Around the length at which a comment just fills the block that the first one gets. */
    @Test
    void aLineFitsWithItsEndWhereverTheBlockEnds() {
        try (Allocator allocator = new Allocator()) {
            for (int length = (16 << 10) - 4; length <= 16 << 10; length++) {
                CommandBuffer buffer = new CommandBuffer(allocator);
                String comment = "x".repeat(length);
                buffer.appendComment(comment);
                assertEquals("#" + comment + "\r\n", text(buffer.next()));
                buffer.release();
            }
        }
    }

    @Test
    void aTimestampAndTheChoiceOfADatabase() {
        try (Allocator allocator = new Allocator()) {
            CommandBuffer buffer = new CommandBuffer(allocator);
            buffer.appendTimestamp(1_700_000_000);
            buffer.appendSelect(15);
            assertEquals("#TS:1700000000\r\n*2\r\n$6\r\nSELECT\r\n$2\r\n15\r\n", text(buffer.next()));
            buffer.release();
        }
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.ISO_8859_1.decode(bytes).toString();
    }
}
