package io.jadis.server.tracking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random steps, compared with maps and sets of java.util; closing in checked memory finds what was not freed. */
final class TrackedKeysPropertyTest {
    private static final int STEPS = 3_000, KEYS = 400, IDS = 12;

    private final Queue<Runnable> later = new ArrayDeque<>();
    private final Map<String, TreeSet<Long>> model = new HashMap<>();
    private Allocator allocator;
    private TrackedKeys keys;
    private SplittableRandom random;

    @Property(tries = 40)
    void behavesAsAMapOfSets(@ForAll long seed) {
        random = new SplittableRandom(seed);
        allocator = new Allocator();
        keys = new TrackedKeys(allocator, new SplittableRandom(seed), later::add);
        model.clear();
        for (int i = 0; i < STEPS; i++) step();
        keys.close();
        while (!later.isEmpty()) later.remove().run();
        assertEquals(0, allocator.liveBlockCount());
        allocator.close();
    }

    private void step() {
        int dice = random.nextInt(1_000);
        if (dice < 700) add();
        else if (dice < 950) take();
        else if (dice < 990) takeRandom();
        else if (dice < 992) clear();
        else if (!later.isEmpty()) later.remove().run();
        assertEquals(model.size(), keys.keyCount());
        assertEquals(model.values().stream().mapToLong(TreeSet::size).sum(), keys.itemCount());
    }

    private void add() {
        String key = anyKey();
        // Ids of any width, near the limits of each.
        long id = 1 + random.nextInt(IDS) + new long[] {0, 32_760, 2_147_483_640L}[random.nextInt(3)];
        withKey(key, (address, length) -> keys.add(address, length, id));
        model.computeIfAbsent(key, k -> new TreeSet<>()).add(id);
    }

    private void take() {
        String key = anyKey();
        withKey(key, (address, length) -> {
            long entry = keys.take(address, length);
            assertEquals(model.containsKey(key), entry != 0);
            if (entry != 0) expectAndFree(key, entry);
        });
    }

    private void takeRandom() {
        long entry = keys.takeRandom();
        assertEquals(model.isEmpty(), entry == 0);
        if (entry == 0) return;
        byte[] key = Memory.toArray(keys.keyAddress(entry), keys.keyLength(entry));
        expectAndFree(new String(key, StandardCharsets.ISO_8859_1), entry);
    }

    private void expectAndFree(String key, long entry) {
        TreeSet<Long> ids = model.remove(key);
        assertTrue(ids != null, key);
        TreeSet<Long> found = new TreeSet<>();
        for (int i = 0; i < TrackedKeys.idCount(entry); i++) found.add(TrackedKeys.id(entry, i));
        assertEquals(ids, found);
        keys.free(entry);
    }

    private void clear() {
        keys.clear();
        model.clear();
    }

    private String anyKey() {
        int number = random.nextInt(KEYS);
        return number == 0 ? "" : "key:" + "x".repeat(number % 70) + number;
    }

    private void withKey(String key, Prefix.KeyVisitor action) {
        byte[] bytes = key.getBytes(StandardCharsets.ISO_8859_1);
        long address = allocator.allocate(bytes.length + 1L);
        Memory.copyIn(bytes, 0, address, bytes.length);
        action.visit(address, bytes.length);
        allocator.free(address);
    }

    @Property(tries = 3)
    void givesUpManyKeysInSlices(@ForAll long seed) {
        allocator = new Allocator();
        keys = new TrackedKeys(allocator, new SplittableRandom(seed), later::add);
        for (int i = 0; i < 20_000; i++) {
            int number = i;
            withKey("k" + number, (address, length) -> keys.add(address, length, number % 7 + 1));
        }
        keys.clear();
        assertEquals(0, keys.keyCount());
        assertEquals(0, keys.itemCount());
        assertTrue(allocator.liveBlockCount() > 0);
        while (!later.isEmpty()) later.remove().run();
        assertEquals(0, allocator.liveBlockCount());
        keys.close();
        allocator.close();
    }
}
