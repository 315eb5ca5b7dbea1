package io.jadis.store.hyperloglog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Sparse and dense registers against an array of bytes. */
class HyperLogLogPropertyTest {
    @Property(tries = 60)
    void sparseRegistersKeepTheHighestRanks(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        // Few registers near to each other make runs that split and merge.
        int spread = random.nextInt(3) == 0 ? DenseRegisters.COUNT : 40, ranksMax = 1 + random.nextInt(6);
        int from = random.nextInt(DenseRegisters.COUNT - spread + 1);
        byte[] model = new byte[DenseRegisters.COUNT], seen = new byte[DenseRegisters.COUNT];
        try (Allocator allocator = new Allocator()) {
            int length = SparseRegisters.EMPTY_BYTES;
            long value = allocator.allocateZeroed(length);
            SparseRegisters.writeEmpty(value);
            for (int step = 0; step < 600; step++) {
                int index = from + random.nextInt(spread), rank = 1 + random.nextInt(ranksMax);
                value = allocator.reallocate(value, length + SparseRegisters.GROWTH_MAX);
                int answer = SparseRegisters.raise(value, length, index, rank, 3_000);
                if (model[index] >= rank) {
                    assertEquals(SparseRegisters.UNCHANGED, answer);
                } else {
                    assertTrue(answer > Header.BYTES && answer <= length + SparseRegisters.GROWTH_MAX,
                            "answer=" + answer);
                    length = answer;
                    model[index] = (byte) rank;
                }
                Arrays.fill(seen, (byte) 0);
                assertTrue(SparseRegisters.mergeInto(seen, value, length));
                if (step % 50 == 0) assertTrue(Arrays.equals(model, seen));
            }
            assertTrue(Arrays.equals(model, seen));
            int[] ranks = new int[64], expected = new int[64];
            for (byte rank : model) expected[rank]++;
            assertTrue(SparseRegisters.countRanks(value, length, ranks));
            assertTrue(Arrays.equals(expected, ranks));
            allocator.free(value);
        }
    }

    @Property(tries = 20)
    void denseRegistersKeepTheHighestRanks(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] model = new byte[DenseRegisters.COUNT], union = new byte[DenseRegisters.COUNT];
        try (Allocator allocator = new Allocator()) {
            long value = allocator.allocateZeroed(Header.BYTES + DenseRegisters.BYTES);
            for (int step = 0; step < 40_000; step++) {
                int index = random.nextInt(DenseRegisters.COUNT), rank = random.nextInt(64);
                assertEquals(model[index] < rank, DenseRegisters.raise(value, index, rank));
                model[index] = (byte) Math.max(model[index], rank);
            }
            int[] ranks = new int[64], expected = new int[64];
            for (int i = 0; i < model.length; i++) {
                assertEquals(model[i], DenseRegisters.get(value, i));
                expected[model[i]]++;
            }
            DenseRegisters.countRanks(value, ranks);
            assertTrue(Arrays.equals(expected, ranks));
            DenseRegisters.mergeInto(union, value);
            assertTrue(Arrays.equals(model, union));
            allocator.free(value);
        }
    }

    @Property(tries = 500)
    void bytesThatAreNoRunsDoNoHarm(@ForAll byte[] bytes, @ForAll short index, @ForAll byte rank) {
        try (Allocator allocator = new Allocator()) {
            int length = Header.BYTES + bytes.length;
            long value = allocator.allocateZeroed(length + SparseRegisters.GROWTH_MAX);
            Memory.copyIn(bytes, 0, value + Header.BYTES, bytes.length);
            byte[] union = new byte[DenseRegisters.COUNT];
            boolean wellFormed = SparseRegisters.mergeInto(union, value, length);
            assertEquals(wellFormed, SparseRegisters.countRanks(value, length, new int[64]));
            int answer = SparseRegisters.raise(value, length, index & DenseRegisters.COUNT - 1, 1 + (rank & 31), 3_000);
            assertTrue(answer != SparseRegisters.CORRUPT || !wellFormed);
            allocator.free(value);
        }
    }
}
