package io.jadis.protocol.hash;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jadis.protocol.memory.Memory;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class ChecksumTest {
    private static final byte[] CHECK = "123456789".getBytes(StandardCharsets.US_ASCII);

    @Test
    void crc16OfTheCheckStringIsThatOfXmodem() {
        assertEquals(0x31C3, Crc16.of(CHECK, 0, CHECK.length));
        assertEquals(0, Crc16.of(CHECK, 0, 0));
    }

    @Test
    void crc64IsThatOfRedis() {
        assertEquals(0xE9C6D914C4B8D9CAL, Crc64.update(0, CHECK, 0, CHECK.length));
        assertEquals(0, Crc64.update(0, CHECK, 0, 0));
        // DUMP of a string by Redis 7.0: type, length, text and RDB version, which the checksum follows.
        byte[] dump = "\0\27a longer value of jadis\n\0".getBytes(StandardCharsets.US_ASCII);
        assertEquals(0xA18E_B95B_D879_8470L, Crc64.update(0, dump, 0, dump.length));
    }

    static LongStream seeds() {
        return new SplittableRandom(Long.getLong("jadis.seed", 1)).longs(20);
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void crc64GivesTheSameInAnyPiecesOnAndOffTheHeap(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] bytes = new byte[random.nextInt(1, 300)];
        random.nextBytes(bytes);
        long start = random.nextLong();
        long expected = bitByBit(start, bytes, 0, bytes.length);
        int cut = random.nextInt(bytes.length + 1);
        assertEquals(expected, Crc64.update(start, bytes, 0, bytes.length));
        assertEquals(expected, Crc64.update(Crc64.update(start, bytes, 0, cut), bytes, cut, bytes.length - cut));
        try (Arena arena = Arena.ofConfined()) {
            long address = arena.allocate(bytes.length).address();
            Memory.copyIn(bytes, 0, address, bytes.length);
            assertEquals(expected, Crc64.update(start, address, bytes.length));
            assertEquals(expected,
                    Crc64.update(Crc64.update(start, address, cut), address + cut, bytes.length - cut));
            assertEquals(Crc16.of(bytes, 0, bytes.length), Crc16.of(address, bytes.length));
        }
    }

    /** The definition: reflected Jones polynomial, one bit at a time. */
    private static long bitByBit(long crc, byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            crc ^= bytes[i] & 0xFF;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? crc >>> 1 ^ 0x95AC9329AC4BC9B5L : crc >>> 1;
        }
        return crc;
    }

    /** Expected values from CLUSTER KEYSLOT of Redis. */
    @ParameterizedTest
    @CsvSource({
        "foo, 12182", "bar, 5061", "'', 0", "123456789, 12739", "{user1000}.following, 3443",
        "{user1000}.followers, 3443", "user1000, 3443", "foo{}{bar}, 8363", "foo{{bar}}zap, 4015", "{bar, 4015",
        "foo{bar}{zap}, 5061", "foo}bar{, SAME", "{}, SAME", "a{b, SAME",
    })
    void slotIsThatOfTheHashTagOrOfTheWholeKey(String key, String expected) {
        byte[] bytes = key.getBytes(StandardCharsets.US_ASCII);
        int whole = Crc16.of(bytes, 0, bytes.length) & KeySlot.COUNT - 1;
        int slot = expected.equals("SAME") ? whole : Integer.parseInt(expected);
        assertEquals(slot, KeySlot.of(bytes));
        try (Arena arena = Arena.ofConfined()) {
            long address = arena.allocate(Math.max(1, bytes.length)).address();
            Memory.copyIn(bytes, 0, address, bytes.length);
            assertEquals(slot, KeySlot.of(address, bytes.length));
        }
    }
}
