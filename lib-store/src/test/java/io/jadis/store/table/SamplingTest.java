package io.jadis.store.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.store.memory.Allocator;
import io.jadis.store.memory.CheckedMemory;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Random choice, on entries that stand for numbers with a hash that is the same in every run, so that a result with a fixed
 * seed stays what it is.
 */
@ExtendWith(CheckedMemory.class)
final class SamplingTest {
    private static final int DRAWS_PER_ENTRY = 100, NUMBERS_END = 20_001;
    /** The entry that stands for 0. A table holds addresses, and may look at what is there. */
    private static final long ZERO = new Allocator().allocateZeroed(NUMBERS_END);

    private static final EntryLayout NUMBERS = new EntryLayout() {
        @Override
        public long keyAddress(long entry) {
            throw new AssertionError("no key");
        }

        @Override
        public long keyLength(long entry) {
            throw new AssertionError("no key");
        }

        @Override
        public long hash(long entry) {
            long mixed = (entry - ZERO) * 0x9E37_79B9_7F4A_7C15L;
            return (mixed ^ mixed >>> 29) * 0xBF58_476D_1CE4_E5B9L;
        }
    };

    private static void insert(HashTable tables, long table, int from, int to) {
        for (int i = from; i < to; i++) tables.insert(table, NUMBERS.hash(ZERO + i), ZERO + i);
    }

    private static void remove(HashTable tables, long table, int from, int to) {
        for (int i = from; i < to; i++) {
            assertTrue(tables.removeEntry(table, NUMBERS.hash(ZERO + i), ZERO + i));
        }
    }

    /** Entries are 1 to {@code count}. Pearson's test, five standard deviations from the mean of the distribution. */
    private static void assertFair(HashTable tables, long table, int count) {
        assertEquals(count, tables.size(table));
        RandomGenerator random = new Random(42);
        int[] drawn = new int[count + 1];
        for (int i = 0; i < count * DRAWS_PER_ENTRY; i++) drawn[(int) (tables.randomEntry(table, random) - ZERO)]++;
        double chiSquare = 0;
        for (int entry = 1; entry <= count; entry++) {
            chiSquare += Math.pow(drawn[entry] - DRAWS_PER_ENTRY, 2) / DRAWS_PER_ENTRY;
        }
        double freedom = count - 1;
        assertEquals(freedom, chiSquare, 5 * Math.sqrt(2 * freedom) + 1, "chi square");
    }

    @Test
    void randomEntryIsFairInSmallTables(Allocator allocator) {
        HashTable tables = new HashTable(allocator, NUMBERS);
        for (int count : new int[] {1, 2, 7, 8, 13, 50}) {
            long table = tables.create();
            insert(tables, table, 1, count + 1);
            assertFair(tables, table, count);
            tables.destroy(table);
        }
    }

    @Test
    void randomEntryIsFairWithManyChains(Allocator allocator) {
        HashTable tables = new HashTable(allocator, NUMBERS);
        long table = tables.create();
        insert(tables, table, 1, 1700);
        assertTrue(tables.statistics(table).getFirst().overflowBuckets() > 50);
        assertFair(tables, table, 1699);
        tables.pauseResize(table);
        insert(tables, table, 1700, 8000);
        assertTrue(tables.statistics(table).getFirst().longestChain() > 4);
        assertFair(tables, table, 7999);
        tables.resumeResize(table);
        tables.destroy(table);
    }

    @Test
    void randomEntryIsFairAtEachStageOfGrowingAndShrinking(Allocator allocator) {
        HashTable tables = new HashTable(allocator, NUMBERS);
        long table = tables.create();
        insert(tables, table, 1, 7 * 256 + 2);
        do {
            assertTrue(tables.rehashing(table));
            assertFair(tables, table, 7 * 256 + 1);
        } while (tables.rehash(table, 90));
        assertTrue(tables.statistics(table).getFirst().longestChain() > 1);
        assertFair(tables, table, 7 * 256 + 1);
        int count = 7 * 256 + 1;
        for (; !tables.rehashing(table); count--) remove(tables, table, count, count + 1);
        do assertFair(tables, table, count);
        while (tables.rehash(table, 60));
        tables.destroy(table);
    }

    @Test
    void randomEntryIsFairWhenAlmostAllBucketsAreEmpty(Allocator allocator) {
        HashTable tables = new HashTable(allocator, NUMBERS);
        long table = tables.create();
        insert(tables, table, 1, 20_001);
        tables.pauseResize(table);
        remove(tables, table, 11, 20_001);
        assertFair(tables, table, 10);
        tables.resumeResize(table);
        tables.destroy(table);
    }

    @Test
    void samplesAreDistinctAndReachEveryEntryWhateverTheStateOfRehashing(Allocator allocator) {
        HashTable tables = new HashTable(allocator, NUMBERS);
        long table = tables.create();
        insert(tables, table, 1, 7 * 256 + 2);
        for (int rehashed = 0; rehashed < 3; rehashed++) {
            long sampled = 0;
            RandomGenerator random = new Random(9);
            long[] into = new long[5];
            Set<Long> seen = new HashSet<>();
            for (int i = 0; i < 20_000; i++) {
                int count = tables.sample(table, random, into, into.length);
                Set<Long> sample = new HashSet<>();
                for (int k = 0; k < count; k++) assertTrue(sample.add(into[k]));
                seen.addAll(sample);
                assertTrue(count > 0);
                sampled += count;
            }
            assertEquals(7 * 256 + 1, seen.size());
            assertTrue(sampled > 4.9 * 20_000, "sampled=" + sampled);
            tables.rehash(table, 150);
        }
        tables.destroy(table);
    }

    @Test
    void aSampleOfASmallTableIsAllOfIt(Allocator allocator) {
        HashTable tables = new HashTable(allocator, NUMBERS);
        long table = tables.create();
        insert(tables, table, 1, 13);
        RandomGenerator random = new Random(5);
        for (int i = 0; i < 200; i++) {
            long[] into = new long[20];
            assertEquals(12, tables.sample(table, random, into, 20));
        }
        tables.destroy(table);
    }
}
