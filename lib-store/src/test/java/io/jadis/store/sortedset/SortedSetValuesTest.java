package io.jadis.store.sortedset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.encoding.Listpack;
import io.jadis.store.keyspace.Record;
import io.jadis.store.sortedset.TestSortedSets.Element;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SortedSetValuesTest {
    private final TestSortedSets sets = new TestSortedSets(SortedSetConfig.DEFAULT);

    @AfterEach
    void close() {
        sets.close();
    }

    private static String bytes(long record) {
        return HexFormat.of().formatHex(Memory.toArray(Record.root(record), Listpack.bytes(Record.root(record))));
    }

    @Test
    void listpacksHoldMemberAndScoreAsRedisHasThem() {
        long record = sets.create("z", 4, 1);
        sets.add(record, "b", 2);
        sets.add(record, "a", 1.5);
        sets.add(record, "12", -1);
        sets.add(record, "c", Double.POSITIVE_INFINITY);
        assertEquals("210000000800" + "0c01" + "dfff02" + "816102" + "83312e3504" + "816202" + "0201" + "816302"
                + "83696e6604" + "ff", bytes(record));
    }

    @Test
    void aScoreOfMinusZeroIsAnIntegerInAListpackAndKeepsItsSignOutsideOfOne() {
        long small = sets.create("small", 1, 1), large = sets.create("large", 200, 1);
        sets.add(small, "a", -0.0);
        sets.add(large, "a", -0.0);
        assertEquals("0c0000000200" + "816102" + "0001" + "ff", bytes(small));
        assertEquals(0.0, sets.score(small, "a"));
        assertEquals(-0.0, sets.score(large, "a"));
    }

    @Test
    void equalScoresAreOrderedByMember() {
        for (long pairs : new long[] {1, 200}) {
            long record = sets.create("z" + pairs, pairs, 1);
            for (String member : new String[] {"b", "", "ab", "a", "\u00ff", "10", "9"}) sets.add(record, member, 7);
            assertEquals(List.of("", "10", "9", "a", "ab", "b", "\u00ff"),
                    sets.walk(record, false).stream().map(Element::member).toList());
            assertEquals(3, sets.rank(record, "a"));
        }
    }

    @Test
    void aBuiltSetIsStoredAsAListpackIfItFits() {
        for (int members : new int[] {128, 129}) {
            SortedSetBuilder builder = sets.values.build(0);
            for (int i = 0; i < members; i++) {
                String member = "m" + i;
                builder.add(sets.hold(member), member.length(), members - i);
            }
            builder.finish();
            long record = builder.store(sets.database, 0, sets.hold("z"), 1);
            assertEquals(members == 128 ? "listpack" : "skiplist", TestSortedSets.encoding(record));
            assertEquals("m" + (members - 1), sets.walk(record, false).getFirst().member());
        }
    }

    @Test
    void aBuiltSetMayChangeItsMindBeforeItIsFinished() {
        SortedSetBuilder builder = sets.values.build(0);
        builder.add(sets.hold("a"), 1, 1);
        builder.add(sets.hold("b"), 1, 2);
        builder.add(sets.hold("c"), 1, 3);
        builder.setScore(builder.find(sets.hold("a"), 1), 9);
        builder.remove(sets.hold("b"), 1);
        builder.remove(sets.hold("x"), 1);
        builder.finish();
        assertEquals(List.of(new Element(3, "c"), new Element(9, "a")), TestSortedSets.elements(builder.open()));
        builder.discard();
    }

    @Test
    void whatIsBuiltHasAMemberOnce() {
        SortedSetBuilder builder = sets.values.build(0);
        for (double score : new double[] {1, 1, 2}) builder.add(sets.hold("a"), 1, score);
        builder.finish();
        assertEquals(List.of(new Element(1, "a")), TestSortedSets.elements(builder.open()));
        builder.discard();
    }

    @Test
    void aLargeSetIsFreedInSlices() {
        long record = sets.create("z", 10_000, 1);
        for (int i = 0; i < 10_000; i++) sets.add(record, "member:" + i, i);
        long full = sets.allocator.usedBytes();
        sets.database.remove(record, true);
        assertEquals(1, sets.keyspace.lazyFree().pendingCount());
        int slices = 0;
        // The clock moves on with each look: one slice a call.
        while (!sets.keyspace.lazyFree().reclaim(Long.MIN_VALUE / 2)) slices++;
        assertTrue(slices > 20, "slices=" + slices);
        assertTrue(sets.allocator.usedBytes() < full - 200_000);
    }

    @Test
    void memoryGrowsByLittleMoreThanTheElements() {
        long record = sets.create("z", 10_000, 1);
        for (int i = 0; i < 10_000; i++) sets.add(record, "member:" + i, i);
        long bytes = sets.database.memoryBytes(record, 0);
        // 24 of the element, 9 to 18 of the table, 17 of a full leaf.
        assertTrue(bytes > 500_000 && bytes < 650_000, "bytes=" + bytes);
        long sampled = sets.database.memoryBytes(record, 5);
        assertTrue(Math.abs(sampled - bytes) < bytes / 10, "sampled=" + sampled + " bytes=" + bytes);
    }

    @Test
    void removingAllOfALargeSetLeavesItUsable() {
        long record = sets.create("z", 10_000, 1);
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 5_000; i++) sets.add(record, "member:" + i, i % 100);
            for (int i = 0; i < 5_000; i++) assertTrue(sets.remove(record, "member:" + (i * 7 % 5_000)));
            assertEquals(0, SortedSetValues.size(record));
            assertEquals(-1, sets.rank(record, "member:1"));
            assertFalse(sets.remove(record, "member:1"));
        }
    }
}
