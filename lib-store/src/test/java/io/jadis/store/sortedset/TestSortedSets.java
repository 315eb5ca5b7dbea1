package io.jadis.store.sortedset;

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
import java.util.SplittableRandom;

/** Sorted sets whose keys and members are Java strings; closing it fails the test if anything leaks. */
final class TestSortedSets implements AutoCloseable {
    /** An element in the order of sorted sets. */
    record Element(double score, String member) implements Comparable<Element> {
        @Override
        public int compareTo(Element other) {
            if (score < other.score) return -1;
            if (score > other.score) return 1;
            return member.compareTo(other.member);
        }
    }

    final Allocator allocator = new Allocator();
    final Keyspace keyspace;
    final SortedSetValues values;
    final Database database;
    private final Arena arena = Arena.ofConfined();
    private final long arguments = arena.allocate(1 << 20).address();
    private long nowNs;

    TestSortedSets(SortedSetConfig config) {
        keyspace = new Keyspace(allocator, KeyspaceConfig.DEFAULT, new SplittableRandom(1), () -> nowNs++,
                new KeyspaceListener() {
                    @Override
                    public void added(Database database, long record) {}

                    @Override
                    public void expired(Database database, long record) {}

                    @Override
                    public void evicted(Database database, long record) {}
                });
        values = new SortedSetValues(keyspace, config);
        database = keyspace.database(0);
    }

    /** The address of a text's bytes, which the next call may overwrite. */
    long hold(String text) {
        Memory.copyIn(text.getBytes(ISO_8859_1), 0, arguments, text.length());
        return arguments;
    }

    long find(String key) {
        return database.find(0, hold(key), key.length(), 0);
    }

    long create(String key, long pairs, int firstMemberLength) {
        return values.create(database, 0, hold(key), key.length(), pairs, firstMemberLength);
    }

    AddOutcome add(long record, String member, double score, int options) {
        return values.add(database, record, hold(member), member.length(), score, options);
    }

    AddOutcome add(long record, String member, double score) {
        return add(record, member, score, 0);
    }

    boolean remove(long record, String member) {
        return values.remove(database, record, hold(member), member.length());
    }

    /** The score, or null. */
    Double score(long record, String member) {
        return values.find(record, hold(member), member.length()) ? (Double) values.score() : null;
    }

    long rank(long record, String member) {
        return values.rank(record, hold(member), member.length());
    }

    List<Element> walk(long record, boolean descending) {
        long size = SortedSetValues.size(record);
        if (size == 0) return List.of();
        return elements(values.open(record, descending ? size - 1 : 0, descending));
    }

    static List<Element> elements(SortedSetCursor cursor) {
        List<Element> elements = new ArrayList<>();
        while (cursor.next()) {
            String member = new String(Memory.toArray(cursor.address(), cursor.length()), ISO_8859_1);
            elements.add(new Element(cursor.score(), member));
        }
        return elements;
    }

    static String encoding(long record) {
        return Encoding.name(Record.encoding(record));
    }

    @Override
    public void close() {
        keyspace.close();
        values.close();
        allocator.close();
        arena.close();
    }
}
