package io.jadis.store.rdb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.jadis.store.list.ListConfig;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ListCodecTest {
    private final TestRdb rdb = new TestRdb();

    @AfterEach
    void close() {
        rdb.close();
    }

    private static Bytes value(int typeCode) {
        return new Bytes().b(typeCode);
    }

    @Test
    void everyFormIsRead() throws IOException {
        assertEquals("listpack [a, 1, b]", rdb.restore(value(1).length(3).string("a").b(0xC0, 1).string("b")));
        assertEquals("listpack [a, 1, b]", rdb.restore(value(18).length(1).b(2).string(Bytes.listpack("a", "1", "b"))));
        assertEquals("listpack [a, 1, b]", rdb.restore(value(14).length(1).string(Bytes.ziplist("a", "1", "b"))));
        assertEquals("quicklist [a, 1, b]", rdb.restore(value(10).string(Bytes.ziplist("a", "1", "b"))));
        assertEquals("quicklist [a, b, plain, c]", rdb.restore(value(18).length(3).b(2).string(Bytes.listpack("a", "b"))
                .b(1).string("plain").b(2).string(Bytes.listpack("c"))));
        assertEquals("quicklist [a, b, c]", rdb.restore(value(14).length(2).string(Bytes.ziplist("a", "b"))
                .string(Bytes.ziplist("c"))));
    }

    @Test
    void emptyOnesAreNone() throws IOException {
        assertNull(rdb.restore(value(1).length(0)));
        assertNull(rdb.restore(value(10).string(Bytes.ziplist())));
        assertNull(rdb.restore(value(14).length(1).string(Bytes.ziplist())));
        assertNull(rdb.restore(value(18).length(1).b(2).string(Bytes.listpack())));
        assertEquals("listpack [a]", rdb.restore(value(18).length(2).b(2).string(Bytes.listpack()).b(2)
                .string(Bytes.listpack("a"))));
    }

    @Test
    void nodesStayAsTheyWere() throws IOException {
        Bytes nodes = value(18).length(40);
        StringBuilder expected = new StringBuilder("quicklist [");
        for (int i = 0; i < 40; i++) {
            nodes.b(2).string(Bytes.listpack("element:" + i + "a", "element:" + i + "b", "element:" + i + "c"));
            expected.append("element:").append(i).append("a, element:").append(i).append("b, element:").append(i)
                    .append(i < 39 ? "c, " : "c]");
        }
        for (ListConfig config : new ListConfig[] {ListConfig.DEFAULT, new ListConfig(-2, 1), new ListConfig(-2, 3)}) {
            rdb.lists.configure(config);
            assertEquals(expected.toString(), rdb.restore(nodes));
            byte[] payload = rdb.dump("k", 11, false);
            if (config.compressDepth() == 0) assertArrayEquals(nodes.array(), TestRdb.value(payload));
            assertEquals(expected.toString(), rdb.restore(TestRdb.value(payload)));
        }
    }

    @Test
    void entriesInLongerFormsThanNeededAreMadeShort() throws IOException {
        Bytes entries = new Bytes().hex("f10100 03 f003000000616263 08 e00161 03 8161 02");
        Bytes nodes = value(18).length(4);
        for (int i = 0; i < 4; i++) nodes.b(2).string(Bytes.listpack(entries, 4));
        String once = "1, abc, a, a";
        assertEquals("quicklist [" + once + ", " + once + ", " + once + ", " + once + "]", rdb.restore(nodes));
    }

    @Test
    void damagedOnesAreRefused() {
        assertEquals("Quicklist integrity check failed.", rdb.refusal(value(18).length(1).b(3).string("a")));
        assertEquals("Quicklist integrity check failed.", rdb.refusal(value(18).length(1).b(1).string("")));
        assertEquals("Listpack integrity check failed.", rdb.refusal(value(18).length(2).b(2)
                .string(Bytes.listpack("a")).b(2).string("abc")));
        assertEquals("Ziplist integrity check failed.", rdb.refusal(value(14).length(2).string(Bytes.ziplist("a"))
                .string(Bytes.ziplist(new Bytes().hex("00 05 61"), 10, 1))));
        assertEquals("List ziplist integrity check failed.",
                rdb.refusal(value(10).string(Bytes.ziplist(new Bytes().hex("00 01 61"), 10, 2))));
        assertEquals("Unexpected EOF reading RDB file", rdb.refusal(value(1).length(2).string("a")));
        assertEquals("Unexpected EOF reading RDB file", rdb.refusal(value(1).hex("80ffffffff").string("a")));
    }

    @Test
    void everyVersionIsReadAgain() throws IOException {
        Bytes elements = value(1).length(3000);
        for (int i = 0; i < 3000; i++) elements.string(i % 3 == 0 ? "" + i : "element:" + i);
        String shown = rdb.restore(elements);
        for (int version = 9; version <= 11; version++) {
            byte[] payload = rdb.dump("k", version, true);
            assertEquals(version == 9 ? 1 : 18, payload[0]);
            assertEquals(shown, rdb.restore(TestRdb.value(payload)));
        }
    }
}
