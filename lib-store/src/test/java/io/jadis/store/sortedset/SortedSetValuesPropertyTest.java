package io.jadis.store.sortedset;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.keyspace.Encoding;
import io.jadis.store.keyspace.Record;
import io.jadis.store.sortedset.TestSortedSets.Element;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random steps on a sorted set and on a TreeSet lead to the same elements, ranks and walks. */
final class SortedSetValuesPropertyTest {
    /** What the scores and members are like. */
    private enum Kind {
        /** Every score differs. */
        SPREAD,
        /** A few scores, so that members decide. */
        TIED,
        /** One score: the order is that of the members. */
        LEXICAL,
        /** Growing scores, added at the end. */
        GROWING,
        /** Falling scores, added at the start. */
        FALLING
    }

    private static final class Run implements AutoCloseable {
        final TestSortedSets sets;
        final Random random;
        final Kind kind;
        final int membersMax;
        final SortedSetConfig config;
        final Map<String, Double> model = new HashMap<>();
        final TreeSet<Element> order = new TreeSet<>();
        long record;
        int addPercent = 70;
        boolean wasLarge;
        double clock;

        Run(long seed, Kind kind, int membersMax) {
            random = new Random(seed);
            this.kind = kind;
            this.membersMax = membersMax;
            config = new SortedSetConfig(random.nextInt(3) == 0 ? 0 : random.nextInt(200), 12 + random.nextInt(30));
            sets = new TestSortedSets(config);
            record = sets.create("key", 1, 0);
            wasLarge = config.listpackEntriesMax() == 0;
        }

        String member() {
            int number = random.nextInt(membersMax);
            return switch (number % 5) {
                case 0 -> String.valueOf(number - membersMax / 2);
                case 1 -> "m" + number + (number % 50 == 1 ? "x".repeat(number % 400) : "");
                case 2 -> "\u00ff\0" + number;
                default -> "member:" + number;
            };
        }

        double newScore() {
            return switch (kind) {
                case SPREAD -> random.nextInt(4) == 0 ? random.nextLong() >> random.nextInt(64)
                        : random.nextGaussian() * 1e3;
                case TIED -> switch (random.nextInt(8)) {
                    case 0 -> Double.POSITIVE_INFINITY;
                    case 1 -> Double.NEGATIVE_INFINITY;
                    case 2 -> -0.0;
                    default -> random.nextInt(5) - 2;
                };
                case LEXICAL -> 0;
                case GROWING -> ++clock;
                case FALLING -> --clock;
            };
        }

        void step() {
            String member = member();
            if (random.nextInt(200) == 0) addPercent = 10 + random.nextInt(85);
            switch (random.nextInt(24)) {
                case 0 -> check(member);
                case 1 -> increment(member);
                case 2 -> addWithOptions(member);
                case 3 -> {
                    if (random.nextInt(8) == 0) removeRange();
                }
                case 4 -> checkBounds();
                case 5 -> walkAPart();
                default -> {
                    if (random.nextInt(100) < addPercent) add(member, newScore(), 0);
                    else remove(member);
                }
            }
            assertEquals(model.size(), SortedSetValues.size(record));
            assertEquals(expectedEncoding(), Record.encoding(record));
        }

        int expectedEncoding() {
            return wasLarge ? Encoding.SKIPLIST : Encoding.LISTPACK;
        }

        void add(String member, double score, int options) {
            Double old = model.get(member);
            AddOutcome outcome = sets.add(record, member, score, options);
            AddOutcome expected = expected(old, score, options);
            assertEquals(expected, outcome);
            if (expected == AddOutcome.ADDED) {
                wasLarge |= model.size() >= config.listpackEntriesMax()
                        || member.length() > config.listpackValueBytesMax();
            }
            if (expected == AddOutcome.ADDED || expected == AddOutcome.UPDATED) {
                double set = old != null && (options & SortedSetValues.INCREMENT) != 0 ? old + score : score;
                assertEquals(0, Double.compare(set + 0.0, sets.values.score() + 0.0));
                if (old != null) order.remove(new Element(old, member));
                model.put(member, set);
                order.add(new Element(set, member));
            }
        }

        private AddOutcome expected(Double old, double score, int options) {
            if (old == null) {
                return (options & SortedSetValues.XX) != 0 ? AddOutcome.SKIPPED : AddOutcome.ADDED;
            }
            if ((options & SortedSetValues.NX) != 0) return AddOutcome.SKIPPED;
            double wanted = (options & SortedSetValues.INCREMENT) != 0 ? old + score : score;
            if (Double.isNaN(wanted)) return AddOutcome.NOT_A_NUMBER;
            if ((options & SortedSetValues.GT) != 0 && wanted <= old) return AddOutcome.SKIPPED;
            if ((options & SortedSetValues.LT) != 0 && wanted >= old) return AddOutcome.SKIPPED;
            return wanted == old ? AddOutcome.UNCHANGED : AddOutcome.UPDATED;
        }

        private void addWithOptions(String member) {
            int[] options = {SortedSetValues.NX, SortedSetValues.XX, SortedSetValues.GT, SortedSetValues.LT,
                SortedSetValues.XX | SortedSetValues.GT, SortedSetValues.XX | SortedSetValues.LT};
            add(member, newScore(), options[random.nextInt(options.length)]);
        }

        private void increment(String member) {
            double by = kind == Kind.LEXICAL ? 0 : kind == Kind.TIED ? newScore() : random.nextInt(7) - 3;
            add(member, by, SortedSetValues.INCREMENT);
        }

