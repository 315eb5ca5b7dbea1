package io.jadis.protocol.number;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.memory.Memory;
import java.lang.foreign.Arena;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DoubleTextPropertyTest {
    @Property(tries = 20_000)
    void whatIsWrittenReadsBackAsTheSameDouble(@ForAll long bits) {
        double value = Double.longBitsToDouble(bits);
        String text = write(value);
        if (Double.isNaN(value)) assertEquals("nan", text);
        else assertEquals(value, parse(text), text);
    }

    @Property(tries = 20_000)
    void aDecimalReadsAsJavaReadsIt(@ForAll long digits, @ForAll short exponent) {
        String text = digits + "e" + exponent % 330;
        double expected = Double.parseDouble(text);
        boolean outOfRange = Double.isInfinite(expected) || expected == 0 && digits != 0;
        assertEquals(outOfRange ? Double.NaN : expected, parse(text), text);
        String plain = Math.floorDiv(digits, 1_000_000) + "." + Math.floorMod(digits, 1_000_000);
        assertEquals(Double.parseDouble(plain), parse(plain), plain);
    }

    @ParameterizedTest(name = "{0} is written {1}")
    @CsvSource({
        "0, 0", "-0.0, -0", "1, 1", "-1, -1", "3.14, 3.14", "0.1, 0.1", "-0.1, -0.1", "1.5e300, 1.5e+300",
        "1e-5, 0.00001", "1e-6, 0.000001", "1e-7, 1e-7", "1.5e-7, 1.5e-7", "123456.789, 123456.789",
        "4611686018427387904, 4611686018427387904", "9223372036854775808, 9223372036854776000",
        "1e19, 1e+19", "1e20, 1e+20", "1.7976931348623157e308, 1.7976931348623157e+308", "5e-324, 5e-324",
        "2.2250738585072014e-308, 2.2250738585072014e-308", "9007199254740993, 9007199254740992",
        "0.30000000000000004, 0.30000000000000004", "1e100, 1e+100", "-1.25e-100, -1.25e-100",
        "Infinity, inf", "-Infinity, -inf"
    })
    void doublesAreWrittenAsRedisWritesThem(double value, String text) {
        assertEquals(text, write(value));
    }

    @ParameterizedTest(name = "{0} in 17 digits is {1}")
    @CsvSource({
        "0, 0", "-0.0, -0", "1, 1", "-1.5, -1.5", "0.1, 0.10000000000000001", "1e16, 10000000000000000",
        "1e17, 1e+17", "123456789012345678, 1.2345678901234568e+17", "0.0001, 0.0001",
        "0.00001, 1.0000000000000001e-05", "1e100, 1e+100", "-2.5e-300, -2.5e-300",
        "5e-324, 4.9406564584124654e-324", "Infinity, inf", "-Infinity, -inf"
    })
    void theGeneralFormatIsThatOfPrintf(double value, String text) {
        assertEquals(text, DoubleText.general(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "+", ".", "e5", "1e", "1e+", "1e5.", "1x", " 1", "1 ", "nan", "-nan", "0x", "0xp1",
        "1e400", "1e-400", "1d", "1f", "1_0", "--1", "infinit", "inf1", "1e1000000000000"})
    void whatIsNoNumberIsRefused(String text) {
        assertTrue(Double.isNaN(parse(text)), text);
    }

    @ParameterizedTest(name = "{0} reads as {1}")
    @CsvSource({"inf, Infinity", "-INF, -Infinity", "+Infinity, Infinity", "0x10, 16", "0X1.8P1, 3", "-0x.8, -0.5",
        ".5, 0.5", "5., 5", "+5, 5", "1E3, 1000", "4.9e-324, 4.9e-324", "007, 7"})
    void theFormsOfStrtodAreRead(String text, double value) {
        assertEquals(value, parse(text));
    }

    @Test
    void theSignOfZeroIsRead() {
        assertEquals(-0.0, parse("-0"));
        assertEquals(-0.0, parse("-0e0"));
    }

    static String write(double value) {
        try (Arena arena = Arena.ofConfined()) {
            long to = arena.allocate(DoubleText.LENGTH_MAX).address();
            return new String(Memory.toArray(to, DoubleText.write(value, to)), ISO_8859_1);
        }
    }

    private static double parse(String text) {
        try (Arena arena = Arena.ofConfined()) {
            long address = arena.allocate(Math.max(1, text.length())).address();
            Memory.copyIn(text.getBytes(ISO_8859_1), 0, address, text.length());
            return DoubleText.parse(address, text.length());
        }
    }
}
