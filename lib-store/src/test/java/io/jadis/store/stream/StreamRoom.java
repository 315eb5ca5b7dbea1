package io.jadis.store.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.number.Decimal;
import io.jadis.store.encoding.Listpack;
import io.jadis.store.keyspace.Database;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.keyspace.KeyspaceConfig;
import io.jadis.store.keyspace.KeyspaceListener;
import io.jadis.store.memory.Allocator;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Streams whose fields, values and names are Java strings; closing the room fails the test if anything leaks. */
final class StreamRoom implements AutoCloseable {
    private static final KeyspaceListener DEAF = new KeyspaceListener() {
        @Override
        public void added(Database database, long record) {}

        @Override
        public void expired(Database database, long record) {}

        @Override
        public void evicted(Database database, long record) {}
    };

    final Allocator allocator = new Allocator();
    final StreamValues streams;
    final StreamGroups groups;
    final StreamPayload payload;
    private final Keyspace keyspace;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment argument = arena.allocate(1 << 16);

    StreamRoom(StreamConfig config) {
        keyspace = new Keyspace(allocator, KeyspaceConfig.DEFAULT, new SplittableRandom(1), () -> 0, DEAF);
        streams = new StreamValues(keyspace, config);
        groups = streams.groups();
        payload = new StreamPayload(allocator, new IdTree(allocator, Long.BYTES), new StreamNode(allocator), groups);
    }

    static StreamId id(long ms, long seq) {
        StreamId id = new StreamId();
        id.set(ms, seq);
        return id;
    }

    /** The native copy of a text, valid until the next call. */
    long at(String text) {
        Memory.copyIn(text.getBytes(ISO_8859_1), 0, argument.address(), text.length());
        return argument.address();
    }

    void add(long stream, StreamId id, String... pairs) {
        try (Arena entry = Arena.ofConfined()) {
            List<MemorySegment> copies = new ArrayList<>();
            for (String text : pairs) copies.add(entry.allocateFrom(text, ISO_8859_1));
            streams.add(stream, id, new EntrySource() {
                @Override
                public int pairs() {
                    return pairs.length / 2;
                }

                @Override
                public long address(int index) {
                    return copies.get(index).address();
                }

                @Override
                public long length(int index) {
                    return pairs[index].length();
                }
            });
        }
    }

    boolean delete(long stream, StreamId id) {
        boolean deleted = streams.delete(stream, id);
        streams.deletionsDone(stream);
        return deleted;
    }

    /** All entries as {@code 1-5 field value field value}. */
    List<String> entries(long stream) {
        return entries(stream, id(0, 0), id(-1, -1), false);
    }

    List<String> entries(long stream, StreamId from, StreamId to, boolean backward) {
        EntryCursor cursor = streams.entryCursor();
        if (backward) cursor.backward(stream, from.ms(), from.seq(), to.ms(), to.seq());
        else cursor.forward(stream, from.ms(), from.seq(), to.ms(), to.seq());
        List<String> entries = new ArrayList<>();
        while (cursor.next()) {
            StringBuilder text = new StringBuilder(cursor.id().toString());
            for (int i = 0; i < cursor.pairs(); i++) {
                cursor.nextPair();
                text.append(' ').append(text(cursor.field())).append(' ').append(text(cursor.value()));
            }
            entries.add(text.toString());
        }
        return entries;
    }

    private String text(long element) {
        StringBuilder text = new StringBuilder();
        Listpack.visit(element, argument.address() + (1 << 15),
                (address, length) -> text.append(new String(Memory.toArray(address, length), ISO_8859_1)));
        assert text.length() <= Decimal.LENGTH_MAX || !Listpack.isInteger(element);
        return text.toString();
    }

    long createGroup(long stream, String name, StreamId lastId) {
        return groups.create(stream, at(name), name.length(), lastId, StreamGroups.UNKNOWN);
    }

    long createConsumer(long group, String name) {
        return groups.createConsumer(group, at(name), name.length(), 1_000);
    }

    String name(long address, long length) {
        return new String(Memory.toArray(address, length), ISO_8859_1);
    }

    void free(long stream) {
        payload.free(0, stream);
    }

    @Override
    public void close() {
        keyspace.close();
        arena.close();
        allocator.close();
    }
}
