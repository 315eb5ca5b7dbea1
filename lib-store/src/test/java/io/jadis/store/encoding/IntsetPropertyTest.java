package io.jadis.store.encoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.store.memory.Allocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Random steps on an intset and on a {@code java.util.TreeSet} lead to the same values. */
final class IntsetPropertyTest {
    @Property(tries = 200)
    void randomStepsMatchATreeSet(@ForAll long seed, @ForAll @IntRange(min = 1, max = 63) int bits) {
        Random random = new Random(seed);
        try (Allocator allocator = new Allocator()) {
            Intset intsets = new Intset(allocator);
            long intset = intsets.create();
            TreeSet<Long> model = new TreeSet<>();
            int insertPercent = 70;
            for (int step = 0; step < 400; step++) {
                if (step % 100 == 99) insertPercent = 100 - insertPercent;
                long value = value(random, bits);
                int index = Intset.find(intset, value);
                assertEquals(model.contains(value), index >= 0);
                assertEquals(model.headSet(value).size(), index >= 0 ? index : ~index);
                if (index < 0) {
                    if (random.nextInt(100) >= insertPercent) continue;
                    intset = intsets.insert(intset, ~index, value);
                    assertTrue(model.add(value));
                } else {
                    intset = intsets.remove(intset, index);
                    assertTrue(model.remove(value));
                }
                assertEquals(model.size(), Intset.count(intset));
                if (step % 20 == 0) assertEquals(new ArrayList<>(model), values(intset));
            }
            long copy = intsets.copy(intset);
            assertEquals(values(intset), values(copy));
            allocator.free(copy);
            assertEquals(new ArrayList<>(model), values(intset));
            assertFalse(Intset.bytes(intset) < 8);
            allocator.free(intset);
        }
    }

    /** Few and small ones first, wider ones as steps go on; the ends of each width come often. */
    private static long value(Random random, int bitsMax) {
        int bits = 1 + random.nextInt(bitsMax);
        long value = random.nextInt(4) == 0 ? (1L << bits) - random.nextInt(2) : random.nextLong() >>> 64 - bits;
        return random.nextBoolean() ? value : -value - 1;
    }

    private static List<Long> values(long intset) {
        List<Long> values = new ArrayList<>();
        for (int i = 0; i < Intset.count(intset); i++) values.add(Intset.at(intset, i));
        return values;
    }
}
