package io.jadis.store.encoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ListpackTest {
    private final Allocator allocator = new Allocator();
    private final Listpack listpacks = new Listpack(allocator);
    private final long scratch = allocator.allocate(4096 * 2);
    private long listpack = listpacks.create();

    @AfterEach
    void close() {
        allocator.free(scratch);
        listpacks.free(listpack);
        allocator.close();
    }

    @Test
    void emptyOneIsHeaderAndEnd() {
        assertEquals("070000000000ff", hex());
        assertEquals(0, Listpack.first(listpack));
        assertEquals(0, Listpack.last(listpack));
    }

    @Test
    void integersTakeTheFewestBytes() {
        append("0", "127", "128", "-1", "-4096", "4095", "4096", "-32768", "8388607", "-8388608", "2147483647",
                "-9223372036854775808");
        String entries = "0001" + "7f01" + "c08002" + "dfff02" + "d00002" + "cfff02" + "f1001003" + "f1008003"
                + "f2ffff7f04" + "f200008004" + "f3ffffff7f05" + "f4000000000000008009";
        assertEquals("390000000c00" + entries + "ff", hex());
        assertEquals(List.of("0", "127", "128", "-1", "-4096", "4095", "4096", "-32768", "8388607", "-8388608",
                "2147483647", "-9223372036854775808"), elements());
    }

    @Test
    void stringsThatAreNoCanonicalIntegersStayStrings() {
        append("", "01", "-0", "+1", "9223372036854775808", "a");
        assertEquals(List.of("", "01", "-0", "+1", "9223372036854775808", "a"), elements());
        for (long at = Listpack.first(listpack); at != 0; at = Listpack.next(at)) assertTrue(!Listpack.isInteger(at));
    }

    @Test
    void longStringsHaveLongerHeadsAndBacklengths() {
        for (int length : new int[] {63, 64, 125, 126, 127, 4095, 4096}) append("x".repeat(length));
        assertEquals(7, Listpack.count(listpack));
        List<Integer> lengths = new ArrayList<>();
        for (long at = Listpack.last(listpack); at != 0; at = Listpack.previous(listpack, at)) {
            lengths.add(Listpack.stringLength(at));
        }
        assertEquals(List.of(4096, 4095, 127, 126, 125, 64, 63), lengths);
    }

    @Test
    void pairsAreAppendedAsTheirTwoElementsAre() {
        String[] texts = {"", "a", "12", "-4096", "9223372036854775807", "x".repeat(63), "x".repeat(64),
                "x".repeat(4095)};
        for (String first : texts) {
            for (String second : texts) append(first, second);
        }
        long pairs = listpacks.create();
        for (String first : texts) {
            for (String second : texts) {
                put(first);
                Memory.copyIn(second.getBytes(StandardCharsets.ISO_8859_1), 0, scratch + 4096, second.length());
                pairs = listpacks.appendPair(pairs, scratch, first.length(), scratch + 4096, second.length());
                assertTrue(Listpack.is(listpacks.entry(), scratch + 4096, second.length()));
            }
        }
        assertEquals(Listpack.bytes(listpack), Listpack.bytes(pairs));
        assertTrue(Memory.equal(listpack, pairs, Listpack.bytes(pairs)));
        listpacks.free(pairs);
    }

    @Test
    void insertsReplacesAndDeletesAnywhere() {
        append("a", "c");
        put("b");
        listpack = listpacks.insertBefore(listpack, Listpack.at(listpack, 1), scratch, 1);
        put("0");
        listpack = listpacks.prepend(listpack, scratch, 1);
        put("d");
        listpack = listpacks.insertAfter(listpack, Listpack.last(listpack), scratch, 1);
        assertEquals(List.of("0", "a", "b", "c", "d"), elements());
        listpack = listpacks.replaceInteger(listpack, Listpack.at(listpack, 2), 100_000);
        assertEquals(List.of("0", "a", "100000", "c", "d"), elements());
        listpack = listpacks.deleteRange(listpack, Listpack.at(listpack, 1), 2);
        assertTrue(Listpack.is(listpacks.entry(), put("c"), 1));
        listpack = listpacks.delete(listpack, Listpack.last(listpack));
        assertEquals(0, listpacks.entry());
        assertEquals(List.of("0", "c"), elements());
    }

    @Test
    void findPassesOverValues() {
        append("f1", "v1", "f2", "f3", "f3", "7");
        long found = Listpack.find(Listpack.first(listpack), 1, put("f3"), 2);
        assertEquals(Listpack.at(listpack, 4), found);
        assertEquals(Listpack.at(listpack, 5), Listpack.find(Listpack.first(listpack), 0, put("7"), 1));
        assertEquals(0, Listpack.find(Listpack.first(listpack), 1, put("7"), 1));
    }

    @Test
    void countsBeyondTheHeaderByWalking() {
        for (int i = 0; i < 70_000; i++) listpack = listpacks.appendInteger(listpack, i);
        assertEquals(70_000, Listpack.count(listpack));
        assertEquals(69_999, Listpack.integer(Listpack.at(listpack, 69_999)));
        assertEquals(69_998, Listpack.integer(Listpack.at(listpack, -2)));
        listpack = listpacks.deleteRange(listpack, Listpack.first(listpack), 60_000);
        assertEquals(10_000, Listpack.count(listpack));
    }

    private void append(String... elements) {
        for (String element : elements) listpack = listpacks.append(listpack, put(element), element.length());
    }

    private long put(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        Memory.copyIn(bytes, 0, scratch, bytes.length);
        return scratch;
    }

    private List<String> elements() {
        List<String> elements = new ArrayList<>();
        long decimal = scratch + 8000;
        for (long at = Listpack.first(listpack); at != 0; at = Listpack.next(at)) {
            Listpack.visit(at, decimal, (address, length) -> elements.add(
                    new String(Memory.toArray(address, length), StandardCharsets.ISO_8859_1)));
        }
        return elements;
    }

    private String hex() {
        return HexFormat.of().formatHex(Memory.toArray(listpack, Listpack.bytes(listpack)));
    }
}
