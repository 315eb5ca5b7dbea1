package io.jadis.store.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Random steps on a tree and on a {@code java.util.TreeMap} lead to the same content and the same order. */
final class IdTreePropertyTest {
    /** A tree beside its model, whose keys are the 128-bit numbers. */
    private static final class Run {
        final Allocator allocator;
        final Random random;
        final IdTree trees;
        final IdCursor cursor;
        final long tree;
        final boolean values;
        final TreeMap<BigInteger, Long> model = new TreeMap<>();
        final int spread;
        long appended;

        Run(Allocator allocator, long seed, boolean values, int spread) {
            this.allocator = allocator;
            this.values = values;
            this.spread = spread;
            random = new Random(seed);
            trees = new IdTree(allocator, values ? 8 : 0);
            cursor = new IdCursor(trees);
            tree = allocator.allocate(IdTree.TREE_BYTES);
            IdTree.init(tree);
        }

        long ms() {
            // Some beyond what a signed number holds.
            int n = random.nextInt(spread);
            return n % 3 == 0 ? Long.MIN_VALUE + n : n;
        }

        static BigInteger key(long ms, long seq) {
            BigInteger low = new BigInteger(Long.toUnsignedString(seq));
            return new BigInteger(Long.toUnsignedString(ms)).shiftLeft(64).add(low);
        }

        void insert(long ms, long seq) {
            if (model.containsKey(key(ms, seq))) return;
            long value = random.nextLong();
            long at = trees.insert(tree, ms, seq);
            if (values) Memory.putLong(at, value);
            model.put(key(ms, seq), value);
        }

        void remove(long ms, long seq) {
            assertEquals(model.remove(key(ms, seq)) != null, trees.remove(tree, ms, seq));
        }

        void seek(long ms, long seq) {
            assertEquals(model.floorKey(key(ms, seq)), cursor.floor(tree, ms, seq) ? key() : null);
            assertEquals(model.ceilingKey(key(ms, seq)), cursor.ceiling(tree, ms, seq) ? key() : null);
            Long value = model.get(key(ms, seq));
            long at = trees.find(tree, ms, seq);
            assertEquals(value != null, at != 0);
            if (values && value != null) assertEquals(value, Memory.getLong(at));
        }

        BigInteger key() {
            return key(cursor.ms(), cursor.seq());
        }

        void checkAll() {
            assertEquals(model.size(), IdTree.count(tree));
            List<BigInteger> up = new ArrayList<>(), down = new ArrayList<>();
            for (boolean there = cursor.first(tree); there; there = cursor.next()) {
                if (values) assertEquals(model.get(key()), Memory.getLong(cursor.value()));
                up.add(key());
            }
            for (boolean there = cursor.last(tree); there; there = cursor.previous()) down.add(key());
            assertEquals(List.copyOf(model.keySet()), up);
            assertEquals(List.copyOf(model.descendingKeySet()), down);
            assertEquals(IdTree.nodeCount(tree) + 1, allocator.liveBlockCount());
        }

        void end() {
            checkAll();
            long dropped = 0;
            IdTree.ValueVisitor shown = values ? value -> assertNotEquals(0, value) : null;
            for (int count; (count = trees.dropLastLeaf(tree, shown)) > 0; ) {
                dropped += count;
                assertEquals(model.size() - dropped, IdTree.count(tree));
            }
            assertEquals(model.size(), dropped);
            assertEquals(0, IdTree.nodeCount(tree));
            allocator.free(tree);
        }
    }

    @Property(tries = 60)
    void randomStepsMatchATreeMap(@ForAll long seed, @ForAll boolean values,
            @ForAll @IntRange(min = 1, max = 3000) int spread) {
        try (Allocator allocator = new Allocator()) {
            Run run = new Run(allocator, seed, values, spread);
            int insertPercent = 60;
            for (int i = 0; i < 6000; i++) {
                if (i % 500 == 0) insertPercent = 10 + run.random.nextInt(81);
                long ms = run.ms(), seq = run.random.nextInt(3);
                if (run.random.nextInt(5) == 0) run.seek(ms, seq);
                else if (run.random.nextInt(100) < insertPercent) run.insert(ms, seq);
                else run.remove(ms, seq);
                if (i % 1000 == 0) run.checkAll();
            }
            run.end();
        }
    }

    @Property(tries = 30)
    void appendedAndRemovedFromTheFrontItStaysSmall(@ForAll long seed,
            @ForAll @IntRange(min = 1, max = 4000) int length) {
        try (Allocator allocator = new Allocator()) {
            Run run = new Run(allocator, seed, true, 10);
            for (long i = 1; i <= 12_000; i++) {
                run.insert(i, 0);
                if (i > length) run.remove(i - length, 0);
            }
            // Full leaves, but for the first and the last.
            assertTrue(IdTree.nodeCount(run.tree) <= length / 41 * 1.1 + 6,
                    () -> "nodes=" + IdTree.nodeCount(run.tree));
            for (Map.Entry<BigInteger, Long> entry : List.copyOf(run.model.entrySet())) {
                assertFalse(run.trees.find(run.tree, entry.getKey().shiftRight(64).longValue(), 0) == 0);
            }
            run.end();
        }
    }
}
