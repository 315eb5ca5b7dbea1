package io.jadis.server.execution;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.execution.Watches.WatchedKey;
import io.jadis.store.keyspace.Database;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.keyspace.KeyspaceConfig;
import io.jadis.store.keyspace.KeyspaceListener;
import io.jadis.store.memory.Allocator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** "Aa" and "BB" have the same hash, and so have all words of them: a map can only tell such keys apart by order. */
class KeyOrderTest {
    private static final KeyspaceListener NOBODY = new KeyspaceListener() {
        @Override
        public void added(Database database, long record) {}

        @Override
        public void expired(Database database, long record) {}

        @Override
        public void evicted(Database database, long record) {}
    };

    private static <T extends Comparable<T>> void assertOrder(List<T> ascending) {
        for (int i = 0; i < ascending.size(); i++) {
            for (int j = 0; j < ascending.size(); j++) {
                int order = ascending.get(i).compareTo(ascending.get(j));
                assertEquals(Integer.signum(Integer.compare(i, j)), Integer.signum(order), "i=" + i + " j=" + j);
                assertEquals(order == 0, ascending.get(i).equals(ascending.get(j)), "i=" + i + " j=" + j);
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(US_ASCII);
    }

    @Test
    void watchedKeysAreInOrderOfDatabaseAndName() {
        try (Allocator allocator = new Allocator();
                Keyspace keyspace = new Keyspace(allocator, KeyspaceConfig.DEFAULT, new SplittableRandom(1), () -> 0,
                        NOBODY)) {
            Database first = keyspace.database(0), second = keyspace.database(1);
            WatchedKey key = new WatchedKey(first, bytes("AaBB"));
            assertEquals(key.hashCode(), new WatchedKey(first, bytes("BBAa")).hashCode());
            assertOrder(List.of(key, new WatchedKey(first, bytes("BBAa")), new WatchedKey(second, bytes("AaBB"))));
        }
    }

    @Test
    void heldNamesAreInOrder() {
        List<KeyHolds.Name> names = List.of(new KeyHolds.Name(bytes("AaBB")), new KeyHolds.Name(bytes("BBAa")));
        assertTrue(names.get(0).hashCode() == names.get(1).hashCode());
        assertOrder(names);
    }
}
