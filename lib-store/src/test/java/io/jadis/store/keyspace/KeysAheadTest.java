package io.jadis.store.keyspace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jadis.protocol.memory.Memory;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** In checked memory: what is looked at must be there, wherever a growing or shrinking table has its entries. */
class KeysAheadTest {
    private final TestKeyspace test = new TestKeyspace();
    private final KeysAhead keys = new KeysAhead();

    @AfterEach
    void nothingLeaks() {
        test.close();
    }

    private void ahead(Arena arena, String key) {
        byte[] bytes = key.getBytes(StandardCharsets.ISO_8859_1);
        long address = arena.allocate(bytes.length + 1).address();
        Memory.copyIn(bytes, 0, address, bytes.length);
        keys.add(address, bytes.length);
    }

    private void delete(String key) {
        long record = test.find(0, key);
        if (record != 0) test.db(0).remove(record, false);
    }

    @Test
    void fetchingChangesNothingWhateverIsThere() {
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 400; round++) {
            try (Arena arena = Arena.ofConfined()) {
                for (int i = random.nextInt(100); i > 0; i--) ahead(arena, "key:" + random.nextInt(3_000));
                ahead(arena, "");
                ahead(arena, "k".repeat(random.nextInt(600)));
                long size = test.db(0).size();
                keys.fetch(test.db(0));
                assertEquals(size, test.db(0).size());
            }
            // It grows for a while, and then shrinks again.
            for (int i = 0; i < 20; i++) {
                String key = "key:" + random.nextInt(3_000);
                if (random.nextInt(400) > round) test.set(0, key, "v".repeat(random.nextInt(100)));
                else delete(key);
            }
        }
    }

    @Test
    void anEmptyDatabaseHasNothingToFetch() {
        try (Arena arena = Arena.ofConfined()) {
            ahead(arena, "a");
            ahead(arena, "b");
            keys.fetch(test.db(1));
        }
        assertEquals(0, test.db(1).size());
    }
}
