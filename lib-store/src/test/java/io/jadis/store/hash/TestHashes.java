package io.jadis.store.hash;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.keyspace.Database;
import io.jadis.store.keyspace.Encoding;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.keyspace.KeyspaceConfig;
import io.jadis.store.keyspace.KeyspaceListener;
import io.jadis.store.keyspace.Record;
import io.jadis.store.memory.Allocator;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Hashes with a hand clock whose keys, fields and values are Java strings; closing fails the test if anything leaks.
 */
final class TestHashes implements AutoCloseable, KeyspaceListener {
    static final long START_MS = 1_700_000_000_000L;
    private static final int PLACES = 8, PLACE_BYTES = 1 << 17;

    final Allocator allocator = new Allocator();
    final Keyspace keyspace;
    final HashValues hashes;

    /**
     * What the listener heard since the list was cleared: {@code hdel key field}, {@code hexpired key}, {@code del
     * key}.
     */
    final List<String> events = new ArrayList<>();

    long nowMs = START_MS;
    private final Arena arena = Arena.ofConfined();
    private final long arguments = arena.allocate((long) PLACES * PLACE_BYTES).address();
    private int place;

    TestHashes(long seed) {
        keyspace = new Keyspace(allocator, KeyspaceConfig.DEFAULT, new SplittableRandom(seed), () -> 0, this);
        hashes = new HashValues(keyspace);
    }

    /** The address of a text, valid until eight later ones. */
    long of(String text) {
        place = (place + 1) % PLACES;
        long address = arguments + (long) place * PLACE_BYTES;
        Memory.copyIn(text.getBytes(ISO_8859_1), 0, address, text.length());
        return address;
    }

    static String text(long address, long length) {
        return new String(Memory.toArray(address, length), ISO_8859_1);
    }

    Database db(int index) {
        return keyspace.database(index);
    }

    long find(int db, String key) {
        return db(db).find(nowMs, of(key), key.length(), 0);
    }

    String encoding(int db, String key) {
        return Encoding.name(Record.encoding(find(db, key)));
    }

    /** HSET */
    boolean set(int db, String key, String field, String value, boolean keepExpiry) {
        long record = find(db, key);
        if (record == 0) {
            long longest = Math.max(field.length(), value.length());
            record = hashes.create(db(db), nowMs, of(key), key.length(), 1, longest, field.length() + value.length());
        }
        return hashes.set(db(db), nowMs, record, of(field), field.length(), of(value), value.length(), keepExpiry);
    }

    /** HGET, or null. */
    String get(int db, String key, String field) {
        long record = find(db, key);
        if (record == 0) return null;
        String value = null;
        if (hashes.find(db(db), nowMs, record, of(field), field.length())) {
            value = text(hashes.valueAddress(), hashes.valueLength());
        }
        hashes.settle(db(db), record);
        return value;
    }

    /** HDEL */
    boolean remove(int db, String key, String field) {
        long record = find(db, key);
        if (record == 0 || !hashes.remove(db(db), nowMs, record, of(field), field.length())) return false;
        if (hashes.size(record) == 0) db(db).remove(record, false);
        return true;
    }

    /** HPEXPIREAT of a field that is there. */
    void expireAt(int db, String key, String field, long ms) {
        hashes.setExpiry(db(db), nowMs, find(db, key), of(field), field.length(), ms);
    }

    /** HPERSIST of a field that has a time to live. */
    void persist(int db, String key, String field) {
        hashes.removeExpiry(db(db), nowMs, find(db, key), of(field), field.length());
    }

    /** HPEXPIRETIME */
    long expiresAtMs(int db, String key, String field) {
        long record = find(db, key);
        return record == 0 ? HashValues.NO_FIELD : hashes.expiresAtMs(record, nowMs, of(field), field.length());
    }

    /** HGETALL */
    Map<String, String> all(int db, String key) {
        Map<String, String> all = new TreeMap<>();
        long record = find(db, key);
        if (record == 0) return all;
        hashes.forEach(record, nowMs, (field, fieldLength, value, valueLength, expiresAtMs) -> {
            String before = all.put(text(field, fieldLength), text(value, valueLength));
            if (before != null) throw new AssertionError("a field twice: " + text(field, fieldLength));
        });
        return all;
    }

    private static String key(long record) {
        return text(Record.keyAddress(record), Record.keyLength(record));
    }

    @Override
    public void added(Database database, long record) {}

    @Override
    public void expired(Database database, long record) {}

    @Override
    public void evicted(Database database, long record) {}

    @Override
    public void fieldExpired(Database database, long record, long fieldAddress, long fieldLength) {
        events.add("hdel " + key(record) + " " + text(fieldAddress, fieldLength));
    }

    @Override
    public void fieldsExpired(Database database, long record) {
        events.add("hexpired " + key(record));
    }

    @Override
    public void emptied(Database database, long record) {
        events.add("del " + key(record));
    }

    @Override
    public void close() {
        keyspace.close();
        hashes.close();
        arena.close();
        allocator.close();
    }
}
