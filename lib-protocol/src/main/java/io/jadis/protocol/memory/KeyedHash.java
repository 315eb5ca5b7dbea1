package io.jadis.protocol.memory;

import io.jadis.protocol.process.KernelRandom;
import java.nio.ByteBuffer;

/**
 * The hash of the hash tables: folded 64 x 64 → 128 bit multiplications over 16 bytes at a time, in the manner of
 * wyhash (https://github.com/wangyi-fudan/wyhash), under secrets drawn once per process, so that a client can't choose
 * keys that collide. The values are never stored or sent.
 */
final class KeyedHash {
    private static final long SEED, SECRET_A, SECRET_B, SECRET_C;

    static {
        ByteBuffer random = ByteBuffer.wrap(KernelRandom.bytes(4 * Long.BYTES));
        SEED = random.getLong();
        SECRET_A = random.getLong() | 1;
        SECRET_B = random.getLong() | 1;
        SECRET_C = random.getLong() | 1;
    }

    private KeyedHash() {}

    static long hash(long address, long length) {
        long h = SEED;
        long a, b;
        if (length <= 16) {
            if (length >= 8) {
                a = Memory.getLong(address);
                b = Memory.getLong(address + length - 8);
            } else if (length >= 4) {
                a = Memory.getInt(address) & 0xFFFF_FFFFL;
                b = Memory.getInt(address + length - 4) & 0xFFFF_FFFFL;
            } else if (length > 0) {
                a = (Memory.getByte(address) & 0xFFL) << 16
                        | (Memory.getByte(address + (length >> 1)) & 0xFFL) << 8
                        | (Memory.getByte(address + length - 1) & 0xFFL);
                b = 0;
            } else {
                a = 0;
                b = 0;
            }
        } else {
            long at = address;
            long left = length;
            while (left > 16) {
                h = fold(Memory.getLong(at) ^ SECRET_B, Memory.getLong(at + 8) ^ h);
                at += 16;
                left -= 16;
            }
            a = Memory.getLong(address + length - 16);
            b = Memory.getLong(address + length - 8);
        }
        return fold(SECRET_C ^ length, fold(a ^ SECRET_A, b ^ h));
    }

    private static long fold(long a, long b) {
        return (a * b) ^ Math.unsignedMultiplyHigh(a, b);
    }
}
