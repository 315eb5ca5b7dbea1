package io.jadis.protocol.number;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.jadis.protocol.memory.Memory;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LongDoubleTest {
    @ParameterizedTest(name = "{0} + {1} = {2}")
    @CsvSource({
        "0.1, 0.2, 0.3", "10.50, 0.1, 10.6", "5.0e3, 2.0e2, 5200", "3.0, 1.10000000000000000, 4.1", "1, -1, 0",
        "-0, -0, 0", "1e-20, 0, 0", "-1e-20, 0, 0", "0, 1e17, 100000000000000000", "0.5, 6e-18, 0.50000000000000001",
        "9223372036854775807, 1, 9223372036854775808", "18446744073709551615, 2, 18446744073709551616",
        "36893488147419103232, 3, 36893488147419103236", "1e-4950, 0, 0", "0x10, 0x.8p1, 17",
        "1e30, 1e-30, 1000000000000000000024696061952",
        "-1.5, -2.25, -3.75", "3.0, -0.000000000000000006, 2.99999999999999999"
    })
    void sumsHaveTheDigitsOfRedis(String a, String b, String sum) {
        assertEquals(sum, add(a, b));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nan", " 1", "1 ", "1e4933", "1e-5000", "1e999999999999", "abc", "1.2.3", "0x", "-"})
    void whatIsNoNumberIsRefused(String text) {
        assertFalse(parse(new LongDouble(), text));
    }

    @Test
    void anInfinityIsReadAndMakesTheSumInfinite() {
        LongDouble value = new LongDouble();
        assertEquals(true, parse(value, "inf"));
        assertEquals(false, value.isFinite());
        LongDouble largest = new LongDouble();
        parse(largest, "1.18973149535723176502e4932");
        assertEquals(true, largest.isFinite());
        largest.add(largest);
        assertEquals(false, largest.isFinite());
    }

    @Test
    void theLargestNumberFitsTheRoomItIsPromised() {
        String sum = add("-1.18973149535723176502e4932", "0");
        assertEquals(4_934, sum.length());
    }

    static String add(String a, String b) {
        LongDouble sum = new LongDouble();
        LongDouble by = new LongDouble();
        if (!parse(sum, a) || !parse(by, b)) return "not a float";
        sum.add(by);
        if (!sum.isFinite()) return "infinite";
        try (Arena arena = Arena.ofConfined()) {
            long to = arena.allocate(LongDouble.LENGTH_MAX).address();
            return new String(Memory.toArray(to, sum.write(to)), ISO_8859_1);
        }
    }

    private static boolean parse(LongDouble into, String text) {
        try (Arena arena = Arena.ofConfined()) {
            long address = arena.allocate(Math.max(1, text.length())).address();
            Memory.copyIn(text.getBytes(ISO_8859_1), 0, address, text.length());
            return into.parse(address, text.length());
        }
    }
}
