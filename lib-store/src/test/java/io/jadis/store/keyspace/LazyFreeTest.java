package io.jadis.store.keyspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LazyFreeTest {
    private final TestKeyspace test = new TestKeyspace();
    private final Database db = test.db(0);
    private final LazyFree lazyFree = test.keyspace.lazyFree();
    private final BlockChainType lists = new BlockChainType(test.allocator);

    LazyFreeTest() {
        test.keyspace.register(RecordType.LIST, lists);
    }

    @AfterEach
    void nothingLeaks() {
        test.close();
    }

    @Test
    void aLargeValueIsFreedInSlicesAndASmallOneAtOnce() {
        long before = test.allocator.liveBlockCount();
        addList("large", 1_000);
        addList("small", LazyFree.EFFORT_MIN);
        db.remove(test.find(0, "small"), true);
        assertEquals(0, lazyFree.pendingCount());
        db.remove(test.find(0, "large"), true);
        assertEquals(1, lazyFree.pendingCount());
        int slices = 1;
        test.nowNs = 1;
        while (!lazyFree.reclaim(0)) slices++;
        assertTrue(slices > 10, "slices=" + slices);
        assertEquals(0, lazyFree.pendingCount());
        assertEquals(1, lazyFree.freedCount());
        test.keyspace.resetStatistics();
        assertEquals(0, lazyFree.freedCount());
        assertTrue(test.allocator.liveBlockCount() <= before + 2);
    }

    @Test
    void whatOnlyASnapshotStillReadsIsHeldUntilItIsDone() {
        addList("large", 1_000);
        long root = Record.root(test.find(0, "large"));
        test.keyspace.pin(root);
        test.keyspace.pin(root);
        db.remove(test.find(0, "large"), true);
        assertEquals(lists.memoryBytes(0, root, 0), test.keyspace.heldBytes());
        test.keyspace.unpin(root);
        assertEquals(lists.memoryBytes(0, root, 0), test.keyspace.heldBytes());
        test.keyspace.unpin(root);
        assertEquals(0, test.keyspace.heldBytes());
        assertEquals(1, lazyFree.pendingCount());
    }

    @Test
    void aFlushedTableIsHeldUntilSnapshotsHaveWalkedIt() {
        for (int i = 0; i < 3_000; i++) test.set(0, "k" + i, "v");
        long small = test.allocator.usedBytes();
        for (int i = 0; i < 1_000; i++) test.set(1, "k" + i, "v".repeat(10_000));
        Snapshot snapshot = test.beginSnapshot();
        long used = test.allocator.usedBytes();
        db.flush(true);
        assertEquals(small, test.keyspace.heldBytes(), small / 3.0);
        test.db(1).flush(true);
        assertEquals(used, test.keyspace.heldBytes(), used / 100.0);
        assertEquals(0, lazyFree.pendingCount());
        while (!snapshot.advance(Long.MAX_VALUE)) continue;
        assertEquals(0, test.keyspace.heldBytes());
        assertEquals(4_000, lazyFree.pendingCount());
    }

    @Test
    void anEagerRemovalLeavesNothingPending() {
        addList("large", 1_000);
        db.remove(test.find(0, "large"), false);
        assertEquals(0, lazyFree.pendingCount());
        assertTrue(lazyFree.reclaim(0));
    }

    @Test
    void whatTakesTooLongIsFreedInSlicesWhateverIsAskedForAndNotCounted() {
        addList("huge", 2 * LazyFree.EAGER_EFFORT_MAX);
        test.nowNs = 1;
        db.remove(test.find(0, "huge"), false);
        assertFalse(lazyFree.reclaim(0));
        addList("other", 2 * LazyFree.EAGER_EFFORT_MAX);
        test.set(0, "other", "overwritten");
        assertEquals(0, lazyFree.pendingCount());
        while (!lazyFree.reclaim(0)) continue;
        assertEquals(0, lazyFree.freedCount());
        assertEquals("overwritten", test.get(0, "other"));
    }

    @Test
    void aLargeTableIsFlushedInSlicesWhateverIsAskedFor() {
        for (int i = 0; i < 30_000; i++) test.set(0, "k" + i, "v");
        for (int i = 0; i < 50; i++) addList("l" + i, 500);
        db.flush(false);
        assertEquals(0, db.size());
        assertEquals(0, lazyFree.pendingCount());
        assertFalse(lazyFree.reclaim(-1));
        while (!lazyFree.reclaim(Long.MAX_VALUE)) continue;
        assertEquals(0, lazyFree.freedCount());
    }

    @Test
    void aFlushedTableIsInvisibleAtOnceAndFreedInSlices() {
        for (int i = 0; i < 5_000; i++) test.set(0, "k" + i, "v", i % 2 == 0 ? test.nowMs + i : Record.NO_EXPIRY);
        addList("large", 1_000);
        assertEquals(5_001, db.flush(true));
        assertEquals(0, db.size());
        assertEquals(0, db.volatileCount());
        assertEquals(5_001, lazyFree.pendingCount());
        test.set(0, "k1", "new");
        test.nowNs = 1;
        int slices = 1;
        long pending = lazyFree.pendingCount();
        while (!lazyFree.reclaim(0)) {
            slices++;
            assertTrue(lazyFree.pendingCount() <= pending + 1);
            pending = lazyFree.pendingCount();
        }
        assertTrue(slices > 20, "slices=" + slices);
        assertEquals(0, lazyFree.pendingCount());
        assertEquals("new", test.get(0, "k1"));
    }

    @Test
    void aSynchronousFlushLeavesNothingPending() {
        for (int i = 0; i < 1_000; i++) test.set(0, "k" + i, "v", test.nowMs + i);
        long used = test.allocator.usedBytes();
        assertEquals(1_000, db.flush(false));
        assertEquals(0, lazyFree.pendingCount());
        assertTrue(test.allocator.usedBytes() < used - 32_000);
        assertTrue(lazyFree.reclaim(0));
    }

    @Test
    void copiesAndRenamesOfOtherTypesCarryTheirPayload() {
        addList("a", 10);
        db.copy(test.nowMs, test.find(0, "a"), test.db(1), test.arguments.of("b"), 1);
        db.rename(test.nowMs, test.find(0, "a"), db, test.arguments.of("c"), 1);
        long copy = test.find(1, "b");
        assertEquals(10, lists.length(Record.root(copy)));
        assertEquals(10, lists.length(Record.root(test.find(0, "c"))));
        assertEquals(Encoding.QUICKLIST, Record.encoding(copy));
        assertFalse(Record.root(copy) == Record.root(test.find(0, "c")));
        assertTrue(db.memoryBytes(copy, 0) > 160);
    }

    private void addList(String key, int blocks) {
        long root = lists.create(blocks);
        db.add(test.nowMs, test.arguments.of(key), key.length(), RecordType.LIST, Encoding.QUICKLIST, root);
    }
}
