package io.jadis.store.keyspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.api.function.Executable;

class DatabaseTest {
    private final TestKeyspace test = new TestKeyspace();
    private final Database db = test.db(0);

    @AfterEach
    void nothingLeaks() {
        test.close();
    }

    @Test
    void aKeyIsThereInItsLastMillisecondAndGoneInTheNext() {
        test.set(0, "k", "v", test.nowMs + 10);
        test.nowMs += 10;
        assertEquals("v", test.get(0, "k"));
        test.nowMs++;
        assertEquals(1, db.size());
        assertNull(test.get(0, "k"));
        assertEquals(0, db.size());
        assertEquals(1, test.keyspace.expiredCount());
        assertEquals("[added 0 k, expired 0 k]", test.events.toString());
    }

    @Test
    void aKeyThatIsTooLongIsRefusedBeforeAnythingIsAllocated() {
        long record = test.set(0, "k", "v");
        long blocks = test.allocator.liveBlockCount(), peak = test.allocator.peakBytes();
        long key = test.arguments.of("as if it were long");
        int length = Record.KEY_LENGTH_MAX + 1;
        List<Executable> creations = List.of(() -> db.rename(test.nowMs, record, db, key, length),
                () -> db.copy(test.nowMs, record, test.db(1), key, length),
                () -> db.add(test.nowMs, key, length, RecordType.LIST, Encoding.LISTPACK, 0),
                () -> test.strings.addZeros(db, test.nowMs, key, length, 1));
        for (Executable creation : creations) assertThrows(IllegalArgumentException.class, creation);
        assertEquals(blocks, test.allocator.liveBlockCount());
        assertEquals(peak, test.allocator.peakBytes());
        assertEquals("v", test.get(0, "k"));
    }

    @Test
    void aReplicaHidesExpiredKeysAndLeavesThemToItsMaster() {
        test.set(0, "k", "v", test.nowMs);
        test.nowMs++;
        test.keyspace.expiryBy(ExpiryMode.REPLICA);
        assertNull(test.get(0, "k"));
        assertEquals(1, db.size());
        assertEquals(0, test.keyspace.expireDue(test.nowMs + 1_000, 10, Long.MAX_VALUE));
        assertNotEquals(0, test.find(0, "k", Database.IGNORE_EXPIRY));
        assertEquals(0, test.find(0, "k", Database.FORCE_EXPIRE));
        assertEquals(0, db.size());
    }

    @Test
    void duringAPauseExpiredKeysAreHiddenEvenFromForcedLookUps() {
        test.set(0, "k", "v", test.nowMs);
        test.nowMs++;
        test.keyspace.expiryBy(ExpiryMode.PAUSED);
        assertEquals(0, test.find(0, "k", Database.FORCE_EXPIRE));
        assertEquals(1, db.size());
        test.keyspace.expiryBy(ExpiryMode.MASTER);
        assertEquals(1, test.keyspace.expireDue(test.nowMs + 100, 10, Long.MAX_VALUE));
        assertEquals(0, db.size());
    }

    @Test
    void whileLoadingNoKeyIsExpired() {
        test.keyspace.expiryBy(ExpiryMode.LOADING);
        test.set(0, "k", "v", test.nowMs - 1_000);
        assertEquals("v", test.get(0, "k"));
    }

    @Test
    void aLookUpMayLeaveTheExpiredKey() {
        test.set(0, "k", "v", test.nowMs);
        test.nowMs++;
        assertEquals(0, test.find(0, "k", Database.KEEP_EXPIRED));
        assertEquals(1, db.size());
    }

    @Test
    void aKeyWrittenOverAHiddenOneTakesItsPlace() {
        test.set(0, "k", "old", test.nowMs);
        test.nowMs++;
        test.keyspace.expiryBy(ExpiryMode.REPLICA);
        test.set(0, "k", "new");
        assertEquals("new", test.get(0, "k"));
        assertEquals(1, db.size());
        assertEquals(0, db.volatileCount());
    }

    @Test
    void aRandomKeyIsNeverAnExpiredOneOnAMasterAndIsFoundOnAReplica() {
        for (int i = 0; i < 50; i++) test.set(0, "gone" + i, "v", test.nowMs);
        test.set(0, "here", "v");
        test.nowMs++;
        test.keyspace.expiryBy(ExpiryMode.REPLICA);
        assertNotEquals(0, db.randomKey(test.nowMs));
        test.keyspace.expiryBy(ExpiryMode.MASTER);
        assertEquals("here", TestKeyspace.key(db.randomKey(test.nowMs)));
        test.db(0).remove(test.find(0, "here"), false);
        assertEquals(0, db.randomKey(test.nowMs));
        assertEquals(0, db.size());
    }

