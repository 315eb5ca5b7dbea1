package io.jadis.store.hyperloglog;

import io.jadis.protocol.memory.Memory;

/** All registers, six bits each, lowest bits first. Addresses are those of the whole value, header included. */
final class DenseRegisters {
    static final int COUNT = 1 << ElementHash.INDEX_BITS;
    static final int WIDTH = 6;
    static final int BYTES = COUNT * WIDTH / 8;

    private static final int MASK = (1 << WIDTH) - 1;

    /** Bytes that begin and end with whole registers, twice six bytes. */
    private static final int STEP_BYTES = 12;

    private DenseRegisters() {}

    static int get(long address, int index) {
        long at = address + Header.BYTES + (index * WIDTH >>> 3);
        int shift = index * WIDTH & 7;
        int bits = Memory.getUnsignedByte(at) >>> shift;
        if (shift > 8 - WIDTH) bits |= Memory.getUnsignedByte(at + 1) << (8 - shift);
        return bits & MASK;
    }

    static void set(long address, int index, int rank) {
        long at = address + Header.BYTES + (index * WIDTH >>> 3);
        int shift = index * WIDTH & 7;
        Memory.putByte(at, (byte) (Memory.getByte(at) & ~(MASK << shift) | rank << shift));
        if (shift <= 8 - WIDTH) return;
        Memory.putByte(at + 1, (byte) (Memory.getByte(at + 1) & ~(MASK >> (8 - shift)) | rank >> (8 - shift)));
    }

    /** Raises a register to a rank; returns whether it was lower. */
    static boolean raise(long address, int index, int rank) {
        if (get(address, index) >= rank) return false;
        set(address, index, rank);
        return true;
    }

    /** Counts how many registers have each rank. */
    static void countRanks(long address, int[] ranks) {
        long at = address + Header.BYTES, end = at + BYTES;
        for (; at < end; at += STEP_BYTES) {
            long low = Memory.getLong(at), high = Memory.getLong(at + STEP_BYTES - 8) >>> 16;
            for (int i = 0; i < 8; i++) {
                ranks[(int) (low >>> WIDTH * i) & MASK]++;
                ranks[(int) (high >>> WIDTH * i) & MASK]++;
            }
        }
    }

    /** Raises the ranks of a union to those that are higher here. */
    static void mergeInto(byte[] union, long address) {
        long at = address + Header.BYTES;
        for (int index = 0; index < COUNT; index += 16, at += STEP_BYTES) {
            long low = Memory.getLong(at), high = Memory.getLong(at + STEP_BYTES - 8) >>> 16;
            for (int i = 0; i < 8; i++) {
                union[index + i] = (byte) Math.max(union[index + i], (int) (low >>> WIDTH * i) & MASK);
                union[index + 8 + i] = (byte) Math.max(union[index + 8 + i], (int) (high >>> WIDTH * i) & MASK);
            }
        }
    }
}
