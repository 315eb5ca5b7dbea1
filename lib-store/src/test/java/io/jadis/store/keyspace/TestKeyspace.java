package io.jadis.store.keyspace;

import io.jadis.store.memory.Allocator;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A keyspace with a hand clock whose keys and values are Java strings; closing it fails the test if anything leaks. */
final class TestKeyspace implements AutoCloseable, KeyspaceListener {
    static final long START_MS = 1_700_000_000_000L;

    final Allocator allocator = new Allocator();
    final Arguments arguments = new Arguments();

    /** What the listener heard: "expired 0 key". */
    final List<String> events = new ArrayList<>();

    final Keyspace keyspace;
    final StringValues strings;
    long nowMs = START_MS;
    long nowNs;

    TestKeyspace() {
        this(KeyspaceConfig.DEFAULT, 1);
    }

    TestKeyspace(KeyspaceConfig config, long seed) {
        keyspace = new Keyspace(allocator, config, new SplittableRandom(seed), () -> nowNs, this);
        strings = keyspace.strings();
    }

    Database db(int index) {
        return keyspace.database(index);
    }

    long find(int db, String key) {
        return find(db, key, 0);
    }

    long find(int db, String key, int flags) {
        return db(db).find(nowMs, arguments.of(key), key.length(), flags);
    }

    long set(int db, String key, String value) {
        return set(db, key, value, Record.NO_EXPIRY);
    }

    long set(int db, String key, String value, long expiresAtMs) {
        return strings.set(db(db), nowMs, arguments.of(key), key.length(), arguments.of(value), value.length(),
                expiresAtMs, 0);
    }

    /** The value as text, or null. */
    String get(int db, String key) {
        long record = find(db, key, Database.NO_TOUCH);
        return record == 0 ? null : value(record);
    }

    String value(long record) {
        return Arguments.text(strings.address(record), StringValues.length(record));
    }

    String encoding(int db, String key) {
        return Encoding.name(Record.encoding(find(db, key, Database.NO_TOUCH)));
    }

    static String key(long record) {
        return Arguments.text(Record.keyAddress(record), Record.keyLength(record));
    }

    /** One that takes all keys, each at once. */
    Snapshot beginSnapshot() {
        return keyspace.beginSnapshot(new Snapshot.Visitor() {
            @Override
            public boolean hasRoom() {
                return true;
            }

            @Override
            public long visit(int databaseIndex, long record) {
                return 1;
            }

            @Override
            public boolean goOn() {
                return false;
            }
        });
    }

    @Override
    public void added(Database database, long record) {
        events.add("added " + database.index() + " " + key(record));
    }

    @Override
    public void expired(Database database, long record) {
        events.add("expired " + database.index() + " " + key(record));
    }

    @Override
    public void evicted(Database database, long record) {
        events.add("evicted " + database.index() + " " + key(record));
    }

    @Override
    public void close() {
        keyspace.close();
        arguments.close();
        allocator.close();
    }
}
