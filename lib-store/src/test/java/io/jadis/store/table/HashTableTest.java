package io.jadis.store.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.store.memory.Allocator;
import io.jadis.store.memory.CheckedMemory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(CheckedMemory.class)
final class HashTableTest {
    private static void insert(KeyEntries entries, long table, int from, int to) {
        for (int i = from; i < to; i++) entries.insert(table, "key:" + i);
    }

    private static void remove(KeyEntries entries, long table, int from, int to) {
        for (int i = from; i < to; i++) assertTrue(entries.remove(table, "key:" + i));
    }

    @Test
    void anEmptyTableHasNoBucketsAndFindsNothing(Allocator allocator) {
        try (KeyEntries entries = new KeyEntries(allocator)) {
            long table = entries.tables.create();
            assertEquals(48, entries.tables.bucketBytes(table));
            assertEquals(0, entries.find(table, "absent"));
            assertFalse(entries.remove(table, "absent"));
            assertEquals(0, entries.tables.randomEntry(table, new Random(1)));
            assertEquals(0, entries.tables.sample(table, new Random(1), new long[5], 5));
            assertEquals(0, entries.tables.scan(table, 0, entry -> {
                throw new AssertionError();
            }));
            assertFalse(entries.tables.rehash(table, 10));
            entries.destroy(table);
        }
    }

    @Test
    void sevenEntriesTakeOneBucketAndTheEighthDoublesAtOnce(Allocator allocator) {
        try (KeyEntries entries = new KeyEntries(allocator)) {
            long table = entries.tables.create();
            insert(entries, table, 0, 7);
            assertEquals(48 + 64, entries.tables.bucketBytes(table));
            entries.insert(table, "key:7");
            assertFalse(entries.tables.rehashing(table));
            assertEquals(2, entries.tables.statistics(table).getFirst().buckets());
            entries.destroy(table);
        }
    }

    @Test
    void aKeyOfNoBytesIsAKey(Allocator allocator) {
        try (KeyEntries entries = new KeyEntries(allocator)) {
            long table = entries.tables.create();
            assertEquals(0, entries.find(table, ""));
            assertEquals(entries.insert(table, ""), entries.find(table, ""));
            entries.destroy(table);
        }
    }

    @Test
    void aLargeTableGrowsInSteps(Allocator allocator) {
        try (KeyEntries entries = new KeyEntries(allocator)) {
            HashTable tables = entries.tables;
            long table = tables.create();
            insert(entries, table, 0, 7 * 256 + 1);
            assertTrue(tables.rehashing(table));
            assertEquals(List.of(256L, 512L),
                    tables.statistics(table).stream().map(TableStatistics::buckets).toList());
            assertTrue(tables.rehash(table, 100));
            assertFalse(tables.rehash(table, 1000));
            assertFalse(tables.rehashing(table));
            for (int i = 0; i <= 7 * 256; i++) assertTrue(entries.find(table, "key:" + i) != 0);
            entries.destroy(table);
        }
    }

    @Test
    void findsAloneFinishTheRehash(Allocator allocator) {
        try (KeyEntries entries = new KeyEntries(allocator)) {
            long table = entries.tables.create();
            insert(entries, table, 0, 7 * 256 + 1);
            for (int i = 0; i < 256; i++) entries.find(table, "absent");
            assertFalse(entries.tables.rehashing(table));
            entries.destroy(table);
        }
    }

    @Test
    void aTableShrinksAfterDeletesAndGivesItsOverflowBucketsBack(Allocator allocator) {
        try (KeyEntries entries = new KeyEntries(allocator)) {
            long table = entries.tables.create();
            insert(entries, table, 0, 10_000);
            remove(entries, table, 0, 9_990);
            while (entries.tables.rehash(table, 100)) {
                // on
            }
            TableStatistics statistics = entries.tables.statistics(table).getFirst();
            assertTrue(statistics.buckets() <= 16, statistics.toString());
            remove(entries, table, 9_990, 10_000);
            assertEquals(0, entries.tables.size(table));
            assertTrue(entries.tables.bucketBytes(table) <= 48 + 2 * 64);
            entries.destroy(table);
        }
    }

