package io.jadis.store.rdb;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.keyspace.Database;
import io.jadis.store.keyspace.Encoding;
import io.jadis.store.keyspace.EvictionPolicy;
import io.jadis.store.keyspace.KeyspaceConfig;
import io.jadis.store.keyspace.Record;
import io.jadis.store.keyspace.RecordType;
import io.jadis.store.list.ListConfig;
import io.jadis.store.list.ListCursor;
import io.jadis.store.list.ListValues;
import io.jadis.store.sortedset.SortedSetValues;
import io.jadis.store.stream.EntrySource;
import io.jadis.store.stream.StreamConfig;
import io.jadis.store.stream.StreamGroups;
import io.jadis.store.stream.StreamId;
import io.jadis.store.stream.StreamValues;
import java.lang.foreign.Arena;
import java.util.SplittableRandom;

/**
 * Random writes of every kind to a few keys of all types: to their elements, and to the keys and databases as a whole.
 */
final class RandomWrites implements AutoCloseable, EntrySource {
    private static final int DATABASES = 3, KEYS = 3, PLACES = 8, PLACE_BYTES = 1 << 14;
    private static final String TYPES = "vlhsztx";

    private final TestRdb rdb;
    private final SplittableRandom random;
    private final Arena arena = Arena.ofConfined();
    private final long memory = arena.allocate((long) PLACES * PLACE_BYTES).address();
    private int place;
    /** Members are drawn from so many: how large collections get. */
    private final int membersMax;
    private long nowMs = TestRdb.NOW_MS;
    private final StreamId id = new StreamId();
    private int fieldLength;
    private long field, value;

    RandomWrites(TestRdb rdb, SplittableRandom random, int membersMax) {
        this.rdb = rdb;
        this.random = random;
        this.membersMax = membersMax;
        // Small nodes, so that there are many; little is compact.
        rdb.lists.configure(new ListConfig(random.nextInt(2, 8), random.nextInt(3)));
        rdb.streams.configure(new StreamConfig(4096, random.nextInt(2, 8)));
    }

    @Override
    public void close() {
        arena.close();
    }

    private long at(String text) {
        place = (place + 1) % PLACES;
        long address = memory + (long) place * PLACE_BYTES;
        Memory.copyIn(text.getBytes(ISO_8859_1), 0, address, text.length());
        return address;
    }

    private Database anyDatabase() {
        return rdb.keyspace.database(random.nextInt(DATABASES));
    }

    /** Its first letter says what type it has. */
    private String anyKey() {
        return TYPES.charAt(random.nextInt(TYPES.length())) + "" + random.nextInt(KEYS);
    }

    private String anyMember() {
        int number = random.nextInt(membersMax);
        return number % 7 == 0 ? Integer.toString(number) : "member " + number;
    }

    private String anyValue() {
        return switch (random.nextInt(20)) {
            case 0 -> "long".repeat(random.nextInt(1000));
            case 1, 2 -> "x".repeat(random.nextInt(300));
            default -> Integer.toString(random.nextInt());
        };
    }

    /** One write. */
    void step() {
        nowMs += random.nextInt(3);
        switch (random.nextInt(100)) {
            case 0 -> removeKey();
            case 1 -> rename();
            case 2 -> move();
            case 3 -> copy();
            case 4 -> expire();
            case 5 -> housekeep();
            case 6 -> swapOrFlush();
            case 7 -> evict();
            default -> {
                Database database = anyDatabase();
                String key = anyKey();
                for (int i = random.nextInt(12); i >= 0; i--) write(database, key);
            }
        }
    }

    // ---- keys

    private long find(Database database, String key) {
        return database.findToChange(nowMs, at(key), key.length(), 0);
    }

    private void removeKey() {
        Database database = anyDatabase();
        long record = find(database, anyKey());
        if (record != 0) database.remove(record, random.nextBoolean());
    }

    private void rename() {
        Database from = anyDatabase(), to = anyDatabase();
        String key = anyKey(), name = key.charAt(0) + "" + random.nextInt(KEYS);
        if (from == to && key.equals(name)) return;
        long there = find(to, name);
        if (there != 0) to.remove(there, random.nextBoolean());
        long record = find(from, key);
        if (record != 0) from.rename(nowMs, record, to, at(name), name.length());
    }

    private void move() {
        Database from = anyDatabase(), to = anyDatabase();
        String key = anyKey();
        if (from == to || find(to, key) != 0) return;
        long record = find(from, key);
        if (record != 0) from.moveTo(nowMs, record, to);
    }

    private void copy() {
        Database from = anyDatabase(), to = anyDatabase();
        String key = anyKey(), name = key.charAt(0) + "" + random.nextInt(KEYS);
        if (from == to && key.equals(name)) return;
        long there = find(to, name);
        if (there != 0) to.remove(there, random.nextBoolean());
        long record = from.find(nowMs, at(key), key.length(), Database.NO_TOUCH);
        if (record != 0) from.copy(nowMs, record, to, at(name), name.length());
    }

