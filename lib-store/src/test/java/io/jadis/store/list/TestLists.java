package io.jadis.store.list;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.keyspace.Database;
import io.jadis.store.keyspace.Encoding;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.keyspace.KeyspaceConfig;
import io.jadis.store.keyspace.KeyspaceListener;
import io.jadis.store.keyspace.Record;
import io.jadis.store.memory.Allocator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/** Lists under Java strings as keys, with Java strings as elements; closing it fails the test if anything leaks. */
final class TestLists implements AutoCloseable {
    final Allocator allocator = new Allocator();
    final Keyspace keyspace = new Keyspace(allocator, KeyspaceConfig.DEFAULT, new SplittableRandom(1), System::nanoTime,
            KeyspaceListener.NOBODY);
    final ListValues lists = new ListValues(keyspace);
    final Database database = keyspace.database(0);
    private long argument, key;

    private long keyOf(String text) {
        if (key != 0) allocator.free(key);
        key = copy(text);
        return key;
    }

    private long argument(String text) {
        if (argument != 0) allocator.free(argument);
        argument = copy(text);
        return argument;
    }

    private long copy(String text) {
        long address = allocator.allocate(Math.max(1, text.length()));
        Memory.copyIn(text.getBytes(ISO_8859_1), 0, address, text.length());
        return address;
    }

    long find(String name) {
        return database.find(0, keyOf(name), name.length(), 0);
    }

    /** RPUSH or LPUSH of one element. */
    void push(String name, boolean head, String element) {
        long record = find(name);
        if (record == 0) record = lists.create(database, 0, keyOf(name), name.length(), element.length() + 2);
        lists.grow(database, record, element.length(), 1);
        lists.push(database, record, head, argument(element), element.length());
    }

    void removeRange(String name, long start, long count) {
        long record = find(name);
        lists.removeRange(database, record, start, count);
        end(record);
    }

    void pop(String name, boolean head, long count) {
        long record = find(name);
        lists.pop(database, record, head, count);
        end(record);
    }

    private void end(long record) {
        if (ListValues.length(record) == 0) database.remove(record, false);
        else lists.shrink(database, record);
    }

    void set(String name, long index, String element) {
        long record = find(name);
        lists.grow(database, record, element.length(), 1);
        if (!lists.cursor().seek(record, index)) throw new AssertionError("no element " + index);
        lists.replace(database, record, lists.cursor(), argument(element), element.length());
        lists.shrink(database, record);
    }

    void insert(String name, long index, boolean after, String element) {
        long record = find(name);
        lists.grow(database, record, element.length(), 1);
        if (!lists.cursor().seek(record, index)) throw new AssertionError("no element " + index);
        lists.insert(database, record, lists.cursor(), after, argument(element), element.length());
    }

    /** LREM: how many were removed. */
    int removeEqual(String name, int count, String element) {
        long record = find(name);
        ListCursor cursor = lists.cursor();
        boolean forwards = count >= 0;
        int limit = count == 0 ? Integer.MAX_VALUE : Math.abs(count), removed = 0;
        boolean more = cursor.seek(record, forwards ? 0 : -1);
        long sought = argument(element);
        while (more && removed < limit) {
            if (cursor.is(sought, element.length())) {
                removed++;
                more = lists.remove(database, record, cursor, forwards);
            } else {
                more = forwards ? cursor.next() : cursor.previous();
            }
        }
        if (removed > 0) end(record);
        return removed;
    }

    String at(String name, long index) {
        ListCursor cursor = lists.cursor();
        return cursor.seek(find(name), index) ? element(cursor) : null;
    }

    static String element(ListCursor cursor) {
        if (cursor.isInteger()) return Long.toString(cursor.integer());
        return new String(Memory.toArray(cursor.address(), cursor.length()), ISO_8859_1);
    }

    List<String> elements(String name) {
        List<String> elements = new ArrayList<>();
        long record = find(name);
        if (record == 0) return elements;
        lists.forEach(record,
                (address, length) -> elements.add(new String(Memory.toArray(address, length), ISO_8859_1)));
        return elements;
    }

    /** The same, read from the end. */
    List<String> elementsBackwards(String name) {
        List<String> elements = new ArrayList<>();
        long record = find(name);
        if (record != 0 && lists.cursor().seek(record, -1)) {
            do elements.add(element(lists.cursor())); while (lists.cursor().previous());
        }
        Collections.reverse(elements);
        return elements;
    }

    String encoding(String name) {
        return Encoding.name(Record.encoding(find(name)));
    }

    @Override
    public void close() {
        keyspace.close();
        lists.close();
        if (argument != 0) allocator.free(argument);
        if (key != 0) allocator.free(key);
        allocator.close();
    }
}
