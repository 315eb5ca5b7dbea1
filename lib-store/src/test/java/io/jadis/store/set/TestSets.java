package io.jadis.store.set;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.encoding.ElementVisitor;
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
import java.util.SplittableRandom;

/** Sets in a keyspace whose keys and members are Java strings; closing it fails the test if anything leaks. */
final class TestSets implements AutoCloseable {
    private static final int PLACE_BYTES = 1 << 16;

    final Allocator allocator = new Allocator();
    final Keyspace keyspace;
    final Database database;
    final SetValues sets;
    private final Arena arena = Arena.ofConfined();
    private final long keyPlace = arena.allocate(PLACE_BYTES).address();
    private final long memberPlace = arena.allocate(PLACE_BYTES).address();

    TestSets(SetConfig config, long seed) {
        keyspace = new Keyspace(allocator, KeyspaceConfig.DEFAULT, new SplittableRandom(seed), () -> 0, KeyspaceListener.NOBODY);
        database = keyspace.database(0);
        sets = new SetValues(keyspace);
        sets.configure(config);
    }

    private static long at(long place, String text) {
        Memory.copyIn(text.getBytes(ISO_8859_1), 0, place, text.length());
        return place;
    }

    static String text(long address, long length) {
        return new String(Memory.toArray(address, length), ISO_8859_1);
    }

    /** The record of a key, or 0. */
    long find(String key) {
        return database.find(0, at(keyPlace, key), key.length(), 0);
    }

    /** As SADD with these members. */
    int add(String key, String... members) {
        long record = find(key);
        if (record == 0) {
            record = sets.create(database, 0, at(keyPlace, key), key.length(), at(memberPlace, members[0]),
                    members[0].length(), members.length);
        } else {
            sets.expect(database, record, members.length);
        }
        int added = 0;
        for (String member : members) {
            if (sets.add(database, record, at(memberPlace, member), member.length())) added++;
        }
        return added;
    }

    /** As SREM with this member. */
    boolean remove(String key, String member) {
        long record = find(key);
        boolean removed = record != 0 && sets.remove(database, record, at(memberPlace, member), member.length());
        if (removed) removeIfEmpty(record);
        return removed;
    }

    void removeIfEmpty(long record) {
        if (sets.size(record) == 0) database.remove(record, false);
    }

    boolean contains(String key, String member) {
        long record = find(key);
        return record != 0 && sets.contains(record, at(memberPlace, member), member.length());
    }

    List<String> members(String key) {
        long record = find(key);
        return record == 0 ? List.of() : shown(visitor -> sets.forEach(record, visitor));
    }

    String encoding(String key) {
        return Encoding.name(Record.encoding(find(key)));
    }

    /** The operands of the next operation. */
    SetAlgebra operands(String... keys) {
        sets.algebra().begin();
        for (String key : keys) sets.algebra().operand(find(key));
        return sets.algebra();
    }

    void store(String key) {
        sets.algebra().store(database, 0, at(keyPlace, key), key.length());
    }

    void copy(String from, String to) {
        database.copy(0, find(from), database, at(keyPlace, to), to.length());
    }

    /** Something that shows members. */
    interface Showing {
        void to(ElementVisitor visitor);
    }

    static List<String> shown(Showing showing) {
        List<String> shown = new ArrayList<>();
        showing.to((address, length) -> shown.add(text(address, length)));
        return shown;
    }

    @Override
    public void close() {
        keyspace.close();
        sets.close();
        allocator.close();
        arena.close();
    }
}