    private void expire() {
        Database database = anyDatabase();
        long record = find(database, anyKey());
        if (record == 0) return;
        if (random.nextInt(3) == 0) database.removeExpiry(record);
        else database.setExpiry(nowMs, record, nowMs + random.nextInt(200));
    }

    private void housekeep() {
        rdb.keyspace.expireDue(nowMs, random.nextInt(1, 50), Long.MAX_VALUE);
        rdb.keyspace.rehash(Long.MAX_VALUE);
        rdb.keyspace.lazyFree().reclaim(-1);
    }

    private void swapOrFlush() {
        if (random.nextInt(4) == 0) {
            anyDatabase().flush(random.nextBoolean());
        } else {
            Database a = anyDatabase(), b = anyDatabase();
            if (a != b) rdb.keyspace.swap(a, b);
        }
    }

    private void evict() {
        rdb.keyspace.configure(new KeyspaceConfig(16, 1, EvictionPolicy.ALLKEYS_RANDOM, 5, 100, 10, 1,
                random.nextBoolean(), false, false));
        long limit = rdb.allocator.usedBytes() - 2;
        rdb.keyspace.evictor().evict(nowMs, () -> rdb.allocator.usedBytes() - limit);
        rdb.keyspace.configure(KeyspaceConfig.DEFAULT);
    }

    // ---- elements

    private void write(Database database, String key) {
        long record = find(database, key);
        switch (key.charAt(0)) {
            case 'v' -> string(database, key, record);
            case 'l' -> list(database, key, record);
            case 'h', 't' -> hash(database, key, record);
            case 's' -> set(database, key, record);
            case 'z' -> sortedSet(database, key, record);
            default -> stream(database, key, record);
        }
    }

    private void string(Database database, String key, long record) {
        String text = anyValue();
        if (record == 0 || random.nextBoolean()) {
            long address = at(text);
            rdb.keyspace.strings()
                    .set(database, nowMs, at(key), key.length(), address, text.length(), Record.NO_EXPIRY, 0);
        } else if (!Record.isNumber(record) && Record.valueLength(record) < 5000) {
            rdb.keyspace.strings().append(database, record, at(text), text.length());
        }
    }

    private void list(Database database, String key, long record) {
        String text = anyValue();
        long address = at(text);
        if (record == 0) record = rdb.lists.create(database, nowMs, at(key), key.length(), text.length());
        long length = ListValues.length(record);
        boolean shrinks = length > membersMax;
        int what = shrinks || random.nextInt(3) == 0 ? random.nextInt(6) : 6;
        if (length == 0) what = 6;
        ListCursor cursor = rdb.lists.cursor();
        switch (what) {
            case 0 -> rdb.lists.pop(database, record, random.nextBoolean(), 1);
            case 1 -> rdb.lists.pop(database, record, random.nextBoolean(), random.nextInt((int) length) + 1);
            case 2 -> {
                long start = random.nextInt((int) length);
                rdb.lists.removeRange(database, record, start, random.nextInt((int) (length - start)) + 1);
            }
            case 3 -> {
                cursor.seek(record, random.nextInt((int) length));
                rdb.lists.replace(database, record, cursor, address, text.length());
            }
            case 4 -> {
                rdb.lists.grow(database, record, text.length(), 1);
                cursor.seek(record, random.nextInt((int) length));
                rdb.lists.insert(database, record, cursor, random.nextBoolean(), address, text.length());
            }
            case 5 -> {
                cursor.seek(record, random.nextInt((int) length));
                for (int i = 0; i < 3 && rdb.lists.remove(database, record, cursor, true); i++) continue;
            }
            default -> {
                rdb.lists.grow(database, record, text.length(), 1);
                rdb.lists.push(database, record, random.nextBoolean(), address, text.length());
            }
        }
        if (ListValues.length(record) == 0) database.remove(record, false);
        else rdb.lists.shrink(database, record);
    }

    private void hash(Database database, String key, long record) {
        String name = anyMember(), text = anyValue();
        field = at(name);
        fieldLength = name.length();
        value = at(text);
        if (record == 0) record = rdb.hashes.create(database, nowMs, at(key), key.length(), 1, 1, 1);
        boolean there = rdb.hashes.find(database, nowMs, record, field, fieldLength);
        record = rdb.hashes.settle(database, record);
        if (record == 0) return;
        // What a find has hidden or removed may have left an empty hash.
        switch (random.nextInt(key.charAt(0) == 't' ? 6 : 4)) {
            case 0 -> {
                if (there) rdb.hashes.remove(database, nowMs, record, field, fieldLength);
            }
            case 4 -> {
                if (there) rdb.hashes.setExpiry(database, nowMs, record, field, fieldLength,
                        nowMs + random.nextInt(300));
            }
            case 5 -> {
                boolean timed = there && rdb.hashes.expiresAtMs(record, nowMs, field, fieldLength) >= 0;
                if (timed) rdb.hashes.removeExpiry(database, nowMs, record, field, fieldLength);
            }
            default -> rdb.hashes.set(database, nowMs, record, field, fieldLength, value, text.length(),
                    random.nextBoolean());
        }
        if (rdb.hashes.size(record) == 0) database.remove(record, false);
    }

