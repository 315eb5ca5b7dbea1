package io.jadis.protocol.number;

import io.jadis.protocol.memory.Memory;
import java.math.BigInteger;

/**
 * A number in the extended precision of x86, 64 bits of significand and 15 of exponent: the {@code long double} in
 * which Redis computes INCRBYFLOAT and HINCRBYFLOAT, so that 0.1 + 0.2 gives 0.3 and a script that was written against
 * Redis gets the same digits. Mutable, to be reused.
 */
public final class LongDouble {
    /** Room that {@link #write} needs: 4,933 integer digits, sign, point and 17 more. */
    public static final int LENGTH_MAX = 5_120;

    private static final int SIGNIFICAND_BITS = 64;

    /** Exponents of the lowest bit of a significand: of the smallest denormal and of the largest number. */
    private static final int EXPONENT_MIN = -16_445, EXPONENT_MAX = 16_320;

    /** A summand that far below the other can't reach its rounding. */
    private static final int NEGLIGIBLE_BITS = SIGNIFICAND_BITS + 4;

    private static final int FRACTION_DIGITS = 17;
    private static final BigInteger FRACTION_SCALE = BigInteger.TEN.pow(FRACTION_DIGITS);

    /** Decimal exponents from which on a number, however few or many its digits, is infinite or zero. */
    private static final int DECIMAL_MAX = 5_000, DECIMAL_MIN = -5_000;

    private boolean finite = true;

    /** Signed; the value is {@code significand * 2^exponent}, the significand of at most 64 bits. */
    private BigInteger significand = BigInteger.ZERO;

    private int exponent;

    /** Takes the value of a long, which is exact. */
    public void set(long value) {
        finite = true;
        significand = BigInteger.valueOf(value);
        exponent = 0;
    }

    /** False for infinities and what is no number. */
    public boolean isFinite() {
        return finite;
    }

    /**
     * Takes the value of a text in the syntax of {@code strtold}.
     *
     * @return false if it is no number, or too large or, not being zero, too small; the value is then undefined
     */
    public boolean parse(long address, long length) {
        if (length >= LENGTH_MAX) return false;
        FloatScan scan = new FloatScan(address, (int) length);
        switch (scan.scan()) {
            case INVALID -> {
                return false;
            }
            case INFINITE -> {
                finite = false;
                return true;
            }
            case HEXADECIMAL -> take(scan.digits(), scan.exponent(), false);
            case DECIMAL -> takeDecimal(scan.digits(), scan.exponent());
        }
        if (scan.negative()) significand = significand.negate();
        boolean underflow = significand.signum() == 0 && scan.digits().signum() != 0;
        return finite && !underflow;
    }

    /** Adds a number, rounding to nearest, ties to even. */
    public void add(LongDouble other) {
        if (!finite || !other.finite) {
            finite = false;
            return;
        }
        if (other.significand.signum() == 0) return;
        if (significand.signum() == 0 || isNegligibleBeside(other)) {
            significand = other.significand;
            exponent = other.exponent;
            return;
        }
        if (other.isNegligibleBeside(this)) return;
        int common = Math.min(exponent, other.exponent);
        BigInteger sum = significand.shiftLeft(exponent - common)
                .add(other.significand.shiftLeft(other.exponent - common));
        take(sum.abs(), common, false);
        if (sum.signum() < 0) significand = significand.negate();
    }

    /**
     * Stores a finite value as Redis prints it: 17 digits behind the point, rounded, without the zeros at the end.
     *
     * @return the length in bytes
     */
    public int write(long toAddress) {
        BigInteger scaled = roundedShift(significand.abs().multiply(FRACTION_SCALE), exponent);
        if (scaled.signum() == 0) {
            Memory.putByte(toAddress, (byte) '0');
            return 1;
        }
        String digits = scaled.toString();
        int end = digits.length();
        int integerEnd = end - FRACTION_DIGITS;
        while (end > integerEnd && end > 0 && digits.charAt(end - 1) == '0') end--;
        long at = toAddress;
        if (significand.signum() < 0) Memory.putByte(at++, (byte) '-');
        if (integerEnd <= 0) Memory.putByte(at++, (byte) '0');
        for (int i = Math.min(integerEnd, 0); i < end; i++) {
            if (i == integerEnd) Memory.putByte(at++, (byte) '.');
            Memory.putByte(at++, (byte) (i < 0 ? '0' : digits.charAt(i)));
        }
        return (int) (at - toAddress);
    }

    private boolean isNegligibleBeside(LongDouble other) {
        return other.topBit() - topBit() > NEGLIGIBLE_BITS;
    }

    private int topBit() {
        return significand.bitLength() + exponent;
    }

    private void takeDecimal(BigInteger digits, int power) {
        if (digits.signum() == 0) {
            set(0);
            return;
        }
        // About the place of the first digit; what lies outside is decided without large powers.
        int magnitude = (int) Math.min(Integer.MAX_VALUE, digits.bitLength() * 0.30103) + power;
        if (magnitude > DECIMAL_MAX) {
            finite = false;
        } else if (magnitude < DECIMAL_MIN) {
            set(0);
        } else if (power >= 0) {
            take(digits.multiply(BigInteger.TEN.pow(power)), 0, false);
        } else {
            BigInteger divisor = BigInteger.TEN.pow(-power);
            int scale = Math.max(0, divisor.bitLength() - digits.bitLength() + SIGNIFICAND_BITS + 2);
            BigInteger[] quotient = digits.shiftLeft(scale).divideAndRemainder(divisor);
            take(quotient[0], -scale, quotient[1].signum() != 0);
        }
    }

    /**
     * Rounds to the precision and takes the value.
     *
     * @param more whether the exact value is a little larger than that, by less than the lowest bit
     */
    private void take(BigInteger value, int itsExponent, boolean more) {
        finite = true;
        int drop = Math.max(value.bitLength() - SIGNIFICAND_BITS, EXPONENT_MIN - itsExponent);
        if (drop <= 0) {
            significand = value;
            exponent = itsExponent;
        } else {
            // One bit more below stands for all that is there.
            BigInteger sticky = value.shiftLeft(1);
            significand = roundedShift(more ? sticky.setBit(0) : sticky, -drop - 1);
            exponent = itsExponent + drop;
        }
        if (significand.signum() != 0 && topBit() > EXPONENT_MAX + SIGNIFICAND_BITS) finite = false;
    }

    /** Multiplies by a power of two; bits that fall off are rounded to nearest, ties to even. */
    private static BigInteger roundedShift(BigInteger value, int shift) {
        if (shift >= 0) return value.shiftLeft(shift);
        BigInteger down = value.shiftRight(-shift);
        if (!value.testBit(-shift - 1)) return down;
        boolean tie = value.getLowestSetBit() == -shift - 1;
        return tie && !down.testBit(0) ? down : down.add(BigInteger.ONE);
    }
}
