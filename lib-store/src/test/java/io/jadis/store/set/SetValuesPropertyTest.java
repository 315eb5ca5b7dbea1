package io.jadis.store.set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random steps on sets and on {@code java.util.TreeSet}s lead to the same members, in the encoding that Redis has. */
final class SetValuesPropertyTest {
    private static final String[] KEYS = {"a", "b", "c", "d"};

    @Property(tries = 150)
    void randomStepsMatchTreeSets(@ForAll long seed) {
        Random random = new Random(seed);
        SetConfig config = new SetConfig(random.nextInt(20), random.nextInt(14), 1 + random.nextInt(12));
        try (Run run = new Run(random, config)) {
            for (int step = 0; step < 400; step++) run.step();
            for (String key : KEYS) run.check(key);
        }
    }

    /** The members of a model and the encoding that they must have. */
    private static final class Model {
        final TreeSet<String> members = new TreeSet<>();
        String encoding;

        Model(String encoding) {
            this.encoding = encoding;
        }
    }

    private static final class Run implements AutoCloseable {
        final Random random;
        final SetConfig config;
        final TestSets test;
        final Map<String, Model> models = new HashMap<>();
        int addPercent = 70;

        Run(Random random, SetConfig config) {
            this.random = random;
            this.config = config;
            test = new TestSets(config, random.nextLong());
        }

        void step() {
            String key = KEYS[random.nextInt(KEYS.length)];
            switch (random.nextInt(20)) {
                case 0 -> check(key);
                case 1 -> intersect();
                case 2 -> unite();
                case 3 -> subtract();
                case 4 -> takeOutOne(key);
                case 5 -> takeOutSome(key);
                case 6 -> drawDistinct(key);
                case 7 -> drawAny(key);
                case 8 -> copyOrDelete(key);
                case 9 -> scan(key);
                case 10 -> addSeveral(key);
                case 11 -> addPercent = random.nextInt(101);
                default -> {
                    if (random.nextInt(100) < addPercent) add(key, member());
                    else remove(key, member());
                }
            }
        }

        private String member() {
            return switch (random.nextInt(12)) {
                case 0 -> String.valueOf(random.nextLong());
                case 1 -> String.valueOf(random.nextInt());
                case 2, 3 -> String.valueOf(random.nextInt(200_000) - 100_000);
                case 4 -> "member:" + random.nextInt(20);
                case 5 -> "x".repeat(random.nextInt(20));
                case 6 -> random.nextInt(6) > 0 ? "m" + random.nextInt(20) : "y".repeat(random.nextInt(600));
                case 7 -> List.of("", "0", "-0", "01", "+1", " 1", "9223372036854775808", "1.0").get(random.nextInt(8));
                default -> String.valueOf(random.nextInt(40) - 10);
            };
        }

        // ---- what Redis does

        private static boolean isNumber(String member) {
            try {
                return String.valueOf(Long.parseLong(member)).equals(member);
            } catch (NumberFormatException e) {
                return false;
            }
        }

        private String firstEncoding(String first, int expected) {
            if (isNumber(first) && expected <= config.intsetEntriesMax()) return "intset";
            return expected <= config.listpackEntriesMax() ? "listpack" : "hashtable";
        }

        private void modelAdd(Model model, String member) {
            if (model.members.contains(member)) return;
            int before = model.members.size();
            int longest = model.encoding.equals("intset") ? lengthOfOuterNumbers(model.members) : 0;
            boolean fitsListpack = before < config.listpackEntriesMax()
                    && member.length() <= config.listpackValueBytesMax();
            model.encoding = switch (model.encoding) {
                case "intset" -> {
                    if (isNumber(member)) yield before + 1 > config.intsetEntriesMax() ? "hashtable" : "intset";
                    yield fitsListpack && longest <= config.listpackValueBytesMax() ? "listpack" : "hashtable";
                }
                case "listpack" -> fitsListpack ? "listpack" : "hashtable";
                default -> "hashtable";
            };
            model.members.add(member);
        }