    private void set(Database database, String key, long record) {
        String member = anyMember();
        long address = at(member);
        if (record == 0) record = rdb.sets.create(database, nowMs, at(key), key.length(), address, member.length(), 1);
        long size = rdb.sets.size(record);
        switch (random.nextInt(size > 2 ? 40 : 3)) {
            case 0, 4, 5, 6, 7, 8 -> rdb.sets.remove(database, record, address, member.length());
            case 9 -> rdb.sets.takeOutSome(database, record, random.nextInt((int) size - 1) + 1, (_, _) -> { });
            default -> rdb.sets.add(database, record, address, member.length());
        }
        if (rdb.sets.size(record) == 0) database.remove(record, false);
    }

    private void sortedSet(Database database, String key, long record) {
        String member = anyMember();
        long address = at(member);
        if (record == 0) record = rdb.sortedSets.create(database, nowMs, at(key), key.length(), 1, member.length());
        long size = SortedSetValues.size(record);
        int what = random.nextInt(40);
        if (what < 8) {
            rdb.sortedSets.remove(database, record, address, member.length());
        } else if (what == 8 && size > 0) {
            long from = random.nextInt((int) size);
            rdb.sortedSets.removeRange(database, record, from, random.nextInt((int) (size - from)) + 1);
        } else {
            double score = random.nextBoolean() ? random.nextInt(10) : random.nextDouble();
            rdb.sortedSets.add(database, record, address, member.length(), score, 0);
        }
        if (SortedSetValues.size(record) == 0) database.remove(record, false);
    }

    // ---- streams

    private void stream(Database database, String key, long record) {
        if (record == 0) {
            long created = rdb.streams.create();
            record = database.add(nowMs, at(key), key.length(), RecordType.STREAM, Encoding.STREAM, created);
        }
        long stream = Record.root(record);
        switch (random.nextInt(30)) {
            case 0, 1, 2 -> {
                anyId(stream);
                if (rdb.streams.delete(stream, id)) rdb.streams.deletionsDone(stream);
            }
            case 3 -> rdb.streams.trimToLength(stream, random.nextInt(membersMax), random.nextBoolean(), 0);
            case 4 -> group(stream);
            case 5, 6, 7, 8, 9, 10, 11 -> pending(stream);
            default -> {
                if (!StreamValues.nextId(stream, nowMs, id)) return;
                String name = anyMember();
                field = at(name);
                fieldLength = name.length();
                value = at("v");
                rdb.streams.add(stream, id, this);
            }
        }
    }

    private void anyId(long stream) {
        StreamValues.lastId(stream, id);
        id.set(id.ms() - random.nextInt(membersMax), random.nextInt(2));
    }

    private void group(long stream) {
        StreamGroups groups = rdb.streams.groups();
        String name = "group" + random.nextInt(3);
        long group = groups.find(stream, at(name), name.length());
        if (group == 0) {
            anyId(stream);
            groups.create(stream, at(name), name.length(), id, random.nextInt(5));
        } else if (random.nextInt(4) == 0) {
            groups.destroy(stream, group);
        } else {
            anyId(stream);
            groups.setLastId(group, id);
            groups.setEntriesRead(group, random.nextInt(100));
        }
    }

    private void pending(long stream) {
        StreamGroups groups = rdb.streams.groups();
        if (groups.count(stream) == 0) return;
        long group = groups.at(stream, random.nextInt(groups.count(stream)));
        String name = "consumer" + random.nextInt(3);
        long consumer = groups.findConsumer(group, at(name), name.length());
        if (consumer == 0) consumer = groups.createConsumer(group, at(name), name.length(), nowMs);
        else if (random.nextInt(40) == 0) {
            groups.deleteConsumer(group, consumer);
            return;
        }
        groups.setSeenAtMs(consumer, nowMs);
        for (int i = random.nextInt(10); i >= 0; i--) {
            anyId(stream);
            long entry = groups.findPending(group, id);
            if (entry == 0) {
                groups.addPending(group, consumer, id, nowMs, 1);
                groups.setActiveAtMs(consumer, nowMs);
            } else if (random.nextBoolean()) {
                groups.removePending(group, id, entry);
            } else {
                groups.assign(entry, id, consumer);
                groups.setDelivery(group, id, entry, nowMs, random.nextInt(9));
            }
        }
    }

    @Override
    public int pairs() {
        return 1;
    }

    @Override
    public long address(int index) {
        return index == 0 ? field : value;
    }

    @Override
    public long length(int index) {
        return index == 0 ? fieldLength : 1;
    }
}
