package io.jadis.store.encoding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;
import io.jadis.store.memory.CheckedMemory;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(CheckedMemory.class)
final class IntsetTest {
    private static long of(Intset intsets, long... values) {
        long intset = intsets.create();
        for (long value : values) intset = intsets.insert(intset, ~Intset.find(intset, value), value);
        return intset;
    }

    private static String hex(long intset) {
        return HexFormat.of().formatHex(Memory.toArray(intset, (int) Intset.bytes(intset)));
    }

    /** The bytes in a DUMP by redis-server 7.0.15. */
    @Test
    void bytesAreRedisesInEachWidth(Allocator allocator) {
        Intset intsets = new Intset(allocator);
        check(allocator, of(intsets, 3, -1, 2), "0200000003000000" + "ffff02000300");
        check(allocator, of(intsets, 1, 32767, -32768), "0200000003000000" + "00800100ff7f");
        check(allocator, of(intsets, 1, 32768), "0400000002000000" + "0100000000800000");
        check(allocator, of(intsets, 1, -32769), "0400000002000000" + "ff7fffff01000000");
        check(allocator, of(intsets, 1, 70000, 2147483648L),
                "0800000003000000" + "01000000000000007011010000000000" + "0000008000000000");
        check(allocator, of(intsets, -2147483649L), "0800000001000000" + "ffffff7fffffffff");
    }

    private static void check(Allocator allocator, long intset, String expected) {
        assertEquals(expected, hex(intset));
        allocator.free(intset);
    }

    @Test
    void theWidthStaysWhenTheWideValueGoes(Allocator allocator) {
        Intset intsets = new Intset(allocator);
        long intset = of(intsets, 5, 100_000, 7);
        intset = intsets.remove(intset, 2);
        assertEquals("0400000002000000" + "0500000007000000", hex(intset));
        intset = intsets.remove(intsets.remove(intset, 0), 0);
        assertEquals("0400000000000000", hex(intset));
        intset = intsets.insert(intset, 0, 1L << 40);
        assertEquals(1L << 40, Intset.at(intset, 0));
        allocator.free(intset);
    }

    @Test
    void aValueIsFoundOrItsPlace(Allocator allocator) {
        long intset = of(new Intset(allocator), 10, 20, 30);
        assertEquals(1, Intset.find(intset, 20));
        assertEquals(~0, Intset.find(intset, -5));
        assertEquals(~1, Intset.find(intset, 11));
        assertEquals(~3, Intset.find(intset, 31));
        assertEquals(~0, Intset.find(intset, Long.MIN_VALUE));
        assertEquals(~3, Intset.find(intset, Long.MAX_VALUE));
        allocator.free(intset);
    }
}
