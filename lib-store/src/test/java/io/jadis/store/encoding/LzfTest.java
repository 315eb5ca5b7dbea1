package io.jadis.store.encoding;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;
import java.util.HexFormat;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LzfTest {
    /** So much before the end of its room it gives up. */
    private static final int MARGIN = 3;

    private final Lzf lzf = new Lzf();

    /** Blocks of their exact length, so that checked memory finds every byte read or written beyond them. */
    private static final class Blocks implements AutoCloseable {
        final Allocator allocator = new Allocator();

        long of(byte[] bytes) {
            long block = allocator.allocate(Math.max(1, bytes.length));
            Memory.copyIn(bytes, 0, block, bytes.length);
            return block;
        }

        @Override
        public void close() {
            allocator.close();
        }
    }

    private static byte[] decompress(byte[] compressed, int length) {
        try (Blocks blocks = new Blocks()) {
            long from = blocks.of(compressed), to = blocks.allocator.allocate(Math.max(1, length));
            boolean valid = Lzf.decompress(from, compressed.length, to, length);
            byte[] out = valid ? Memory.toArray(to, length) : null;
            blocks.allocator.free(from);
            blocks.allocator.free(to);
            return out;
        }
    }

    /** Null if it isn't shorter by what is asked for. */
    private byte[] compress(byte[] bytes, int lengthMax) {
        try (Blocks blocks = new Blocks()) {
            long from = blocks.of(bytes), to = blocks.allocator.allocate(Math.max(1, lengthMax));
            long length = lzf.compress(from, bytes.length, to, lengthMax);
            byte[] out = length == 0 ? null : Memory.toArray(to, length);
            blocks.allocator.free(from);
            blocks.allocator.free(to);
            return out;
        }
    }

    @Test
    void readsWhatRedisWrites() {
        // The payloads of DUMP in Redis 7.0 for these values, without what is around them.
        assertEquals("a".repeat(100), text(decompress(hex("016161e05700016161"), 100)));
        assertEquals("abcabcabcabcabcabcabcabcabcabcab", text(decompress(hex("0361626361e01102016162"), 32)));
    }

    @Test
    void whatRepeatsItselfGetsShort() {
        byte[] compressed = compress("abc".repeat(1000).getBytes(ISO_8859_1), 100);
        assertTrue(compressed.length < 60, "length=" + compressed.length);
        assertEquals("abc".repeat(1000), text(decompress(compressed, 3000)));
    }

    @Test
    void whatDoesNotGetShortEnoughIsLeft() {
        byte[] noise = new byte[1000];
        new SplittableRandom(7).nextBytes(noise);
        assertEquals(null, compress(noise, 999));
        assertEquals(null, compress("abc".getBytes(ISO_8859_1), 3));
    }

    @Test
    void nonsenseIsRefused() {
        // A match before the beginning, a run beyond the end, a length that is missing.
        for (String bad : new String[] {"2000", "0561", "e0", "e0ff", "016161e0ff", "00", "016161e05a00"}) {
            assertEquals(null, decompress(hex(bad), 100), bad);
        }
        assertFalse(Lzf.decompress(0, 0, 0, 1));
    }

    @Property(tries = 500)
    void randomInputsComeBack(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] bytes = new byte[random.nextInt(20_000)];
        int variety = 1 + random.nextInt(random.nextBoolean() ? 4 : 256);
        for (int i = 0; i < bytes.length; ) {
            if (i > 0 && random.nextInt(3) == 0) {
                int from = random.nextInt(i), length = Math.min(bytes.length - i, random.nextInt(400));
                for (int j = 0; j < length; j++) bytes[i + j] = bytes[from + j];
                i += length;
            } else {
                bytes[i++] = (byte) random.nextInt(variety);
            }
        }
        byte[] compressed = compress(bytes, bytes.length + bytes.length / 16 + 64);
        if (bytes.length < 4) return;
        assertEquals(text(bytes), text(decompress(compressed, bytes.length)));
        byte[] again = compress(bytes, compressed.length + MARGIN);
        assertEquals(HexFormat.of().formatHex(compressed), HexFormat.of().formatHex(again));
    }

    @Property(tries = 500)
    void randomNonsenseReadsAndWritesNothingElse(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] bytes = new byte[random.nextInt(100)];
        random.nextBytes(bytes);
        decompress(bytes, random.nextInt(500));
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }
}
