package io.jadis.repl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PayloadReaderTest {
    private static final String MARK = "0123456789".repeat(4);

    private final Allocator allocator = new Allocator();

    @AfterEach
    void nothingLeaks() {
        allocator.close();
    }

    private int accept(PayloadReader reader, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        long address = allocator.allocate(Math.max(1, bytes.length));
        for (int i = 0; i < bytes.length; i++) Memory.putByte(address + i, bytes[i]);
        int taken = reader.accept(address, bytes.length);
        allocator.free(address);
        return taken;
    }

    @Test
    void theLineBeforeSaysHowItComes() {
        assertEquals(Optional.of(new Payload.Sized(175)), Payload.announcedBy("$175"));
        assertEquals(Optional.of(new Payload.Marked(MARK)), Payload.announcedBy("$EOF:" + MARK));
        for (String wrong : new String[] {"", "$", "$-1", "$1x", "175", "$EOF:short", "+OK", "$99999999999999999999"}) {
            assertEquals(Optional.empty(), Payload.announcedBy(wrong), wrong);
        }
    }

    @Test
    void whatComesBehindASizedPayloadIsNotPartOfIt() {
        PayloadReader reader = new PayloadReader(new Payload.Sized(10));
        assertEquals(6, accept(reader, "012345"));
        assertFalse(reader.isComplete());
        assertEquals(4, accept(reader, "6789*1\r\n"));
        assertTrue(reader.isComplete());
        assertEquals(10, reader.readBytes());
    }

    @Test
    void aMarkIsFoundHoweverItIsCut() {
        for (int cut = 0; cut <= MARK.length(); cut++) {
            PayloadReader reader = new PayloadReader(new Payload.Marked(MARK));
            accept(reader, "REDIS0011");
            accept(reader, MARK.substring(0, cut));
            assertEquals(cut == MARK.length(), reader.isComplete());
            accept(reader, MARK.substring(cut));
            assertTrue(reader.isComplete(), "cut=" + cut);
            assertEquals(9 + 40, reader.readBytes());
        }
    }

    @Test
    void aMarkByteByByte() {
        PayloadReader reader = new PayloadReader(new Payload.Marked(MARK));
        for (char c : ("data" + MARK).toCharArray()) {
            assertFalse(reader.isComplete());
            accept(reader, String.valueOf(c));
        }
        assertTrue(reader.isComplete());
    }

    @Test
    void nothingAtAllIsCompleteAtOnce() {
        assertTrue(new PayloadReader(new Payload.Sized(0)).isComplete());
    }
}
