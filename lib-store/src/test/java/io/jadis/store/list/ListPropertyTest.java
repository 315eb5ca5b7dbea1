package io.jadis.store.list;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.jadis.store.keyspace.Record;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class ListPropertyTest {
    private static final int[] NODE_LIMITS = {-1, -2, -5, 0, 1, 2, 3, 7, 50, 1000};
    private static final int STEPS = 400;

    @Property(tries = 120)
    void randomStepsMatchAnArrayList(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> model = new ArrayList<>();
        try (TestLists lists = new TestLists()) {
            configure(lists, random);
            int growth = random.nextInt(3);
            for (int step = 0; step < STEPS; step++) {
                if (random.nextInt(100) == 0) configure(lists, random);
                step(lists, model, random, growth);
                assertEquals(model.size(), model.isEmpty() ? 0 : ListValues.length(lists.find("l")));
                if (step % 20 == 0 || step == STEPS - 1) check(lists, model, random);
            }
            if (!model.isEmpty()) {
                long record = lists.find("l");
                lists.database.copy(0, record, lists.database, copyName(lists), 1);
                assertEquals(model, lists.elements("c"));
                lists.database.remove(lists.find("l"), random.nextBoolean());
                assertEquals(model, lists.elements("c"));
            }
        }
    }

    private static long copyName(TestLists lists) {
        lists.push("n", true, "c");
        lists.lists.cursor().seek(lists.find("n"), 0);
        return lists.lists.cursor().address();
    }

    private static void configure(TestLists lists, SplittableRandom random) {
        lists.lists.configure(new ListConfig(NODE_LIMITS[random.nextInt(NODE_LIMITS.length)],
                random.nextInt(2) * random.nextInt(4)));
        lists.lists.plainBytesMin(random.nextBoolean() ? 1 << 30 : 50 + random.nextInt(1000));
    }

    private static void step(TestLists lists, List<String> model, SplittableRandom random, int growth) {
        int size = model.size();
        int what = random.nextInt(size == 0 ? 2 : 10 + growth);
        if (what < 2 || what >= 10) {
            boolean head = what == 0 || what == 10;
            int count = random.nextInt(8) == 0 ? random.nextInt(300) : 1;
            for (int i = 0; i < count; i++) {
                String element = element(random);
                lists.push("l", head, element);
                model.add(head ? 0 : model.size(), element);
            }
            return;
        }
        int index = random.nextInt(size);
        switch (what) {
            case 2, 3 -> {
                boolean head = what == 2;
                int count = random.nextInt(4) == 0 ? 1 + random.nextInt(size) / 2 : 1;
                lists.pop("l", head, count);
                for (int i = 0; i < count; i++) model.remove(head ? 0 : model.size() - 1);
            }
            case 4 -> {
                String element = element(random);
                lists.set("l", random.nextBoolean() ? index : index - size, element);
                model.set(index, element);
            }
            case 5, 6 -> {
                String element = element(random);
                lists.insert("l", index, what == 5, element);
                model.add(what == 5 ? index + 1 : index, element);
            }
            case 7 -> {
                int count = random.nextInt(4) == 0 ? random.nextInt(size - index)
                        : random.nextInt(Math.min(5, size - index + 1));
                if (count == 0) return;
                lists.removeRange("l", index, count);
                model.subList(index, index + count).clear();
            }
            default -> {
                int count = random.nextInt(7) - 3;
                String element = model.get(index);
                assertEquals(removeEqual(model, count, element), lists.removeEqual("l", count, element));
            }
        }
    }

    private static int removeEqual(List<String> model, int count, String element) {
        int limit = count == 0 ? Integer.MAX_VALUE : Math.abs(count), removed = 0;
        for (int i = count >= 0 ? 0 : model.size() - 1; i >= 0 && i < model.size() && removed < limit; ) {
            if (model.get(i).equals(element)) {
                model.remove(i);
                removed++;
                if (count < 0) i--;
            } else {
                i += count >= 0 ? 1 : -1;
            }
        }
        return removed;
    }

    private static String element(SplittableRandom random) {
        return switch (random.nextInt(9)) {
            case 0 -> Long.toString(random.nextLong() >> random.nextInt(64));
            case 1 -> "";
            case 2 -> "element:" + random.nextInt(1000);
            case 3 -> Integer.toString(random.nextInt(20));
            case 4 -> "x".repeat(random.nextInt(200));
            case 5 -> "the same beginning and then " + random.nextInt() + "y".repeat(random.nextInt(100));
            case 6 -> noise(random, random.nextInt(30));
            case 7 -> random.nextInt(10) == 0 ? noise(random, 4000 + random.nextInt(9000)) : noise(random, 100);
            default -> "job";
        };
    }

    private static String noise(SplittableRandom random, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) text.append((char) random.nextInt(256));
        return text.toString();
    }

    private static void check(TestLists lists, List<String> model, SplittableRandom random) {
        assertEquals(model, lists.elements("l"));
        assertEquals(model, lists.elementsBackwards("l"));
        for (int i = 0; i < 5 && !model.isEmpty(); i++) {
            int index = random.nextInt(model.size());
            assertEquals(model.get(index), lists.at("l", index));
            assertEquals(model.get(index), lists.at("l", index - model.size()));
        }
        if (model.isEmpty()) return;
        assertNull(lists.at("l", model.size()));
        assertNull(lists.at("l", -model.size() - 1));
        long record = lists.find("l");
        assert lists.database.memoryBytes(record, 5) > 0 && Record.root(record) != 0;
    }
}
