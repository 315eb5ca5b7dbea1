package io.jadis.protocol.number;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jadis.protocol.memory.Memory;
import java.lang.foreign.Arena;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;

class DecimalPropertyTest {
    @Property(tries = 5_000)
    void aLongIsWrittenAsJavaPrintsItAndReadBack(@ForAll long value) {
        roundTrip(value);
        for (int shift = 1; shift < 64; shift++) roundTrip(value >> shift);
    }

    @Example
    void theEdgesOfEachLengthAreWrittenAndReadBack() {
        for (long power = 1; power > 0 && power <= Long.MAX_VALUE / 10; power *= 10) {
            for (long near : List.of(power - 1, power, power + 1, -power + 1, -power, -power - 1)) roundTrip(near);
        }
        for (long edge : List.of(0L, Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + 1, Decimal.NOT_A_LONG)) {
            roundTrip(edge);
        }
    }

    @Property(tries = 20_000)
    void aTextIsALongExactlyWhenItIsTheTextThatTheLongPrints(
            @ForAll @StringLength(max = 22) @CharRange(from = '-', to = '9') String text) {
        assertCanonicality(text);
    }

    @Example
    void textsBesideTheEdgesAreRejected() {
        for (String text : List.of("", "-", "-0", "00", "01", "+1", " 1", "1 ", "1.0", "9223372036854775808",
                "-9223372036854775809", "9223372036854775807", "-9223372036854775808", "92233720368547758070",
                "18446744073709551616", "-18446744073709551617", "99999999999999999999", "--1", "1-", "\0", "/", ":")) {
            assertCanonicality(text);
        }
    }

    private static void roundTrip(long value) {
        String expected = Long.toString(value);
        try (Arena arena = Arena.ofConfined()) {
            long address = arena.allocate(Decimal.LENGTH_MAX).address();
            int length = Decimal.write(value, address);
            assertEquals(expected, new String(Memory.toArray(address, length), ISO_8859_1));
            assertEquals(length, Decimal.length(value));
            assertEquals(value, Decimal.parse(address, length));
            assertEquals(true, Decimal.isLong(address, length));
        }
    }

    private static void assertCanonicality(String text) {
        boolean canonical;
        try {
            canonical = Long.toString(Long.parseLong(text)).equals(text);
        } catch (NumberFormatException e) {
            canonical = false;
        }
        try (Arena arena = Arena.ofConfined()) {
            long address = arena.allocate(Math.max(1, text.length())).address();
            Memory.copyIn(text.getBytes(ISO_8859_1), 0, address, text.length());
            assertEquals(canonical, Decimal.isLong(address, text.length()), text);
            if (canonical) assertEquals(Long.parseLong(text), Decimal.parse(address, text.length()));
        }
    }
}
