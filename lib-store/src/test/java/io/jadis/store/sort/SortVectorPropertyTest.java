package io.jadis.store.sort;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** A vector is sorted as {@code java.util.List} sorts, which is stable. */
final class SortVectorPropertyTest {
    private record Element(String text, double number, String weight) {}

    /** Chars are bytes; a shorter text comes before what it is the beginning of. */
    private static final Comparator<String> BYTES = Comparator.naturalOrder();
    private static final Comparator<String> TEXT = Comparator.comparing(SortVectorPropertyTest::upToNul);

    private static String upToNul(String text) {
        int nul = text.indexOf('\0');
        return nul < 0 ? text : text.substring(0, nul);
    }

    private static Comparator<Element> comparator(SortOrder order) {
        return switch (order) {
            case NUMERIC -> Comparator.comparingDouble(Element::number).thenComparing(Element::text, BYTES);
            case BYTES -> Comparator.comparing(Element::text, BYTES);
            case TEXT -> Comparator.comparing(Element::text, TEXT);
            case BY_BYTES -> Comparator.comparing(Element::weight, Comparator.nullsFirst(BYTES));
            case BY_TEXT -> Comparator.comparing(Element::weight, Comparator.nullsFirst(TEXT));
        };
    }

    @Property(tries = 300)
    void sortsAsAListDoes(@ForAll long seed, @ForAll SortOrder order, @ForAll boolean descending) {
        Random random = new Random(seed);
        List<Element> model = new ArrayList<>();
        try (Allocator allocator = new Allocator(); Texts texts = new Texts(allocator);
                SortVector vector = new SortVector(allocator)) {
            int size = random.nextInt(8) == 0 ? random.nextInt(2_000) : random.nextInt(40);
            for (int i = 0; i < size; i++) {
                Element element = new Element(text(random), random.nextInt(20) - 10,
                        random.nextInt(5) == 0 ? null : text(random));
                model.add(element);
                vector.add(texts.put(element.text), element.text.length());
                if (order == SortOrder.NUMERIC) vector.setNumber(i, element.number);
                else if (element.weight != null) vector.setText(i, texts.put(element.weight), element.weight.length());
            }
            model.sort(descending ? comparator(order).reversed() : comparator(order));
            vector.sort(order, descending);
            assertEquals(model.size(), vector.size());
            List<String> sorted = new ArrayList<>();
            for (long i = 0; i < size; i++) {
                sorted.add(new String(Memory.toArray(vector.address(i), vector.length(i)), ISO_8859_1));
            }
            assertEquals(model.stream().map(Element::text).toList(), sorted);
        }
    }

    private static String text(Random random) {
        String letters = random.nextInt(10) == 0 ? "a\0" : "ab\u00ff0";
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(random.nextInt(20) == 0 ? 100 : 5); i > 0; i--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }

    private static final class Texts implements AutoCloseable {
        private final Allocator allocator;
        private final long block;

        Texts(Allocator allocator) {
            this.allocator = allocator;
            block = allocator.allocate(128);
        }

        long put(String text) {
            Memory.copyIn(text.getBytes(ISO_8859_1), 0, block, text.length());
            return block;
        }

        @Override
        public void close() {
            allocator.free(block);
        }
    }
}
