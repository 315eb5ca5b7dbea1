package io.jadis.store.keyspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadBatchTest {
    private final TestKeyspace test = new TestKeyspace();
    private final LoadBatch batch = new LoadBatch(test.keyspace);

    @BeforeEach
    void loads() {
        test.keyspace.loading(true);
        batch.into(test.db(0));
    }

    @AfterEach
    void nothingLeaks() {
        batch.close();
        test.close();
    }

    @Test
    void keysAreThereOnceTheyAreFlushed() {
        add("a", "1", Record.NO_EXPIRY);
        add("b", "text", test.nowMs + 5);
        assertEquals(0, test.db(0).size());
        assertEquals(0, batch.flush(test.nowMs));
        assertEquals(2, test.db(0).size());
        assertEquals(1, test.db(0).volatileCount());
        assertEquals("1", test.get(0, "a"));
        assertEquals("text", test.get(0, "b"));
        assertEquals("[]", test.events.toString());
    }

    @Test
    void aKeyThatIsThereStopsIt() {
        add("a", "1", Record.NO_EXPIRY);
        batch.flush(test.nowMs);
        add("b", "1", Record.NO_EXPIRY);
        add("a", "2", Record.NO_EXPIRY);
        add("c", "1", Record.NO_EXPIRY);
        long duplicate = batch.flush(test.nowMs);
        assertEquals("a", TestKeyspace.key(duplicate));
        assertEquals(2, test.db(0).size());
        assertEquals("1", test.get(0, "a"));
    }

    @Test
    void isFullAfterSome() {
        for (int i = 0; !batch.isFull(); i++) add("key:" + i, "v".repeat(i * 100), Record.NO_EXPIRY);
        assertEquals(0, batch.flush(test.nowMs));
        assertFalse(batch.isFull());
        assertTrue(test.db(0).size() > 1);
    }

    /** A snapshot that began meanwhile doesn't know them; the next one must. */
    @Test
    void whatWaitsBelongsToTheMomentInWhichItIsFlushed() {
        long waiting = add("a", "1", Record.NO_EXPIRY);
        int before = test.keyspace.generations();
        test.set(0, "other", "1");
        Snapshot snapshot = test.beginSnapshot();
        assertNotEquals(before, test.keyspace.generations());
        batch.flush(test.nowMs);
        assertEquals(test.keyspace.generations(), Record.generations(waiting));
        while (!snapshot.advance(Long.MAX_VALUE)) continue;
    }

    private long add(String key, String value, long expiresAtMs) {
        return batch.addString(test.nowMs, test.arguments.of(key), key.length(), test.arguments.of(value),
                value.length(), expiresAtMs);
    }
}