        /** Redis looks at the smallest and the largest alone. */
        private static int lengthOfOuterNumbers(Set<String> numbers) {
            LongSummaryStatistics all = numbers.stream().mapToLong(Long::parseLong).summaryStatistics();
            if (all.getCount() == 0) return 0;
            return Math.max(String.valueOf(all.getMin()).length(), String.valueOf(all.getMax()).length());
        }

        // ---- steps

        private void add(String key, String... members) {
            Model model = models.get(key);
            if (model == null) {
                models.put(key, model = new Model(firstEncoding(members[0], members.length)));
            } else if (model.encoding.equals("intset") && members.length > config.intsetEntriesMax()
                    || model.encoding.equals("listpack") && members.length > config.listpackEntriesMax()) {
                model.encoding = "hashtable";
            }
            int before = model.members.size();
            for (String member : members) modelAdd(model, member);
            assertEquals(model.members.size() - before, test.add(key, members));
            assertEquals(model.encoding, test.encoding(key));
        }

        private void addSeveral(String key) {
            String[] members = new String[1 + random.nextInt(12)];
            for (int i = 0; i < members.length; i++) members[i] = member();
            add(key, members);
        }

        private void remove(String key, String member) {
            assertEquals(members(key).contains(member), test.contains(key, member));
            assertEquals(members(key).contains(member), test.remove(key, member));
            modelRemove(key, List.of(member));
        }

        private Set<String> members(String key) {
            return models.containsKey(key) ? models.get(key).members : Set.of();
        }

        private void modelRemove(String key, List<String> members) {
            if (!models.containsKey(key)) return;
            models.get(key).members.removeAll(members);
            if (models.get(key).members.isEmpty()) models.remove(key);
        }

        void check(String key) {
            List<String> members = test.members(key);
            assertEquals(members(key), new TreeSet<>(members));
            assertEquals(members(key).size(), members.size());
            assertEquals(models.containsKey(key), test.find(key) != 0);
            if (members.isEmpty()) return;
            assertEquals(members.size(), test.sets.size(test.find(key)));
            assertEquals(models.get(key).encoding, test.encoding(key));
            assertTrue(test.database.memoryBytes(test.find(key), 0) > members.size());
        }

        private void takeOutOne(String key) {
            if (!models.containsKey(key)) return;
            long record = test.find(key);
            test.sets.draw(record);
            String drawn = TestSets.text(test.sets.drawnAddress(), test.sets.drawnLength());
            assertTrue(members(key).contains(drawn));
            test.sets.takeOutDrawn(test.database, record);
            test.removeIfEmpty(record);
            modelRemove(key, List.of(drawn));
            check(key);
        }

        private void takeOutSome(String key) {
            int size = members(key).size();
            if (size < 2) return;
            int count = 1 + random.nextInt(size - 1);
            long record = test.find(key);
            List<String> taken = TestSets.shown(
                    visitor -> test.sets.takeOutSome(test.database, record, count, visitor));
            assertEquals(count, new HashSet<>(taken).size());
            assertTrue(members(key).containsAll(taken));
            modelRemove(key, taken);
            // Of a table that loses nearly all the rest begins anew, as a listpack.
            Model model = models.get(key);
            if (model.encoding.equals("hashtable") && (size - count) * 5 <= count) {
                boolean fits = model.members.size() <= config.listpackEntriesMax()
                        && model.members.stream().allMatch(m -> m.length() <= config.listpackValueBytesMax());
                model.encoding = fits ? "listpack" : "hashtable";
            }
            check(key);
        }

        private void drawDistinct(String key) {
            if (!models.containsKey(key)) return;
            int count = 1 + random.nextInt(members(key).size() + 2);
            List<String> drawn = TestSets.shown(visitor -> test.sets.drawDistinct(test.find(key), count, visitor));
            assertEquals(Math.min(count, members(key).size()), drawn.size());
            assertEquals(drawn.size(), new HashSet<>(drawn).size());
            assertTrue(members(key).containsAll(drawn));
            check(key);
        }

        private void drawAny(String key) {
            if (!models.containsKey(key)) return;
            int count = 1 + random.nextInt(2 * members(key).size());
            List<String> drawn = TestSets.shown(visitor -> test.sets.drawAny(test.find(key), count, visitor));
            assertEquals(count, drawn.size());
            assertTrue(members(key).containsAll(drawn));
        }

