package io.jadis.store.list;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.store.keyspace.Record;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ListValuesTest {
    private static final String SEQUENCE = "element:";

    private final TestLists lists = new TestLists();

    @AfterEach
    void close() {
        lists.close();
    }

    private void push(int from, int to) {
        for (int i = from; i < to; i++) lists.push("l", false, SEQUENCE + i);
    }

    private static List<String> sequence(int from, int to) {
        List<String> elements = new ArrayList<>();
        for (int i = from; i < to; i++) elements.add(SEQUENCE + i);
        return elements;
    }

    private int nodeKind(int index) {
        return Nodes.kind(Nodes.node(Record.root(lists.find("l")), index));
    }

    @Test
    void nodesInsideAreFoldedAndThoseAtTheEndsAreNot() {
        push(0, 5_000);
        int nodes = ListValues.nodeCount(lists.find("l"));
        assertEquals(Nodes.PACKED, nodeKind(0));
        for (int i = 1; i < nodes - 1; i++) assertEquals(Nodes.FOLDED, nodeKind(i));
        assertEquals(Nodes.PACKED, nodeKind(nodes - 1));
        assertEquals(sequence(0, 5_000), lists.elements("l"));
        assertEquals(sequence(0, 5_000), lists.elementsBackwards("l"));
    }

    @Test
    void aSequenceTakesAFifthOfItsListpacks() {
        push(0, 20_000);
        long bytes = lists.database.memoryBytes(lists.find("l"), 0);
        assertTrue(bytes < ListValues.nodeBytes(lists.find("l")) / 5, "bytes=" + bytes);
        long sampled = lists.database.memoryBytes(lists.find("l"), 5);
        assertTrue(Math.abs(sampled - bytes) < bytes, "sampled=" + sampled + " bytes=" + bytes);
    }

    @Test
    void whoWritesInsideOpensTheNodeForGood() {
        push(0, 5_000);
        lists.set("l", 1_500, "other");
        int opened = 0;
        for (int i = 1; i < ListValues.nodeCount(lists.find("l")) - 1; i++) opened += nodeKind(i) == Nodes.PACKED ? 1
                : 0;
        assertEquals(1, opened);
        assertEquals("other", lists.at("l", 1_500));
    }

    @Test
    void popsOpenTheNodesTheyComeTo() {
        push(0, 5_000);
        for (int i = 0; i < 5_000; i++) {
            assertEquals(SEQUENCE + i, lists.at("l", 0));
            lists.pop("l", true, 1);
        }
        assertEquals(0, lists.find("l"));
    }

    @Test
    void compressedNodesAreThoseBeyondTheDepth() {
        lists.lists.configure(new ListConfig(-1, 2));
        push(0, 5_000);
        int nodes = ListValues.nodeCount(lists.find("l"));
        for (int i = 0; i < nodes; i++) {
            boolean inside = i >= 2 && i < nodes - 2;
            assertEquals(inside ? Nodes.COMPRESSED : Nodes.PACKED, nodeKind(i), "index=" + i);
        }
        lists.set("l", 2_500, "other");
        lists.removeEqual("l", 1, SEQUENCE + 2_000);
        for (int i = 2; i < nodes - 2; i++) assertEquals(Nodes.COMPRESSED, nodeKind(i), "index=" + i);
        lists.pop("l", true, 600);
        assertEquals(Nodes.PACKED, nodeKind(0));
        assertEquals(Nodes.PACKED, nodeKind(1));
    }

    @Test
    void manyNodesAreFreedInSlices() {
        lists.lists.configure(new ListConfig(1, 0));
        push(0, 1_000);
        long blocks = lists.allocator.liveBlockCount();
        lists.removeRange("l", 100, 800);
        assertEquals(200, ListValues.length(lists.find("l")));
        assertTrue(lists.allocator.liveBlockCount() > blocks - 100, "nothing of it is freed yet");
        assertTrue(lists.keyspace.lazyFree().reclaim(Long.MAX_VALUE));
        assertTrue(lists.allocator.liveBlockCount() < blocks - 790, "all of it is freed");
        assertEquals(SEQUENCE + 900, lists.at("l", 100));
    }

    @Test
    void limitsAreOfBytesOrOfElements() {
        ListConfig bytes = new ListConfig(-1, 0), count = new ListConfig(10, 0), zero = new ListConfig(0, 0);
        assertTrue(!bytes.isExceededBy(4096, 1_000_000) && bytes.isExceededBy(4097, 1));
        assertTrue(new ListConfig(-9, 0).isExceededBy(65_537, 1) && !new ListConfig(-9, 0).isExceededBy(65_536, 1));
        assertTrue(!count.isExceededBy(8192, 10) && count.isExceededBy(8193, 1) && count.isExceededBy(1, 11));
        assertTrue(!zero.isExceededBy(1, 1) && zero.isExceededBy(1, 2));
        assertTrue(bytes.isHalfMet(2048, 1) && !bytes.isHalfMet(2049, 1));
        assertTrue(count.isHalfMet(1 << 20, 5) && !count.isHalfMet(1, 6) && !zero.isHalfMet(1, 1));
    }
}
