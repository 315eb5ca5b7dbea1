package io.jadis.store.encoding;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.number.Decimal;
import io.jadis.store.memory.Allocator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Random steps on a listpack and on a {@code java.util.ArrayList} lead to the same elements. */
final class ListpackPropertyTest {
    private static final int LENGTH_MAX = 1 << 20;
    /** Lengths on both sides of where a head or a backlength gets longer. */
    private static final int[] EDGES = {0, 62, 63, 64, 65, 124, 125, 126, 127, 128, 4094, 4095, 4096, 4097, 16_376,
        16_377, 16_378, 16_379, 16_382, 16_383, 16_384};

    @Property(tries = 200)
    void randomStepsOnSmallElementsMatchAnArrayList(@ForAll long seed,
            @ForAll @IntRange(min = 1, max = 200) int lengthMax) {
        run(seed, 300, lengthMax, 0);
    }

    @Property(tries = 40)
    void randomStepsOnElementsUpToAMegabyteMatchAnArrayList(@ForAll long seed) {
        run(seed, 60, 300, 10);
    }

    private static void run(long seed, int steps, int lengthMax, int largePercent) {
        try (Allocator allocator = new Allocator(); Run run = new Run(allocator, seed, lengthMax, largePercent)) {
            for (int step = 0; step < steps; step++) {
                run.step();
                if (step % 10 == 0) run.check();
            }
            run.check();
        }
    }

    private static final class Run implements AutoCloseable {
        final Random random;
        final Allocator allocator;
        final Listpack listpacks;
        final long scratch, decimal;
        final int lengthMax, largePercent;
        final List<String> model = new ArrayList<>();
        long listpack;

        Run(Allocator allocator, long seed, int lengthMax, int largePercent) {
            this.allocator = allocator;
            this.lengthMax = lengthMax;
            this.largePercent = largePercent;
            random = new Random(seed);
            listpacks = new Listpack(allocator);
            listpack = listpacks.create();
            scratch = allocator.allocate(LENGTH_MAX);
            decimal = allocator.allocate(Decimal.LENGTH_MAX);
        }

        @Override
        public void close() {
            listpacks.free(listpack);
            allocator.free(scratch);
            allocator.free(decimal);
        }

        void step() {
            switch (random.nextInt(14)) {
                case 0 -> append();
                case 1 -> appendInteger();
                case 2 -> prepend();
                case 3 -> prependInteger();
                case 4, 5 -> insertBefore();
                case 6, 7 -> insertAfter();
                case 8 -> replace();
                case 9 -> replaceInteger();
                case 10 -> delete();
                case 11 -> deleteRange();
                case 12 -> find();
                default -> copyOrAppendAll();
            }
        }

        // ---- elements

        private String element() {
            if (random.nextInt(3) == 0) return String.valueOf(number());
            if (random.nextInt(100) < largePercent) return text(random.nextBoolean()
                    ? EDGES[random.nextInt(EDGES.length)] : random.nextInt(LENGTH_MAX + 1));
            return switch (random.nextInt(12)) {
                case 0 -> "0" + number();
                case 1 -> "-0";
                case 2 -> number() + ".0";
                case 3 -> number() + " ";
                case 4 -> "9223372036854775808";
                case 5 -> "";
                default -> text(random.nextInt(lengthMax + 1));
            };
        }

        private String text(int length) {
            char[] chars = new char[length];
            int from = random.nextInt(256);
            for (int i = 0; i < length; i++) chars[i] = (char) (from + i & 0xFF);
            return new String(chars);
        }

        /** All widths, and often the last number of one or the first of the next. */
        private long number() {
            int bits = new int[] {1, 3, 7, 12, 13, 15, 23, 31, 40, 63}[random.nextInt(10)];
            long edge = (1L << bits) - random.nextInt(3) + random.nextInt(2);
            long number = random.nextInt(3) == 0 ? edge : random.nextLong() >>> 63 - bits;
            return random.nextBoolean() ? number : -number;
        }

        /** Its length; the bytes are in scratch. */
        private int put(String element) {
            Memory.copyIn(element.getBytes(ISO_8859_1), 0, scratch, element.length());
            return element.length();
        }

        private String text(long entry) {
            String[] text = new String[1];
            Listpack.visit(entry, decimal,
                    (address, length) -> text[0] = new String(Memory.toArray(address, length), ISO_8859_1));
            return text[0];
        }

        private void assertWritten(String element) {
            assertEquals(element, text(listpacks.entry()));
        }

        // ---- steps

        private void append() {
            String element = element();
            listpack = listpacks.append(listpack, scratch, put(element));
            model.add(element);
            assertWritten(element);
        }

        private void appendInteger() {
            long number = number();
            listpack = listpacks.appendInteger(listpack, number);
            model.add(String.valueOf(number));
            assertWritten(String.valueOf(number));
        }

        private void prepend() {
            String element = element();
            listpack = listpacks.prepend(listpack, scratch, put(element));
            model.addFirst(element);
            assertWritten(element);
        }

        private void prependInteger() {
            long number = number();
            listpack = listpacks.prependInteger(listpack, number);
            model.addFirst(String.valueOf(number));
        }

