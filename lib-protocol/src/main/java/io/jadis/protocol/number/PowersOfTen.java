package io.jadis.protocol.number;

import java.math.BigInteger;

/**
 * The powers of ten 10^-348, 10^-340 … 10^340 as 64-bit significands with the top bit set and binary exponents, rounded
 * to nearest: what Grisu multiplies by to bring any double into reach of integer arithmetic.
 */
final class PowersOfTen {
    private static final int FIRST = -348, STEP = 8, COUNT = 87;

    /** A product with a power has its exponent in this range: 32 to 60 bits are left behind the point. */
    private static final int PRODUCT_EXPONENT_MIN = -60, PRODUCT_EXPONENT_MAX = -32;

    private static final long[] SIGNIFICAND = new long[COUNT];
    private static final int[] EXPONENT = new int[COUNT];

    static {
        for (int i = 0; i < COUNT; i++) {
            int power = FIRST + i * STEP;
            BigInteger ten = BigInteger.TEN.pow(Math.abs(power));
            // 10^-n as 2^s / 10^n, with s so large that the quotient has bits to round.
            int scale = power < 0 ? ten.bitLength() + 80 : 80;
            BigInteger scaled = power < 0 ? BigInteger.ONE.shiftLeft(scale).divide(ten) : ten.shiftLeft(scale);
            int drop = scaled.bitLength() - 64;
            BigInteger rounded = scaled.shiftRight(drop - 1).add(BigInteger.ONE).shiftRight(1);
            SIGNIFICAND[i] = rounded.longValue();
            EXPONENT[i] = drop - scale;
        }
    }

    private PowersOfTen() {}

    /** The number of the power to multiply a 64-bit significand of this binary exponent by. */
    static int indexFor(int exponent) {
        // Near enough by logarithm; where two powers would do, the one that fpconv takes.
        int approximate = (int) (-(exponent + COUNT) * 0.30102999566398114);
        int index = (approximate - FIRST) / STEP;
        while (true) {
            int product = exponent + EXPONENT[index] + 64;
            if (product < PRODUCT_EXPONENT_MIN) index++;
            else if (product > PRODUCT_EXPONENT_MAX) index--;
            else return index;
        }
    }

    static long significand(int index) {
        return SIGNIFICAND[index];
    }

    static int exponent(int index) {
        return EXPONENT[index];
    }

    /** Of 10. */
    static int power(int index) {
        return FIRST + index * STEP;
    }
}
