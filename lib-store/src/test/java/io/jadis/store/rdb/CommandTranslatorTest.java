package io.jadis.store.rdb;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jadis.protocol.memory.Memory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CommandTranslatorTest {
    private final TestRdb rdb = new TestRdb();

    @AfterEach
    void close() {
        rdb.close();
    }

    /** The first is what a look-up had found. */
    @Test
    void ofWhatAListpackHasTwiceTheFirstIsTranslated() throws IOException {
        assertTranslated("SADD k a b", 20, Bytes.listpack("a", "b", "a"));
        assertTranslated("HMSET k f 1 g 3", 16, Bytes.listpack("f", "1", "f", "2", "g", "3"));
        assertTranslated("ZADD k 1 a 3 b", 17, Bytes.listpack("a", "1", "a", "2", "b", "3"));
        Bytes triples = Bytes.listpack(new Bytes().hex("8166 02 8131 02 0501 8166 02 8132 02 0601"), 6);
        assertTranslated("HMSET k f 1 HPEXPIREAT k 5 FIELDS 1 f", 25, new Bytes().littleEndian(5, 8), triples);
        assertTranslated("RPUSH k a b a", 18, new Bytes().b(1, 2), Bytes.listpack("a", "b", "a"));
    }

    private void assertTranslated(String expected, int typeCode, Bytes listpack) throws IOException {
        assertTranslated(expected, typeCode, new Bytes(), listpack);
    }

    private void assertTranslated(String expected, int typeCode, Bytes head, Bytes listpack) throws IOException {
        rdb.clear();
        rdb.restore("k", new Bytes().b(typeCode).raw(head.array()).string(listpack).array(), false);
        byte[] snapshot = rdb.save(RdbFormat.VERSION, false, 4096, 10);
        int[] at = new int[1];
        ByteArrayOutputStream commands = new ByteArrayOutputStream();
        CommandTranslator.translate((address, length) -> {
            int part = Math.min(length, snapshot.length - at[0]);
            Memory.copyIn(snapshot, at[0], address, part);
            at[0] += part;
            return part == 0 ? -1 : part;
        }, (address, length) -> {
            commands.writeBytes(Memory.toArray(address, length));
            return address;
        }, 0);
        String words = commands.toString(ISO_8859_1).replaceAll("[*$]\\d+\r\n", "").replace("\r\n", " ").strip();
        assertEquals("SELECT 0 " + expected, words);
    }
}
