package io.jadis.protocol.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MemoryTest {
    private static final int BYTES = 400;

    private final Arena arena = Arena.ofConfined();
    private final long a = arena.allocate(BYTES, 8).address(), b = arena.allocate(BYTES, 8).address();

    @AfterEach
    void release() {
        arena.close();
    }

    @Test
    void valuesAreLittleEndianAtAnyAlignment() {
        for (long at = a; at < a + 8; at++) {
            Memory.putLong(at, 0x0807060504030201L);
            assertArrayEquals(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, Memory.toArray(at, 8));
            assertEquals(0x0807060504030201L, Memory.getLong(at));
            assertEquals(0x04030201, Memory.getInt(at));
            assertEquals(0x0201, Memory.getShort(at));
            Memory.putShort(at, (short) 0xFFFE);
            assertEquals((short) 0xFFFE, Memory.getShort(at));
            assertEquals(0xFE, Memory.getUnsignedByte(at));
            Memory.putInt(at, -2);
            assertEquals(-2, Memory.getInt(at));
            Memory.putDouble(at, -0.1);
            assertEquals(-0.1, Memory.getDouble(at));
        }
    }

    @ParameterizedTest(name = "seed={0}")
    @ValueSource(longs = {1, 2})
    void copiesOfEveryLengthMatchAnArrayCopyHoweverTheyOverlap(long seed) {
        Random random = new Random(seed);
        byte[] expected = new byte[BYTES];
        for (int length = 0; length <= 150; length++) {
            for (int round = 0; round < 40; round++) {
                random.nextBytes(expected);
                Memory.copyIn(expected, 0, a, BYTES);
                int from = random.nextInt(200), to = Math.clamp(from + random.nextInt(81) - 40, 0, 200);
                System.arraycopy(expected, from, expected, to, length);
                Memory.copy(a + from, a + to, length);
                assertArrayEquals(expected, Memory.toArray(a, BYTES),
                        "from=" + from + " to=" + to + " length=" + length);
            }
        }
    }

    @ParameterizedTest(name = "seed={0}")
    @ValueSource(longs = {3, 4})
    void comparisonsMatchThoseOfUnsignedArrays(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] x = new byte[random.nextInt(30)];
            for (int i = 0; i < x.length; i++) x[i] = (byte) (random.nextInt(3) * 127);
            byte[] y = Arrays.copyOf(x, random.nextBoolean() ? x.length : random.nextInt(30));
            if (y.length > 0 && random.nextBoolean()) y[random.nextInt(y.length)] = (byte) random.nextInt();
            Memory.copyIn(x, 0, a, x.length);
            Memory.copyIn(y, 0, b, y.length);
            String what = Arrays.toString(x) + " " + Arrays.toString(y);
            assertEquals(Integer.signum(Arrays.compareUnsigned(x, y)),
                    Integer.signum(Memory.compare(a, x.length, b, y.length)), what);
            assertEquals(Arrays.equals(x, y), Memory.equal(a, x.length, y), what);
            if (x.length == y.length) assertEquals(Arrays.equals(x, y), Memory.equal(a, b, x.length), what);
        }
    }

    @Test
    void fillReachesExactlyItsRange() {
        for (int length = 0; length < 100; length++) {
            byte[] expected = new byte[BYTES];
            Arrays.fill(expected, 7, 7 + length, (byte) -3);
            Memory.fill(a, BYTES, (byte) 0);
            Memory.fill(a + 7, length, (byte) -3);
            assertArrayEquals(expected, Memory.toArray(a, BYTES));
        }
    }

    @Test
    void hashDependsOnTheBytesAndTheLengthAlone() {
        for (int length = 0; length <= 100; length++) {
            byte[] key = new byte[length];
            new Random(length).nextBytes(key);
            Memory.copyIn(key, 0, a + 3, length);
            Memory.copyIn(key, 0, b, length);
            long hash = Memory.hash(b, length);
            assertEquals(hash, Memory.hash(a + 3, length));
            for (int bit = 0; bit < length * 8; bit++) {
                long at = b + bit / 8;
                Memory.putByte(at, (byte) (Memory.getByte(at) ^ 1 << bit % 8));
                assertNotEquals(hash, Memory.hash(b, length), "length=" + length + " bit=" + bit);
                Memory.putByte(at, (byte) (Memory.getByte(at) ^ 1 << bit % 8));
            }
        }
    }

    @Test
    void hashesOfZeroBytesDifferByLengthAndShortKeysDoNotCollide() {
        Set<Long> hashes = new HashSet<>();
        Memory.fill(a, BYTES, (byte) 0);
        for (int length = 0; length <= BYTES; length++) hashes.add(Memory.hash(a, length));
        assertEquals(BYTES + 1, hashes.size());
        hashes.clear();
        for (int key = 0; key < 1 << 16; key++) {
            Memory.putShort(a, (short) key);
            hashes.add(Memory.hash(a, 2));
        }
        assertEquals(1 << 16, hashes.size());
    }
}
