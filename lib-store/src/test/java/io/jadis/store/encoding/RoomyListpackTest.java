package io.jadis.store.encoding;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RoomyListpackTest {
    private static final int RESERVED = 8;

    private static long copy(Allocator allocator, String text) {
        long address = allocator.allocate(Math.max(1, text.length()));
        Memory.copyIn(text.getBytes(ISO_8859_1), 0, address, text.length());
        return address;
    }

    /** The bytes are those of a listpack that was built from these elements in order. */
    private static void assertIs(List<String> elements, RoomyListpack roomy, Allocator allocator) {
        Listpack listpacks = new Listpack(allocator);
        long expected = listpacks.create();
        for (String element : elements) {
            long address = copy(allocator, element);
            expected = listpacks.append(expected, address, element.length());
            allocator.free(address);
        }
        int bytes = Listpack.bytes(expected);
        assertEquals(bytes, Listpack.bytes(roomy.listpack()));
        assertArrayEquals(Memory.toArray(expected, bytes), Memory.toArray(roomy.listpack(), bytes));
        listpacks.free(expected);
    }

    @Test
    void popsAtTheFrontMoveNothing() {
        try (Allocator allocator = new Allocator()) {
            RoomyListpack roomy = new RoomyListpack(allocator, 0);
            roomy.create(1000);
            long element = copy(allocator, "element");
            for (int i = 0; i < 50; i++) roomy.append(element, 7);
            long block = roomy.block(), last = Listpack.last(roomy.listpack());
            for (int i = 0; i < 10; i++) roomy.deleteFirst();
            assertEquals(block, roomy.block());
            assertEquals(last, Listpack.last(roomy.listpack()));
            assertEquals(90, roomy.front());
            allocator.free(element);
            allocator.free(roomy.block());
        }
    }

    @Test
    void growthIsRareAtEitherEndAndAtBothInTurn() {
        try (Allocator allocator = new Allocator()) {
            for (int pattern = 0; pattern < 3; pattern++) {
                RoomyListpack roomy = new RoomyListpack(allocator, RESERVED);
                roomy.create(16);
                long element = copy(allocator, "some element");
                int moves = 0;
                for (int i = 0; i < 500; i++) {
                    long block = roomy.block();
                    boolean head = pattern == 0 || pattern == 2 && i % 2 == 0;
                    if (head) roomy.prepend(element, 12);
                    else roomy.append(element, 12);
                    if (roomy.block() != block) moves++;
                }
                assertTrue(moves < 60, "moves=" + moves + " pattern=" + pattern);
                int bytes = Listpack.bytes(roomy.listpack());
                assertTrue(roomy.capacity() <= bytes + bytes / 4 + 32,
                        "capacity=" + roomy.capacity() + " bytes=" + bytes);
                allocator.free(element);
                allocator.free(roomy.block());
            }
        }
    }

    @Property(tries = 200)
    void randomWritesGiveRedisBytes(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> model = new ArrayList<>();
        try (Allocator allocator = new Allocator()) {
            RoomyListpack roomy = new RoomyListpack(allocator, RESERVED);
            roomy.eagerBytesMax(random.nextInt(3) * 1000);
            roomy.create(7 + random.nextInt(100));
            Memory.putLong(roomy.block(), seed);
            for (int step = 0; step < 200; step++) {
                write(roomy, model, random, allocator);
                assertEquals(seed, Memory.getLong(roomy.block()));
                assertTrue(roomy.front() >= RESERVED);
                if (step % 10 == 0) assertIs(model, roomy, allocator);
            }
            roomy.trim();
            assertIs(model, roomy, allocator);
            assertEquals(RESERVED + Listpack.bytes(roomy.listpack()), roomy.capacity());
            allocator.free(roomy.block());
        }
    }

    private static void write(RoomyListpack roomy, List<String> model, SplittableRandom random, Allocator allocator) {
        String text = switch (random.nextInt(4)) {
            case 0 -> Long.toString(random.nextLong() >> random.nextInt(64));
            case 1 -> "x".repeat(random.nextInt(300));
            case 2 -> "";
            default -> "element";
        };
        long element = copy(allocator, text);
        int length = text.length();
        int what = model.isEmpty() ? random.nextInt(2) : random.nextInt(9);
        int index = model.isEmpty() ? 0 : random.nextInt(model.size());
        long entry = model.isEmpty() ? 0 : Listpack.at(roomy.listpack(), index);
        switch (what) {
            case 0 -> {
                roomy.prepend(element, length);
                model.addFirst(text);
            }
            case 1 -> {
                roomy.append(element, length);
                model.add(text);
            }
            case 2 -> {
                assertTrue(Listpack.is(roomy.insertBefore(entry, element, length), element, length));
                model.add(index, text);
            }
            case 3 -> {
                assertTrue(Listpack.is(roomy.insertAfter(entry, element, length), element, length));
                model.add(index + 1, text);
            }
            case 4 -> {
                assertTrue(Listpack.is(roomy.replace(entry, element, length), element, length));
                model.set(index, text);
            }
            case 5 -> {
                roomy.deleteFirst();
                model.removeFirst();
            }
            case 6 -> {
                roomy.deleteLast();
                model.removeLast();
            }
            case 7 -> {
                int count = 1 + random.nextInt(Math.min(4, model.size() - index));
                long next = roomy.delete(entry, count);
                assertEquals(index + count < model.size() ? Listpack.at(roomy.listpack(), index) : 0, next);
                model.subList(index, index + count).clear();
            }
            default -> roomy.shrink();
        }
        allocator.free(element);
    }
}