        private void copyOrDelete(String key) {
            String to = KEYS[random.nextInt(KEYS.length)];
            if (to.equals(key) || !models.containsKey(key)) return;
            if (models.remove(to) != null) {
                test.database.remove(test.find(to), random.nextBoolean());
                test.keyspace.lazyFree().reclaim(0);
            }
            test.copy(key, to);
            Model copy = new Model(models.get(key).encoding);
            copy.members.addAll(members(key));
            models.put(to, copy);
            check(to);
        }

        private void scan(String key) {
            if (!models.containsKey(key)) return;
            Set<String> seen = new TreeSet<>();
            long cursor = 0;
            do {
                cursor = test.sets.scan(test.find(key), cursor,
                        (address, length) -> seen.add(TestSets.text(address, length)));
            } while (cursor != 0);
            assertEquals(members(key), seen);
        }

        // ---- algebra

        private String[] operandKeys() {
            String[] keys = new String[1 + random.nextInt(4)];
            for (int i = 0; i < keys.length; i++) {
                keys[i] = random.nextInt(12) == 0 ? "missing" : KEYS[random.nextInt(KEYS.length)];
            }
            return keys;
        }

        private void intersect() {
            String[] keys = operandKeys();
            TreeSet<String> expected = new TreeSet<>(members(keys[0]));
            for (String key : keys) expected.retainAll(members(key));
            assertShown(expected, TestSets.shown(visitor -> test.operands(keys).showIntersection(visitor)));
            assertEquals(expected.size(), test.operands(keys).countIntersection(Long.MAX_VALUE));
            int limit = 1 + random.nextInt(5);
            assertEquals(Math.min(limit, expected.size()), test.operands(keys).countIntersection(limit));
            assertEquals(expected.size(), test.operands(keys).makeIntersection());
            if (expected.isEmpty()) return;
            String to = KEYS[random.nextInt(KEYS.length)];
            test.store(to);
            boolean numbers = expected.stream().allMatch(Run::isNumber);
            assertTrue(numbers ? !test.encoding(to).equals("listpack") || expected.size() > config.intsetEntriesMax()
                    : !test.encoding(to).equals("intset"), test.encoding(to));
            if (numbers && expected.size() <= config.intsetEntriesMax()) assertEquals("intset", test.encoding(to));
            stored(to, expected);
        }

        private void unite() {
            String[] keys = operandKeys();
            TreeSet<String> expected = new TreeSet<>();
            for (String key : keys) expected.addAll(members(key));
            assertShown(expected, TestSets.shown(visitor -> test.operands(keys).showUnion(visitor)));
            assertEquals(expected.size(), test.operands(keys).makeUnion());
            storeIfAny(expected);
        }

        private void subtract() {
            String[] keys = operandKeys();
            TreeSet<String> expected = new TreeSet<>(members(keys[0]));
            for (String key : Arrays.asList(keys).subList(1, keys.length)) expected.removeAll(members(key));
            assertShown(expected, TestSets.shown(visitor -> test.operands(keys).showDifference(visitor)));
            assertEquals(expected.size(), test.operands(keys).makeDifference());
            storeIfAny(expected);
        }

        private void storeIfAny(TreeSet<String> expected) {
            if (expected.isEmpty()) return;
            String to = KEYS[random.nextInt(KEYS.length)];
            test.store(to);
            boolean numbers = expected.stream().allMatch(Run::isNumber);
            // The other way round need not be: what was subtracted may have been text.
            if (!numbers) assertNotEquals("intset", test.encoding(to));
            stored(to, expected);
        }

        private void stored(String to, TreeSet<String> expected) {
            Model model = new Model(test.encoding(to));
            model.members.addAll(expected);
            models.put(to, model);
            check(to);
        }

        private static void assertShown(TreeSet<String> expected, List<String> shown) {
            assertEquals(new ArrayList<>(expected), shown.stream().sorted().toList());
        }

        @Override
        public void close() {
            test.close();
        }
    }
}