        private void remove(String member) {
            Double old = model.remove(member);
            if (old != null) order.remove(new Element(old, member));
            assertEquals(old != null, sets.remove(record, member));
        }

        private void removeRange() {
            int size = model.size();
            if (size == 0) return;
            int from = random.nextInt(size);
            int number = random.nextInt(Math.min(size - from, random.nextInt(10) == 0 ? size : 40) + 1);
            List<Element> gone = new ArrayList<>(order).subList(from, Math.min(from + number, size));
            sets.values.removeRange(sets.database, record, from, gone.size());
            for (Element element : gone) {
                model.remove(element.member());
                order.remove(element);
            }
        }

        private void check(String member) {
            Double score = model.get(member);
            Double found = sets.score(record, member);
            assertEquals(score == null, found == null);
            if (score == null) {
                assertEquals(-1, sets.rank(record, member));
                return;
            }
            assertTrue(score.doubleValue() == found);
            assertEquals(order.headSet(new Element(score, member)).size(), sets.rank(record, member));
        }

        private void checkBounds() {
            double score = newScore();
            Bound bound = new Bound();
            long below = order.stream().filter(element -> element.score() < score).count();
            long upTo = order.stream().filter(element -> element.score() <= score).count();
            assertEquals(below, sets.values.rank(record, bound.score(score, false)));
            assertEquals(upTo, sets.values.rank(record, bound.score(score, true)));
            assertEquals(0, sets.values.rank(record, bound.start()));
            assertEquals(order.size(), sets.values.rank(record, bound.end()));
            if (kind != Kind.LEXICAL) return;
            String member = member();
            long address = sets.hold(member);
            long less = order.stream().filter(element -> element.member().compareTo(member) < 0).count();
            assertEquals(less, sets.values.rank(record, bound.member(address, member.length(), false)));
            assertEquals(less + (model.containsKey(member) ? 1 : 0),
                    sets.values.rank(record, bound.member(address, member.length(), true)));
        }

        private void walkAPart() {
            if (model.isEmpty()) return;
            int from = random.nextInt(model.size());
            List<Element> all = new ArrayList<>(order);
            List<Element> ascending = TestSortedSets.elements(sets.values.open(record, from, false));
            assertSame(all.subList(from, all.size()), ascending);
            List<Element> descending = TestSortedSets.elements(sets.values.open(record, from, true));
            Collections.reverse(descending);
            assertSame(all.subList(0, from + 1), descending);
        }

        void checkAll() {
            assertSame(new ArrayList<>(order), sets.walk(record, false));
            List<Element> descending = sets.walk(record, true);
            Collections.reverse(descending);
            assertSame(new ArrayList<>(order), descending);
            for (String member : model.keySet()) check(member);
            Set<String> scanned = new HashSet<>();
            long cursor = 0;
            do {
                cursor = sets.values.scan(record, cursor, (address, length, score) -> {
                    String member = new String(Memory.toArray(address, length), ISO_8859_1);
                    assertTrue(model.get(member) == score, member);
                    scanned.add(member);
                });
            } while (cursor != 0);
            assertEquals(model.keySet(), scanned);
            checkCopy();
        }

        private void checkCopy() {
            if (model.isEmpty()) return;
            long copy = sets.database.copy(0, record, sets.database, sets.hold("copy"), 4);
            assertSame(new ArrayList<>(order), sets.walk(copy, false));
            assertEquals(Record.encoding(record), Record.encoding(copy));
            assertTrue(sets.database.memoryBytes(copy, 0) > 10L * model.size());
            sets.database.remove(copy, random.nextBoolean());
        }

        /** Scores compared as numbers: a listpack has no -0. */
        private static void assertSame(List<Element> expected, List<Element> actual) {
            assertEquals(expected.size(), actual.size());
            for (int i = 0; i < expected.size(); i++) {
                Element wanted = expected.get(i), got = actual.get(i);
                assertTrue(wanted.compareTo(got) == 0, () -> "expected " + wanted + " but was " + got);
            }
        }

        @Override
        public void close() {
            sets.close();
        }
    }

    @Property(tries = 60)
    void randomStepsMatchATreeSet(@ForAll long seed, @ForAll Kind kind) {
        try (Run run = new Run(seed, kind, 400)) {
            for (int i = 0; i < 1_500; i++) run.step();
            run.checkAll();
        }
    }

    @Property(tries = 10)
    void randomStepsOnADeepIndexMatchATreeSet(@ForAll long seed, @ForAll Kind kind) {
        try (Run run = new Run(seed, kind, 30_000)) {
            for (int i = 0; i < 9_000; i++) run.add(run.member(), run.newScore(), 0);
            run.checkAll();
            for (int i = 0; i < 1_000; i++) run.step();
            run.addPercent = 0;
            List<String> members = new ArrayList<>(run.model.keySet());
            Collections.shuffle(members, run.random);
            for (String member : members.subList(0, members.size() * 9 / 10)) run.remove(member);
            run.checkAll();
            for (int i = 0; i < 200; i++) run.step();
            for (int i = 0; i < 2_000; i++) run.add(run.member(), run.newScore(), 0);
            run.checkAll();
            while (!run.model.isEmpty()) run.removeRange();
            assertEquals(0, SortedSetValues.size(run.record));
            run.add("again", 1, 0);
            run.checkAll();
        }
    }
}
