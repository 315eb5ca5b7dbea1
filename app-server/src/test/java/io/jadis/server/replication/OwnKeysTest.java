package io.jadis.server.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.execution.Scratch;
import io.jadis.store.keyspace.Database;
import io.jadis.store.keyspace.ExpiryMode;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.keyspace.KeyspaceConfig;
import io.jadis.store.keyspace.KeyspaceListener;
import io.jadis.store.keyspace.Record;
import io.jadis.store.memory.Allocator;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OwnKeysTest {
    private static final long LATE_MS = 1_000_000;
    /** Of one round, while the clock moves on by more than its time at each look. */
    private static final int KEYS_A_ROUND = 64;

    private final Allocator allocator = new Allocator();
    private final Keyspace keyspace = new Keyspace(allocator, KeyspaceConfig.DEFAULT, new SplittableRandom(1), () -> 0,
            KeyspaceListener.NOBODY);
    private final Database database = keyspace.database(0);
    private final Scratch scratch = new Scratch(allocator), value = new Scratch(allocator);
    private long nowNs, tickNs = 100_000_000;
    private final OwnKeys keys = new OwnKeys(scratch, () -> nowNs += tickNs);

    OwnKeysTest() {
        keyspace.expiryBy(ExpiryMode.REPLICA);
    }

    @AfterEach
    void close() {
        scratch.release();
        value.release();
        keyspace.close();
        allocator.close();
    }

    private void write(String key, long expiresAtMs) {
        byte[] name = key.getBytes(StandardCharsets.US_ASCII);
        long address = scratch.hold(name);
        keyspace.strings().set(database, 0, address, name.length, value.hold(name), name.length, expiresAtMs, 0);
        keys.changed(database, address, name.length);
    }

    @Test
    void eachRoundGoesOnWhereTheLastOneEnded() {
        int late = 3 * KEYS_A_ROUND;
        for (int i = 0; i < late; i++) write("late:" + i, LATE_MS);
        write("early", 1);
        for (int round = 1; round <= 3; round++) {
            keys.expireDue(2);
            assertEquals(late + 1, database.size(), "round=" + round);
        }
        keys.expireDue(2);
        assertEquals(late, database.size());
        assertEquals(late, keys.count());
        for (int i = 0; i < 4; i++) keys.expireDue(LATE_MS + 1);
        assertEquals(0, database.size());
        assertEquals(0, keys.count());
    }

    @Test
    void aRoundThatHasTimeEndsAfterAll() {
        tickNs = 0;
        for (int i = 0; i < 5 * KEYS_A_ROUND; i++) write("key:" + i, i % 2 == 0 ? 1 : LATE_MS);
        nowNs += 1_000_000_000;
        keys.expireDue(2);
        assertEquals(5 * KEYS_A_ROUND / 2, database.size());
        assertEquals(database.size(), keys.count());
    }

    @Test
    void roundsAreRareHoweverOftenTheCronRuns() {
        tickNs = 1_000_000;
        write("early", 1);
        for (int i = 0; i < 40; i++) keys.expireDue(2);
        assertEquals(1, database.size());
        for (int i = 0; i < 20; i++) keys.expireDue(2);
        assertEquals(0, database.size());
    }

    @Test
    void whatHasNoTimeIsNotRemembered() {
        write("key", Record.NO_EXPIRY);
        assertEquals(0, keys.count());
        write("key", LATE_MS);
        assertEquals(1, keys.count());
        write("key", Record.NO_EXPIRY);
        keys.expireDue(2);
        assertEquals(0, keys.count());
    }

    @Test
    void namesOfOneHashAreInOrder() {
        OwnKeys.OwnKey a = key(0, "AaBB"), b = key(0, "BBAa"), other = key(1, "AaBB");
        assertEquals(a.name().hashCode(), key(1, "AaBB").name().hashCode());
        assertTrue(a.compareTo(b) < 0 && b.compareTo(a) > 0);
        assertTrue(b.compareTo(other) < 0 && a.compareTo(other) < 0);
        assertEquals(0, a.compareTo(key(0, "AaBB")));
    }

    private OwnKeys.OwnKey key(int index, String name) {
        return new OwnKeys.OwnKey(keyspace.database(index), ByteBuffer.wrap(name.getBytes(StandardCharsets.US_ASCII)));
    }
}
