package io.jadis.store.set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.store.encoding.ElementVisitor;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each member of a set comes with the same chance, whatever encoding the set has and whatever way it is drawn. */
final class FairDrawsTest {
    private static final long SEED = 20_251_125;
    private static final int MEMBERS = 40, DRAWS = 8_000;
    /**
     * Chi-square for 39 degrees of freedom: one run in 500 million is above. The seed of the draws is fixed; that
     * of the tables' hash is another in each JVM.
     */
    private static final double LIMIT = 115;

    private static final SetConfig COMPACT = new SetConfig(512, 128, 64), TABLES = new SetConfig(0, 0, 64);

    /** Draws once, or some at once, from a set that is the same each time. */
    private interface Way {
        void draw(TestSets test, long record, ElementVisitor visitor);
    }

    private static TestSets setIn(String encoding) {
        TestSets test = new TestSets(encoding.equals("hashtable") ? TABLES : COMPACT, SEED);
        fill(test, encoding);
        assertEquals(encoding, test.encoding("s"));
        return test;
    }

    private static void fill(TestSets test, String encoding) {
        for (int i = 0; i < MEMBERS; i++) test.add("s", encoding.equals("listpack") ? "m" + i : String.valueOf(i));
    }

    private static void assertFair(String encoding, int drawnAtOnce, Way way) {
        Map<String, Integer> counts = new HashMap<>();
        try (TestSets test = setIn(encoding)) {
            for (int i = 0; i < DRAWS / drawnAtOnce; i++) {
                way.draw(test, test.find("s"),
                        (address, length) -> counts.merge(TestSets.text(address, length), 1, Integer::sum));
            }
        }
        int total = counts.values().stream().mapToInt(i -> i).sum();
        assertEquals(DRAWS / drawnAtOnce * drawnAtOnce, total);
        double expected = (double) total / MEMBERS;
        double chiSquare = (MEMBERS - counts.size()) * expected;
        for (int count : counts.values()) chiSquare += (count - expected) * (count - expected) / expected;
        assertTrue(chiSquare < LIMIT, encoding + " chi-square=" + chiSquare);
    }

    @ParameterizedTest
    @ValueSource(strings = {"intset", "listpack", "hashtable"})
    void oneMember(String encoding) {
        assertFair(encoding, 1, (test, record, visitor) -> {
            test.sets.draw(record);
            visitor.visit(test.sets.drawnAddress(), test.sets.drawnLength());
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"intset", "listpack", "hashtable"})
    void severalOfAll(String encoding) {
        assertFair(encoding, 25, (test, record, visitor) -> test.sets.drawAny(record, 25, visitor));
    }

    /** Few take one way and many another, in an intset and in a table. */
    @ParameterizedTest
    @ValueSource(strings = {"intset", "listpack", "hashtable"})
    void severalDifferentOnes(String encoding) {
        for (int count : new int[] {1, 5, 13, 20, 39}) {
            assertFair(encoding, count, (test, record, visitor) -> test.sets.drawDistinct(record, count, visitor));
        }
    }

    /** Of a table, 39 leave by drawing the one that stays. */
    @ParameterizedTest
    @ValueSource(strings = {"intset", "listpack", "hashtable"})
    void thoseThatAreTakenOut(String encoding) {
        // To fill the set again costs more than the draw.
        for (int count : new int[] {10, 39}) {
            assertFair(encoding, count, (test, record, visitor) -> {
                test.sets.takeOutSome(test.database, record, count, visitor);
                test.database.remove(test.find("s"), false);
                fill(test, encoding);
            });
        }
    }

    /** A table that has lost most of its members has empty buckets and, while it shrinks, two arrays. */
    @ParameterizedTest
    @ValueSource(ints = {1_000, 350, 130})
    void membersOfATableThatHasBeenLarger(int removedFrom) {
        Map<String, Integer> counts = new HashMap<>();
        try (TestSets test = new TestSets(TABLES, SEED)) {
            for (int i = 0; i < removedFrom; i++) test.add("s", "m" + i);
            for (int i = MEMBERS; i < removedFrom; i++) test.remove("s", "m" + i);
            for (int i = 0; i < DRAWS; i++) {
                test.sets.draw(test.find("s"));
                counts.merge(TestSets.text(test.sets.drawnAddress(), test.sets.drawnLength()), 1, Integer::sum);
            }
        }
        double expected = (double) DRAWS / MEMBERS;
        double chiSquare = (MEMBERS - counts.size()) * expected;
        for (int count : counts.values()) chiSquare += (count - expected) * (count - expected) / expected;
        assertTrue(chiSquare < LIMIT, "chi-square=" + chiSquare);
    }
}