        private void insertBefore() {
            if (model.isEmpty()) return;
            int index = random.nextInt(model.size());
            long before = Listpack.at(listpack, index);
            String element = random.nextBoolean() ? element() : String.valueOf(number());
            if (isNumber(element)) listpack = listpacks.insertIntegerBefore(listpack, before, Long.parseLong(element));
            else listpack = listpacks.insertBefore(listpack, before, scratch, put(element));
            model.add(index, element);
            assertWritten(element);
        }

        private void insertAfter() {
            if (model.isEmpty()) return;
            int index = random.nextInt(model.size());
            long after = Listpack.at(listpack, index - model.size());
            String element = random.nextBoolean() ? element() : String.valueOf(number());
            if (isNumber(element)) listpack = listpacks.insertIntegerAfter(listpack, after, Long.parseLong(element));
            else listpack = listpacks.insertAfter(listpack, after, scratch, put(element));
            model.add(index + 1, element);
            assertWritten(element);
        }

        private static boolean isNumber(String element) {
            try {
                return String.valueOf(Long.parseLong(element)).equals(element);
            } catch (NumberFormatException e) {
                return false;
            }
        }

        private void replace() {
            if (model.isEmpty()) return;
            int index = random.nextInt(model.size());
            String element = element();
            listpack = listpacks.replace(listpack, Listpack.at(listpack, index), scratch, put(element));
            model.set(index, element);
            assertWritten(element);
        }

        private void replaceInteger() {
            if (model.isEmpty()) return;
            int index = random.nextInt(model.size());
            long number = number();
            listpack = listpacks.replaceInteger(listpack, Listpack.at(listpack, index), number);
            model.set(index, String.valueOf(number));
            assertWritten(String.valueOf(number));
        }

        private void delete() {
            if (model.isEmpty()) return;
            int index = random.nextInt(model.size());
            listpack = listpacks.delete(listpack, Listpack.at(listpack, index));
            model.remove(index);
            assertNext(index);
        }

        private void deleteRange() {
            if (model.isEmpty() || random.nextInt(3) > 0) return;
            int index = random.nextInt(model.size());
            int count = random.nextInt(model.size() + 3);
            listpack = listpacks.deleteRange(listpack, Listpack.at(listpack, index), count);
            model.subList(index, Math.min(model.size(), index + count)).clear();
            assertNext(index);
        }

        /** What follows the deleted ones is where they have been. */
        private void assertNext(int index) {
            assertEquals(Listpack.at(listpack, index), listpacks.entry());
        }

        private void find() {
            int skip = random.nextInt(3);
            int from = model.isEmpty() ? 0 : random.nextInt(model.size());
            boolean any = model.isEmpty() || random.nextInt(4) == 0;
            String sought = any ? element() : model.get(random.nextInt(model.size()));
            int length = put(sought);
            long expected = 0;
            for (int i = from; i < model.size() && expected == 0; i += 1 + skip) {
                if (model.get(i).equals(sought)) expected = Listpack.at(listpack, i);
            }
            assertEquals(expected, Listpack.find(Listpack.at(listpack, from), skip, scratch, length));
        }

        private void copyOrAppendAll() {
            if (random.nextBoolean()) {
                long copy = listpacks.copy(listpack);
                listpacks.free(listpack);
                listpack = copy;
            } else if (model.size() < 100) {
                Run other = new Run(allocator, random.nextLong(), lengthMax, largePercent);
                for (int i = random.nextInt(6); i > 0; i--) other.append();
                listpack = listpacks.appendAll(listpack, other.listpack);
                model.addAll(other.model);
                other.close();
            }
        }

        // ---- the whole

        void check() {
            assertEquals(model.size(), Listpack.count(listpack));
            List<String> forwards = new ArrayList<>(), backwards = new ArrayList<>();
            int bytes = Listpack.EMPTY_BYTES;
            for (long at = Listpack.first(listpack); at != 0; at = Listpack.next(at)) {
                String element = text(at);
                forwards.add(element);
                bytes += Listpack.entryBytes(at);
                checkEntry(at, element);
            }
            for (long at = Listpack.last(listpack); at != 0; at = Listpack.previous(listpack, at)) {
                backwards.add(text(at));
            }
            Collections.reverse(backwards);
            assertEquals(model, forwards);
            assertEquals(model, backwards);
            assertEquals(bytes, Listpack.bytes(listpack));
            for (int index : new int[] {model.size(), model.size() + 7, -model.size() - 1}) {
                assertEquals(0, Listpack.at(listpack, index));
            }
        }

        private void checkEntry(long entry, String element) {
            int length = put(element);
            assertEquals(isNumber(element), Listpack.isInteger(entry));
            assertEquals(length, Listpack.elementLength(entry));
            assertEquals(Listpack.entryBytes(entry), Listpack.entryBytes(scratch, length));
            assertTrue(Listpack.is(entry, scratch, length));
            if (length == 0) return;
            assertFalse(Listpack.is(entry, scratch, length - 1));
            Memory.putByte(scratch, (byte) (Memory.getByte(scratch) + 1));
            assertFalse(Listpack.is(entry, scratch, length));
        }
    }
}