    @Test
    void anExpiryComesAndGoesWithTheValueUntouched() {
        for (String value : new String[] {"", "12", "x".repeat(44), "x".repeat(5_000)}) {
            test.set(0, "k", value);
            long record = db.setExpiry(test.nowMs, test.find(0, "k"), test.nowMs + 100);
            assertEquals(value, test.value(record));
            record = db.setExpiry(test.nowMs, record, test.nowMs + 1_000_000);
            assertEquals(test.nowMs + 1_000_000, Record.expiresAtMs(record));
            assertEquals(1, db.volatileCount());
            record = db.removeExpiry(record);
            assertEquals(Record.NO_EXPIRY, Record.expiresAtMs(record));
            assertEquals(value, test.get(0, "k"));
            assertEquals(0, db.volatileCount());
        }
    }

    @Test
    void dueKeysGoInSlicesAndWithTheirMomentsInOrder() {
        for (int i = 0; i < 100; i++) test.set(i % 3, "k" + i, "v", test.nowMs + i * 1_000);
        test.events.clear();
        test.nowMs += 50_500;
        assertEquals(10, test.keyspace.expireDue(test.nowMs, 10, Long.MAX_VALUE));
        int removed = 10;
        for (int n = 1; n > 0; removed += n) n = test.keyspace.expireDue(test.nowMs, 10, Long.MAX_VALUE);
        assertEquals(51, removed);
        assertEquals(49, test.keyspace.size());
        assertTrue(test.keyspace.nextExpiryAtMs() <= test.nowMs + 516);
    }

    /** Who looks for work by that would look all the time. */
    @ParameterizedTest
    @EnumSource(names = {"REPLICA", "PAUSED"})
    void nothingIsDueWhereNothingMayGo(ExpiryMode mode) {
        test.set(0, "k", "v", test.nowMs + 10);
        test.keyspace.expiryBy(mode);
        assertEquals(Long.MAX_VALUE, test.keyspace.nextExpiryAtMs());
        test.nowMs += 1_000;
        assertEquals(0, test.keyspace.expireDue(test.nowMs, 10, Long.MAX_VALUE));
        test.keyspace.expiryBy(ExpiryMode.MASTER);
        assertTrue(test.keyspace.nextExpiryAtMs() <= test.nowMs);
        assertEquals(1, test.keyspace.expireDue(test.nowMs, 10, Long.MAX_VALUE));
    }

    @Test
    void expiryStopsAtItsDeadline() {
        for (int i = 0; i < 100; i++) test.set(0, "k" + i, "v", test.nowMs);
        assertTrue(test.keyspace.expireDue(test.nowMs + 100, 1_000, test.nowNs - 1) < 20);
        test.keyspace.expireDue(test.nowMs + 100, 1_000, test.nowNs);
        assertEquals(100, test.keyspace.expiredCount());
    }

    @Test
    void swappedDatabasesHaveEachOthersKeysAndTheirExpiry() {
        test.set(0, "a", "0", test.nowMs + 10);
        test.set(1, "b", "1");
        test.keyspace.swap(db, test.db(1));
        assertEquals("1", test.get(0, "b"));
        assertEquals("0", test.get(1, "a"));
        assertEquals(1, test.db(1).volatileCount());
        test.events.clear();
        test.keyspace.expireDue(test.nowMs + 100, 10, Long.MAX_VALUE);
        assertEquals("[expired 1 a]", test.events.toString());
    }

    @Test
    void aRenamedLargeValueKeepsItsBlock() {
        test.set(0, "a", "x".repeat(10_000));
        long value = Record.valueAddress(test.find(0, "a"));
        long renamed = db.rename(test.nowMs, test.find(0, "a"), test.db(5), test.arguments.of("longer name"), 11);
        assertEquals(value, Record.valueAddress(renamed));
        assertNull(test.get(0, "a"));
        assertEquals("x".repeat(10_000), test.get(5, "longer name"));
    }

    @Test
    void scanningVisitsEveryKeyWhileTheTableGrows() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 500; i++) test.set(0, "old" + i, "v");
        long cursor = 0;
        int added = 0;
        do {
            cursor = db.scan(cursor, record -> seen.add(TestKeyspace.key(record)));
            for (int i = 0; i < 20 && added < 3_000; i++) test.set(0, "new" + added++, "v");
        } while (cursor != 0);
        for (int i = 0; i < 500; i++) assertTrue(seen.contains("old" + i), "old" + i);
    }

    @Test
    void idleDatabasesTakeNoNativeMemory() {
        long usedBytes = test.allocator.usedBytes();
        for (int i = 0; i < test.keyspace.databaseCount(); i++) {
            assertNull(test.get(i, "k"));
            assertEquals(0, test.db(i).size());
            assertEquals(0, test.db(i).randomKey(test.nowMs));
        }
        assertEquals(usedBytes, test.allocator.usedBytes());
    }

    @Test
    void theAverageTimeToLiveIsExact() {
        test.set(0, "a", "v", test.nowMs + 1_000);
        test.set(0, "b", "v", test.nowMs + 3_000);
        assertEquals(2_000, db.averageTtlMs(test.nowMs));
        db.removeExpiry(test.find(0, "b"));
        assertEquals(1_000, db.averageTtlMs(test.nowMs));
        assertEquals(0, test.db(1).averageTtlMs(test.nowMs));
    }
}
