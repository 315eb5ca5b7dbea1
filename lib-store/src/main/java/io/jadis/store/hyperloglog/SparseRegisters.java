package io.jadis.store.hyperloglog;

import io.jadis.protocol.memory.Memory;

/**
 * All registers in order, as runs of one rank. Addresses and lengths are those of the whole value, header included.
 *
 * <pre>
 *   00nnnnnn              n + 1 registers of rank 0
 *   01nnnnnn nnnnnnnn     n + 1 registers of rank 0, high bits first
 *   1vvvvvnn              n + 1 registers of rank v + 1
 * </pre>
 *
 * Where runs are split and which of them become one again is as in Redis, so that the same elements in the same order
 * give the same bytes. Values come from clients too: nothing here trusts them to be well-formed.
 */
final class SparseRegisters {
    /** The highest rank that a run can have. */
    static final int RANK_MAX = 32;

    /** Of a new, empty value: the header and one run. */
    static final int EMPTY_BYTES = Header.BYTES + 2;

    /** How much longer {@link #raise} may make a value. */
    static final int GROWTH_MAX = 3;

    /** Answers of {@link #raise} that are no length: nothing to do, must become dense, is not well-formed. */
    static final int UNCHANGED = -1, TOO_LARGE = -2, CORRUPT = -3;

    private static final int LONG_ZEROS = 0x40, RANKED = 0x80;
    private static final int ZEROS_MAX = 64, RANKED_MAX = 4;

    /** Runs that are looked at for neighbours of one rank, from the one before the change. */
    private static final int MERGED_RUNS_MAX = 5;

    private SparseRegisters() {}

    /** Makes {@link #EMPTY_BYTES} of zeros a value in which all registers are 0. */
    static void writeEmpty(long address) {
        Header.write(address, Header.SPARSE);
        writeZeros(address + Header.BYTES, DenseRegisters.COUNT, true);
    }

    // ---- runs

    static boolean isRanked(long run) {
        return (Memory.getByte(run) & RANKED) != 0;
    }

    static boolean isLongZeros(long run) {
        return (Memory.getByte(run) & (RANKED | LONG_ZEROS)) == LONG_ZEROS;
    }

    /** 0 for a run of zeros. */
    static int rank(long run) {
        return isRanked(run) ? (Memory.getByte(run) >>> 2 & 0x1F) + 1 : 0;
    }

    /** How many registers it stands for. What is missing of a run that is cut off counts as zero bits. */
    static int registers(long run, long end) {
        int first = Memory.getUnsignedByte(run);
        if ((first & RANKED) != 0) return (first & RANKED_MAX - 1) + 1;
        if ((first & LONG_ZEROS) == 0) return first + 1;
        return ((first & LONG_ZEROS - 1) << 8 | (run + 1 < end ? Memory.getUnsignedByte(run + 1) : 0)) + 1;
    }

    static int bytes(long run) {
        return isLongZeros(run) ? 2 : 1;
    }

    // ---- all registers

    /** Raises the ranks of a union to those that are higher here. Returns whether the value is well-formed. */
    static boolean mergeInto(byte[] union, long address, long length) {
        int index = 0;
        long end = address + length;
        for (long run = address + Header.BYTES; run < end; run += bytes(run)) {
            int registers = registers(run, end);
            int rank = rank(run);
            if (registers > DenseRegisters.COUNT - index) return false;
            if (rank > 0) {
                for (int i = index; i < index + registers; i++) union[i] = (byte) Math.max(union[i], rank);
            }
            index += registers;
        }
        return index == DenseRegisters.COUNT;
    }

    /** Counts how many registers have each rank. Returns whether the value is well-formed. */
    static boolean countRanks(long address, long length, int[] ranks) {
        int index = 0;
        long end = address + length;
        for (long run = address + Header.BYTES; run < end; run += bytes(run)) {
            int registers = registers(run, end);
            if (registers > DenseRegisters.COUNT - index) return false;
            ranks[rank(run)] += registers;
            index += registers;
        }
        return index == DenseRegisters.COUNT;
    }

    // ---- one register

    /**
     * Raises a register to a rank.
     *
     * @param length behind which {@link #GROWTH_MAX} bytes more may be written
     * @param lengthMax beyond which a value becomes dense
     * @return the new length, or one of the other answers
     */
    static int raise(long address, long length, int index, int rank, long lengthMax) {
        if (rank > RANK_MAX) return TOO_LARGE;
        long end = address + length;
        long run = address + Header.BYTES, before = run;
        int first = 0, registers = 0;
        while (run < end) {
            registers = registers(run, end);
            if (index < first + registers) break;
            before = run;
            run += bytes(run);
            first += registers;
        }
        if (run + (run < end ? bytes(run) : 1) > end) return CORRUPT;

        int oldRank = rank(run);
        if (oldRank >= rank) return UNCHANGED;
        if (registers == 1 && !isLongZeros(run)) {
            writeRanked(run, rank, 1);
            return mergeRuns(address, length, before);
        }

        int left = index - first, right = first + registers - 1 - index;
        int oldBytes = bytes(run);
        int newBytes = partBytes(oldRank, left) + 1 + partBytes(oldRank, right);
        long newLength = length + newBytes - oldBytes;
        if (newBytes > oldBytes && newLength > lengthMax) return TOO_LARGE;
        Memory.copy(run + oldBytes, run + newBytes, end - run - oldBytes);
        long at = writePart(run, oldRank, left);
        writeRanked(at, rank, 1);
        writePart(at + 1, oldRank, right);
        return mergeRuns(address, newLength, before);
    }

    /** Makes neighbours of one rank one run where they fit. Returns the new length. */
    private static int mergeRuns(long address, long length, long from) {
        long end = address + length;
        long run = from;
        for (int looks = 0; looks < MERGED_RUNS_MAX && run < end; looks++) {
            int rank = rank(run);
            if (rank > 0 && run + 1 < end && rank(run + 1) == rank) {
                int registers = registers(run, end) + registers(run + 1, end);
                if (registers <= RANKED_MAX) {
                    writeRanked(run, rank, registers);
                    Memory.copy(run + 2, run + 1, end - run - 2);
                    end--;
                    // And once more: the next one may fit as well.
                    continue;
                }
            }
            run += bytes(run);
        }
        return (int) (end - address);
    }

    private static int partBytes(int rank, int registers) {
        if (registers == 0) return 0;
        return rank == 0 && registers > ZEROS_MAX ? 2 : 1;
    }

    /** What is left of a run on one side of the register that was taken out of it. Returns where it ends. */
    private static long writePart(long run, int rank, int registers) {
        if (registers == 0) return run;
        if (rank > 0) writeRanked(run, rank, registers);
        else writeZeros(run, registers, registers > ZEROS_MAX);
        return run + partBytes(rank, registers);
    }

    private static void writeRanked(long run, int rank, int registers) {
        Memory.putByte(run, (byte) (RANKED | rank - 1 << 2 | registers - 1));
    }

    private static void writeZeros(long run, int registers, boolean isLong) {
        if (isLong) {
            Memory.putByte(run, (byte) (LONG_ZEROS | registers - 1 >>> 8));
            Memory.putByte(run + 1, (byte) (registers - 1));
        } else {
            Memory.putByte(run, (byte) (registers - 1));
        }
    }
}