    @Test
    void aPausedTableChainsInsteadOfGrowingAndResizesLater(Allocator allocator) {
        try (KeyEntries entries = new KeyEntries(allocator)) {
            HashTable tables = entries.tables;
            long table = tables.create();
            tables.pauseResize(table);
            tables.pauseResize(table);
            tables.expandTo(table, 1000);
            insert(entries, table, 0, 1000);
            TableStatistics statistics = tables.statistics(table).getFirst();
            assertEquals(1, statistics.buckets());
            assertEquals(167, statistics.longestChain());
            assertEquals(48 + 64 * 167, tables.bucketBytes(table));
            for (int i = 0; i < 1000; i++) assertTrue(entries.find(table, "key:" + i) != 0);
            tables.resumeResize(table);
            insert(entries, table, 1000, 1001);
            assertEquals(1, tables.statistics(table).getFirst().buckets());
            tables.resumeResize(table);
            insert(entries, table, 1001, 1002);
            assertEquals(256, tables.statistics(table).getFirst().buckets());
            assertEquals(1002, tables.statistics(table).getFirst().entries());
            entries.destroy(table);
        }
    }

    @Test
    void presizedTablesDoNotRehash(Allocator allocator) {
        try (KeyEntries entries = new KeyEntries(allocator)) {
            long table = entries.tables.create();
            entries.tables.expandTo(table, 5000);
            for (int i = 0; i < 5000; i++) {
                entries.insert(table, "key:" + i);
                assertFalse(entries.tables.rehashing(table));
            }
            entries.tables.expandTo(table, 10);
            assertFalse(entries.tables.rehashing(table));
            entries.destroy(table);
        }
    }

    @Test
    void replacingAnEntryThatIsNotThereIsAnError(Allocator allocator) {
        try (KeyEntries entries = new KeyEntries(allocator)) {
            long table = entries.tables.create();
            long entry = entries.insert(table, "a");
            assertThrows(IllegalStateException.class,
                    () -> entries.tables.replaceEntry(table, entries.hash(entry), entry + 8, entry));
            assertFalse(entries.tables.removeEntry(table, entries.hash(entry), entry + 8));
            entries.destroy(table);
        }
    }

    @Test
    void aWalkSeesEachEntryOnceWhileItDeletesThemAll(Allocator allocator) {
        try (KeyEntries entries = new KeyEntries(allocator)) {
            for (int count : new int[] {0, 1, 7, 8, 100, 1793, 3000}) {
                long table = entries.tables.create();
                insert(entries, table, 0, count);
                Set<String> seen = new HashSet<>();
                HashTable.Cursor cursor = new HashTable.Cursor();
                cursor.open(entries.tables, table);
                for (long entry = cursor.next(); entry != 0; entry = cursor.next()) {
                    String key = entries.key(entry);
                    assertTrue(seen.add(key));
                    assertTrue(entries.remove(table, key));
                }
                cursor.close();
                assertEquals(count, seen.size());
                assertEquals(0, entries.tables.size(table));
                entries.destroy(table);
            }
        }
    }

    @Test
    void aWalkGoesOnWhenEntriesAheadAreDeleted(Allocator allocator) {
        try (KeyEntries entries = new KeyEntries(allocator)) {
            long table = entries.tables.create();
            insert(entries, table, 0, 1000);
            HashTable.Cursor cursor = new HashTable.Cursor();
            cursor.open(entries.tables, table);
            cursor.next();
            remove(entries, table, 0, 1000);
            assertEquals(0, cursor.next());
            cursor.close();
            entries.destroy(table);
        }
    }

    @Test
    void scanWithoutChangesSeesEachEntryOnce(Allocator allocator) {
        try (KeyEntries entries = new KeyEntries(allocator)) {
            long table = entries.tables.create();
            for (int count = 0; count < 4000; count += 571) {
                insert(entries, table, count, count + 571);
                List<Long> seen = new ArrayList<>();
                long cursor = 0;
                do cursor = entries.tables.scan(table, cursor, seen::add);
                while (cursor != 0);
                assertEquals(count + 571, seen.size());
                assertEquals(count + 571, new HashSet<>(seen).size());
            }
            entries.destroy(table);
        }
    }

    @Test
    void scanAcceptsAnyCursor(Allocator allocator) {
        try (KeyEntries entries = new KeyEntries(allocator)) {
            long table = entries.tables.create();
            insert(entries, table, 0, 2000);
            Random random = new Random(7);
            for (int i = 0; i < 1000; i++) {
                long cursor = random.nextLong();
                for (int steps = 0; (cursor = entries.tables.scan(table, cursor, _ -> {})) != 0; steps++) {
                    assertTrue(steps < 2000);
                }
            }
            entries.destroy(table);
        }
    }
}
