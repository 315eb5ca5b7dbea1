package io.jadis.protocol.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.SecureRandom;

/**
 * The hash of the hash tables: folded 64 x 64 → 128 bit multiplications over 16 bytes at a time, in the manner of
 * wyhash (https://github.com/wangyi-fudan/wyhash), under secrets drawn once per process, so that a client can't choose
 * keys that collide. The values are never stored or sent.
 */
final class KeyedHash {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final long SEED, SECRET_A, SECRET_B, SECRET_C;

    static {
        SecureRandom random = new SecureRandom();
        SEED = random.nextLong();
        SECRET_A = random.nextLong() | 1;
        SECRET_B = random.nextLong() | 1;
        SECRET_C = random.nextLong() | 1;
    }

    private KeyedHash() {}

    static long hash(MemorySegment all, long address, int length) {
        long h = SEED;
        long a, b;
        if (length <= 16) {
            if (length >= 8) {
                a = all.get(LONG, address);
                b = all.get(LONG, address + length - 8);
            } else if (length >= 4) {
                a = all.get(INT, address) & 0xFFFF_FFFFL;
                b = all.get(INT, address + length - 4) & 0xFFFF_FFFFL;
            } else if (length > 0) {
                a = (all.get(ValueLayout.JAVA_BYTE, address) & 0xFFL) << 16
                        | (all.get(ValueLayout.JAVA_BYTE, address + (length >> 1)) & 0xFFL) << 8
                        | (all.get(ValueLayout.JAVA_BYTE, address + length - 1) & 0xFFL);
                b = 0;
            } else {
                a = 0;
                b = 0;
            }
        } else {
            long at = address;
            int left = length;
            while (left > 16) {
                h = fold(all.get(LONG, at) ^ SECRET_B, all.get(LONG, at + 8) ^ h);
                at += 16;
                left -= 16;
            }
            a = all.get(LONG, address + length - 16);
            b = all.get(LONG, address + length - 8);
        }
        return fold(SECRET_C ^ length, fold(a ^ SECRET_A, b ^ h));
    }

    private static long fold(long a, long b) {
        return (a * b) ^ Math.unsignedMultiplyHigh(a, b);
    }
}
