package io.jadis.store.encoding;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class FoldedListpackTest {
    private static long listpack(Allocator allocator, List<String> elements) {
        Listpack listpacks = new Listpack(allocator);
        long listpack = listpacks.create();
        for (String element : elements) {
            long address = allocator.allocate(Math.max(1, element.length()));
            Memory.copyIn(element.getBytes(ISO_8859_1), 0, address, element.length());
            listpack = listpacks.append(listpack, address, element.length());
            allocator.free(address);
        }
        return listpack;
    }

    /** Folds and unfolds, and gives the folded bytes; null if they would be more than allowed. */
    private static byte[] foldAndBack(List<String> elements, int bytesMax) {
        try (Allocator allocator = new Allocator()) {
            long listpack = listpack(allocator, elements);
            int bytes = Listpack.bytes(listpack);
            long to = allocator.allocate(Math.max(1, bytesMax));
            int folded = FoldedListpack.fold(listpack, to, bytesMax);
            byte[] result = folded == 0 && !elements.isEmpty() ? null : Memory.toArray(to, folded);
            if (result != null) {
                long exact = allocator.allocate(Math.max(1, folded)), back = allocator.allocate(bytes);
                Memory.copy(to, exact, folded);
                FoldedListpack.unfold(exact, elements.size(), back, bytes);
                assertArrayEquals(Memory.toArray(listpack, bytes), Memory.toArray(back, bytes));
                allocator.free(exact);
                allocator.free(back);
            }
            allocator.free(listpack);
            allocator.free(to);
            return result;
        }
    }

    @Test
    void stringsLoseWhatTheyShareWithTheOneBefore() {
        byte[] folded = foldAndBack(List.of("job:1", "job:2", "job", "jobs", "x"), 100);
        assertEquals("05" + "6a6f623a31" + "4132" + "30" + "3173" + "0178", HexFormat.of().formatHex(folded));
    }

    @Test
    void integersLoseWhatTheyAreNearTo() {
        byte[] folded = foldAndBack(List.of("1000", "1001", "a", "1000", "993", "1008"), 100);
        assertEquals("0fc3e8" + "9f" + "0161" + "7f" + "1f" + "0fc3f0", HexFormat.of().formatHex(folded));
    }

    @Test
    void longPrefixesAndTailsHaveTheirLengthsBehindTheControl() {
        String long1 = "p".repeat(200) + "q".repeat(20), long2 = "p".repeat(200) + "r".repeat(300);
        byte[] folded = foldAndBack(List.of(long1, long2), 1000);
        assertEquals("fe" + "b901" + "9e02", HexFormat.of().formatHex(folded).substring(2 * 223, 2 * 228));
    }

    @Test
    void aSequenceOfNamesTakesThreeBytesEach() {
        List<String> names = new ArrayList<>();
        for (int i = 100_000; i < 100_500; i++) names.add("element:" + i);
        byte[] folded = foldAndBack(names, 8000);
        assertTrue(folded.length < 500 * 5 / 2, "length=" + folded.length);
    }

    @Test
    void whatWouldBeTooLongIsLeft() {
        assertEquals(null, foldAndBack(List.of("abc", "def", "ghi"), 20));
    }

    @Property(tries = 400)
    void randomListpacksComeBackByteForByte(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> elements = new ArrayList<>();
        String last = "";
        for (int i = random.nextInt(200); i >= 0; i--) {
            last = switch (random.nextInt(6)) {
                case 0 -> Long.toString(random.nextLong() >> random.nextInt(64));
                case 1 -> Long.toString(1_000_000 + random.nextInt(30));
                case 2 -> last.substring(0, random.nextInt(last.length() + 1)) + noise(random, random.nextInt(40));
                case 3 -> last + noise(random, random.nextInt(200));
                case 4 -> "";
                default -> noise(random, random.nextInt(100));
            };
            if (last.length() > 5000) last = "";
            elements.add(last);
        }
        foldAndBack(elements, random.nextBoolean() ? 1_000_000 : random.nextInt(10_000));
    }

    private static String noise(SplittableRandom random, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) text.append((char) random.nextInt(256));
        return text.toString();
    }
}
