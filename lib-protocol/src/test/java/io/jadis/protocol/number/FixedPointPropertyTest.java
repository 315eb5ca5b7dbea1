package io.jadis.protocol.number;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jadis.protocol.memory.Memory;
import java.lang.foreign.Arena;
import java.math.BigDecimal;
import java.math.RoundingMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;

class FixedPointPropertyTest {
    @Property(tries = 5_000)
    void coordinatesAreRoundedFromTheirExactValue(@ForAll @DoubleRange(min = -200, max = 200) double value) {
        assertEquals(exact(value), shortText(value));
    }

    @Property(tries = 5_000)
    void soIsEveryNumberThatHasAFraction(@ForAll long bits) {
        double value = Double.longBitsToDouble(bits);
        if (!(Math.abs(value) < 0x1p52)) value = Double.longBitsToDouble(bits & ~(0x7FFL << 52) | 1000L << 52);
        assertEquals(exact(value), shortText(value));
    }

    @Property(tries = 5_000)
    void distancesHaveFourDigits(@ForAll @DoubleRange(min = 0, max = 7e7) double value) {
        BigDecimal scaled = new BigDecimal(Math.rint(value * 10_000)).movePointLeft(4);
        assertEquals(scaled.setScale(4, RoundingMode.UNNECESSARY).toPlainString(), distanceText(value));
    }

    @Example
    void edges() {
        assertEquals("0", shortText(0));
        assertEquals("0", shortText(-0.0));
        assertEquals("0", shortText(-1e-300));
        assertEquals("1", shortText(0.999999999999999999));
        assertEquals("-0.5", shortText(-0.5));
        assertEquals("13.36138933897018433", shortText(13.361389338970184));
        assertEquals("4503599627370495.5", shortText(4503599627370495.5));
        assertEquals("0.0000", distanceText(0));
        assertEquals("0.0001", distanceText(0.00006));
        assertEquals("166274.1516", distanceText(166274.15156960033));
        assertEquals("200.000000", FixedPoint.text(200));
        assertEquals("-0.000000", FixedPoint.text(-1e-9));
        assertEquals("-inf", FixedPoint.text(Double.NEGATIVE_INFINITY));
    }

    private static String exact(double value) {
        BigDecimal rounded = new BigDecimal(value).setScale(17, RoundingMode.HALF_EVEN).stripTrailingZeros();
        return rounded.signum() == 0 ? "0" : rounded.toPlainString();
    }

    private static String shortText(double value) {
        try (Arena arena = Arena.ofConfined()) {
            long to = arena.allocate(FixedPoint.LENGTH_MAX).address();
            return new String(Memory.toArray(to, FixedPoint.writeShort(value, to)), US_ASCII);
        }
    }

    private static String distanceText(double value) {
        try (Arena arena = Arena.ofConfined()) {
            long to = arena.allocate(FixedPoint.LENGTH_MAX).address();
            return new String(Memory.toArray(to, FixedPoint.writeDistance(value, to)), US_ASCII);
        }
    }
}
