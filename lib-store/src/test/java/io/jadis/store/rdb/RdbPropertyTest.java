package io.jadis.store.rdb;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jadis.store.hash.HashConfig;
import io.jadis.store.list.ListConfig;
import io.jadis.store.set.SetConfig;
import io.jadis.store.sortedset.SortedSetConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random values under random limits, read from their plainest form, are what they were in every form and version. */
class RdbPropertyTest {
    /** A value as it is written element by element, and how it is shown but for its encoding. */
    private record Value(byte[] bytes, String shown) {}

    private record Element(String member, double score) {}

    @Property(tries = 150)
    void valuesComeBackInEveryVersion(@ForAll long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        try (TestRdb rdb = new TestRdb()) {
            for (int i = 0; i < 8; i++) {
                limit(rdb, random);
                Value value = value(random);
                assertEquals(value.shown, elements(rdb.restore("k", value.bytes, random.nextBoolean())));
                for (int version = 9; version <= 11; version++) {
                    byte[] payload = rdb.dump("k", version, random.nextBoolean());
                    // Limits may have been others when it was written.
                    if (random.nextBoolean()) limit(rdb, random);
                    assertEquals(value.shown, elements(rdb.restore("k", TestRdb.value(payload), random.nextBoolean())));
                }
                rdb.copyAndMeasure("k");
            }
        }
    }

    @Property(tries = 60)
    void filesComeBackHoweverTheyAreCut(@ForAll long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        try (TestRdb rdb = new TestRdb(); TestRdb other = new TestRdb()) {
            limit(rdb, random);
            for (int i = random.nextInt(12); i >= 0; i--) rdb.restore("key" + i, value(random).bytes, true);
            rdb.set(random.nextInt(16), "s", text(random), TestRdb.NOW_MS + random.nextInt(1000));
            byte[] file = rdb.save(random.nextInt(9, 12), random.nextBoolean(), random.nextInt(16, 500),
                    random.nextInt(1, 50));
            other.load(file, TestRdb.DEEP, random.nextInt(1, 2000), random.nextBoolean() ? file.length
                    : RdbInput.UNKNOWN_SIZE);
            List<String> expected = rdb.contents().stream().map(RdbPropertyTest::withoutEncoding).toList();
            assertEquals(expected, other.contents().stream().map(RdbPropertyTest::withoutEncoding).toList());
        }
    }

    private static void limit(TestRdb rdb, SplittableRandom random) {
        rdb.hashes.configure(new HashConfig(random.nextInt(40), random.nextInt(80)));
        rdb.sets.configure(new SetConfig(random.nextInt(40), random.nextInt(40), random.nextInt(80)));
        rdb.sortedSets.configure(new SortedSetConfig(random.nextInt(40), random.nextInt(80)));
        rdb.lists.configure(new ListConfig(random.nextInt(-5, 20), random.nextInt(3)));
    }

    private static String elements(String shown) {
        return shown.substring(shown.indexOf(' ') + 1);
    }

    private static String withoutEncoding(String line) {
        int at = line.indexOf(" = ") + 3;
        return line.substring(0, at) + elements(line.substring(at));
    }

    private static Value value(SplittableRandom random) {
        int count = random.nextInt(8) == 0 ? random.nextInt(1, 400) : random.nextInt(1, 20);
        LinkedHashSet<String> distinct = new LinkedHashSet<>();
        boolean numbers = random.nextInt(3) == 0;
        while (distinct.size() < count) distinct.add(numbers ? Integer.toString(random.nextInt() >> random.nextInt(31))
                : text(random));
        return switch (random.nextInt(5)) {
            case 0 -> list(random, count);
            case 1 -> set(distinct);
            case 2 -> hash(random, distinct);
            case 3 -> timedHash(random, distinct);
            default -> sortedSet(random, distinct);
        };
    }

    private static String text(SplittableRandom random) {
        return switch (random.nextInt(6)) {
            case 0 -> Long.toString(random.nextLong() >> random.nextInt(63));
            case 1 -> "0" + random.nextInt(1000);
            case 2 -> "x".repeat(random.nextInt(70)) + random.nextInt(1000);
            case 3 -> random.nextInt(10) == 0 ? "long".repeat(random.nextInt(1500)) + random.nextInt(1000) : "";
            default -> "text " + random.nextInt(100_000);
        };
    }

    private static Value list(SplittableRandom random, int count) {
        Bytes bytes = new Bytes().b(1).length(count);
        List<String> elements = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            elements.add(text(random));
            bytes.string(elements.getLast());
        }
        return new Value(bytes.array(), elements.toString());
    }

    private static Value set(LinkedHashSet<String> members) {
        Bytes bytes = new Bytes().b(2).length(members.size());
        members.forEach(bytes::string);
        return new Value(bytes.array(), new TreeSet<>(members).toString());
    }

    private static Value hash(SplittableRandom random, LinkedHashSet<String> fields) {
        Bytes bytes = new Bytes().b(4).length(fields.size());
        TreeMap<String, String> shown = new TreeMap<>();
        for (String field : fields) {
            shown.put(field, text(random));
            bytes.string(field).string(shown.get(field));
        }
        return new Value(bytes.array(), shown.toString());
    }

    private static Value timedHash(SplittableRandom random, LinkedHashSet<String> fields) {
        Bytes bytes = new Bytes().b(24).littleEndian(TestRdb.NOW_MS, 8).length(fields.size());
        TreeMap<String, String> shown = new TreeMap<>();
        for (String field : fields) {
            int time = random.nextInt(3) == 0 ? 0 : random.nextInt(1, 1000);
            String value = text(random);
            shown.put(field, value + (time == 0 ? "" : "@" + (TestRdb.NOW_MS + time - 1)));
            bytes.length(time).string(field).string(value);
        }
        return new Value(bytes.array(), shown.toString());
    }

    private static Value sortedSet(SplittableRandom random, LinkedHashSet<String> members) {
        Bytes bytes = new Bytes().b(5).length(members.size());
        List<Element> elements = new ArrayList<>();
        for (String member : members) {
            double score = random.nextBoolean() ? random.nextInt(10)
                    : random.nextDouble() * Math.pow(10, random.nextInt(-20, 20));
            elements.add(new Element(member, score));
            bytes.string(member).littleEndian(Double.doubleToRawLongBits(score), 8);
        }
        elements.sort(Comparator.comparingDouble(Element::score).thenComparing(Element::member));
        return new Value(bytes.array(), elements.stream().map(e -> e.member + "=" + e.score).toList().toString());
    }
}
