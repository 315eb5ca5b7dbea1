package io.jadis.store.hyperloglog;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * PFSELFTEST: whether registers keep what is written to them, whether both representations count the same, and whether
 * that is near the truth, for up to ten million elements.
 */
public final class HyperLogLogSelfTest {
    private static final int REGISTER_ROUNDS = 1_000, ELEMENTS = 10_000_000;
    private static final double STANDARD_ERROR = 1.04 / Math.sqrt(DenseRegisters.COUNT);

    /** So many standard errors are not left to chance. */
    private static final int ERRORS_MAX = 6;

    private final Allocator allocator;
    private final RandomGenerator random;
    private final long sparseBytesMax;
    private final int[] ranks = new int[1 << DenseRegisters.WIDTH];

    /** @param sparseBytesMax up to which an empty value grows without becoming dense */
    public HyperLogLogSelfTest(Allocator allocator, RandomGenerator random, long sparseBytesMax) {
        this.allocator = allocator;
        this.random = random;
        this.sparseBytesMax = Math.min(sparseBytesMax, DenseRegisters.BYTES);
    }

    /** What went wrong, or nothing. */
    public Optional<String> run() {
        long dense = allocator.allocateZeroed(Header.BYTES + DenseRegisters.BYTES);
        long sparse = allocator.allocateZeroed(sparseBytesMax + SparseRegisters.EMPTY_BYTES
                + SparseRegisters.GROWTH_MAX);
        try {
            Optional<String> failure = checkRegisters(dense);
            if (failure.isPresent()) return failure;
            Memory.fill(dense + Header.BYTES, DenseRegisters.BYTES, (byte) 0);
            SparseRegisters.writeEmpty(sparse);
            return checkCounts(dense, sparse);
        } finally {
            allocator.free(dense);
            allocator.free(sparse);
        }
    }

    private Optional<String> checkRegisters(long dense) {
        byte[] expected = new byte[DenseRegisters.COUNT];
        for (int round = 0; round < REGISTER_ROUNDS; round++) {
            for (int i = 0; i < expected.length; i++) {
                expected[i] = (byte) random.nextInt(1 << DenseRegisters.WIDTH);
                DenseRegisters.set(dense, i, expected[i]);
            }
            for (int i = 0; i < expected.length; i++) {
                int rank = DenseRegisters.get(dense, i);
                if (rank == expected[i]) continue;
                return Optional.of("Register " + i + " should be " + expected[i] + " but is " + rank);
            }
        }
        return Optional.empty();
    }

    private Optional<String> checkCounts(long dense, long sparse) {
        long element = allocator.allocate(Long.BYTES);
        long seed = random.nextLong();
        int sparseLength = SparseRegisters.EMPTY_BYTES;
        int checkpoint = 1;
        try {
            for (int count = 1; count <= ELEMENTS; count++) {
                Memory.putLong(element, seed ^ count);
                long hash = ElementHash.of(element, Long.BYTES);
                int index = ElementHash.index(hash), rank = ElementHash.rank(hash);
                DenseRegisters.raise(dense, index, rank);
                if (sparseLength > 0) {
                    int answer = SparseRegisters.raise(sparse, sparseLength, index, rank, sparseBytesMax);
                    if (answer != SparseRegisters.UNCHANGED) sparseLength = answer;
                }
                if (count < checkpoint) continue;
                Optional<String> failure = check(dense, sparse, sparseLength, count);
                if (failure.isPresent()) return failure;
                checkpoint *= 10;
            }
            return Optional.empty();
        } finally {
            allocator.free(element);
        }
    }

    private Optional<String> check(long dense, long sparse, int sparseLength, int count) {
        Arrays.fill(ranks, 0);
        DenseRegisters.countRanks(dense, ranks);
        long cardinality = Estimate.of(ranks);
        if (sparseLength > 0) {
            Arrays.fill(ranks, 0);
            SparseRegisters.countRanks(sparse, sparseLength, ranks);
            if (Estimate.of(ranks) != cardinality) return Optional.of("dense/sparse disagree");
        } else if (count < sparseBytesMax / 2) {
            return Optional.of("sparse encoding not used");
        }
        long error = Math.abs(count - cardinality);
        // Two of ten elements meet in a register now and then.
        long errorMax = count == 10 ? 1 : (long) Math.ceil(STANDARD_ERROR * ERRORS_MAX * count);
        if (error > errorMax) return Optional.of("Too big error. card:" + count + " abserr:" + error);
        return Optional.empty();
    }
}
