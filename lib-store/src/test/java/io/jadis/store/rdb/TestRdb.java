package io.jadis.store.rdb;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.hash.HashValues;
import io.jadis.store.keyspace.Database;
import io.jadis.store.keyspace.Encoding;
import io.jadis.store.keyspace.ExpiryMode;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.keyspace.KeyspaceConfig;
import io.jadis.store.keyspace.KeyspaceListener;
import io.jadis.store.keyspace.Record;
import io.jadis.store.keyspace.RecordType;
import io.jadis.store.keyspace.StringValues;
import io.jadis.store.list.ListValues;
import io.jadis.store.memory.Allocator;
import io.jadis.store.set.SetValues;
import io.jadis.store.sortedset.SortedSetConfig;
import io.jadis.store.sortedset.SortedSetCursor;
import io.jadis.store.sortedset.SortedSetValues;
import io.jadis.store.stream.StreamConfig;
import io.jadis.store.stream.StreamValues;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A keyspace with all types that reads and writes RDB; closing it fails the test if anything leaks. Values are shown as
 * text: their encoding, then their elements.
 */
final class TestRdb implements AutoCloseable, LoadEvents {
    static final long NOW_MS = 1_700_000_000_000L;
    static final LoadOptions AS_MASTER = new LoadOptions(true, false, false, true);
    static final LoadOptions DEEP = new LoadOptions(true, false, true, true);

    final Allocator allocator = new Allocator();
    final Keyspace keyspace = new Keyspace(allocator, KeyspaceConfig.DEFAULT, new SplittableRandom(1), () -> 0,
            KeyspaceListener.NOBODY);
    final HashValues hashes = new HashValues(keyspace);
    final SetValues sets = new SetValues(keyspace);
    final ListValues lists = new ListValues(keyspace);
    final SortedSetValues sortedSets = new SortedSetValues(keyspace, SortedSetConfig.DEFAULT);
    final StreamValues streams = new StreamValues(keyspace, StreamConfig.DEFAULT);
    final RdbValues values = new RdbValues(keyspace, lists, hashes, sets, sortedSets, streams);
    final List<String> log = new ArrayList<>();

    // ---- values

    /** Reads a value, type code first, and puts it under a key; shows it, or null if it is an empty collection. */
    String restore(String key, byte[] value, boolean deep) throws IOException {
        long block = blockOf(value);
        try (RdbInput in = new RdbInput(allocator, block, value.length)) {
            LoadedValue loaded = values.read(in.readByte(), in, deep);
            if (!loaded.isPresent()) return null;
            return show(loaded.addTo(keyspace.database(0), NOW_MS, blockOf(key), key.length(), Record.NO_EXPIRY));
        } finally {
            freeBlocks();
        }
    }

    String restore(byte[] value) throws IOException {
        return restore("k", value, true);
    }

    String restore(Bytes value) throws IOException {
        return restore(value.array());
    }

    /** What is wrong with a value. */
    String refusal(Bytes value, boolean deep) {
        try {
            throw new AssertionError("read " + restore("k", value.array(), deep));
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    String refusal(Bytes value) {
        return refusal(value, false);
    }

    /** The payload of a key's value. */
    byte[] dump(String key, int version, boolean compress) {
        try (DumpPayload payload = new DumpPayload(allocator, values)) {
            payload.write(find(key), version, compress);
            return Memory.toArray(payload.address(), payload.length());
        }
    }

    long find(String key) {
        long record = keyspace.database(0).find(NOW_MS, blockOf(key), key.length(), Database.NO_TOUCH);
        freeBlocks();
        return record;
    }

    /** Empties everything. */
    void clear() {
        for (int i = 0; i < keyspace.databaseCount(); i++) keyspace.database(i).flush(false);
        while (!keyspace.lazyFree().reclaim(Long.MAX_VALUE)) continue;
        hashes.dropUnusedNames();
        log.clear();
    }

    /** How many blocks the rooms may keep for later use. */
    int keptBlocksMax() {
        return 8;
    }

    /** What the keyspace does with a value. */
    void copyAndMeasure(String key) {
        Database database = keyspace.database(0);
        long record = find(key);
        if (database.memoryBytes(record, 0) <= 0) throw new AssertionError("no memory");
        String shown = show(record);
        long copy = database.copy(NOW_MS, record, database, blockOf("copy"), 4);
        if (!show(copy).equals(shown)) throw new AssertionError("value=" + shown + "\ncopy=" + show(copy));
        database.remove(copy, true);
        freeBlocks();
    }

    void set(int database, String key, String value, long expiresAtMs) {
        keyspace.strings().set(keyspace.database(database), NOW_MS, blockOf(key), key.length(), blockOf(value),
                value.length(), expiresAtMs, 0);
        freeBlocks();
    }

    /** SADD */
    boolean addToSet(String key, String member) {
        long record = find(key);
        boolean added = sets.add(keyspace.database(0), record, blockOf(member), member.length());
        freeBlocks();
        return added;
    }

    /** HSET */
    void setField(String key, String field, String value) {
        long record = find(key);
        hashes.set(keyspace.database(0), NOW_MS, record, blockOf(field), field.length(), blockOf(value), value.length(),
                false);
        freeBlocks();
    }

    /** ZSCORE */
    boolean isInSortedSet(String key, String member) {
        long record = find(key);
        boolean found = sortedSets.find(record, blockOf(member), member.length());
        freeBlocks();
        return found;
    }

    // ---- files

    /** Reads a file. The input's source gives it in pieces of so many bytes. */
    RdbReader load(byte[] file, LoadOptions options, int pieceBytes, long sizeBytes) throws IOException {
        int[] at = new int[1];
        RdbInput.Source source = (address, length) -> {
            int part = Math.min(Math.min(length, pieceBytes), file.length - at[0]);
            if (part == 0) return -1;
            Memory.copyIn(file, at[0], address, part);
            at[0] += part;
            return part;
        };
        keyspace.expiryBy(ExpiryMode.LOADING);
        try (RdbInput in = new RdbInput(allocator, source, sizeBytes, true, _ -> { }, 4096);
                RdbReader reader = new RdbReader(keyspace, values, in, options, this)) {
            reader.read(NOW_MS);
            return reader;
        } finally {
            keyspace.expiryBy(ExpiryMode.MASTER);
        }
    }

    RdbReader load(byte[] file) throws IOException {
        return load(file, AS_MASTER, Integer.MAX_VALUE, file.length);
    }

    /** Writes a file, through a buffer of so many bytes, large values in pieces of so many elements. */
    byte[] save(int version, boolean compress, int bufferBytes, int effort) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        long buffer = allocator.allocate(bufferBytes);
        RdbOutput.Sink sink = (address, length) -> {
            bytes.writeBytes(Memory.toArray(address, length));
            return address;
        };
        try (RdbOutput out = new RdbOutput(allocator, sink, buffer, bufferBytes, compress, true)) {
            RdbWriter writer = new RdbWriter(keyspace, out, values);
            writer.header(new RdbHeader(version, "7.2.5", NOW_MS / 1000, 1 << 20, Optional.empty(), false));
            for (int i = 0; i < keyspace.databaseCount(); i++) {
                int index = i;
                keyspace.database(i).forEach(record -> {
                    ValueWriter rest = writer.begin(index, record, NOW_MS);
                    if (rest == null) return;
                    while (!rest.more(effort)) continue;
                    rest.close();
                });
            }
            writer.end();
            out.flush();
            return bytes.toByteArray();
        } finally {
            allocator.free(buffer);
        }
    }

    @Override
    public void notice(String message) {
        log.add(message);
    }

    @Override
    public void warning(String message) {
        log.add("! " + message);
    }

    @Override
    public void expired(Database database, long keyAddress, long keyLength) {
        log.add("expired " + text(keyAddress, keyLength));
    }

    // ---- showing

    /** All keys in order, each with its value: {@code 0 key (at 123) = raw text}. */
    List<String> contents() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < keyspace.databaseCount(); i++) {
            int index = i;
            TreeMap<String, String> keys = new TreeMap<>();
            keyspace.database(i).forEach(record -> {
                String key = text(Record.keyAddress(record), Record.keyLength(record));
                String expiry = Record.hasExpiry(record) ? " (at " + Record.expiresAtMs(record) + ")" : "";
                keys.put(key, index + " " + key + expiry + " = " + show(record));
            });
            all.addAll(keys.values());
        }
        return all;
    }

    String show(long record) {
        String encoding = Encoding.name(Record.encoding(record)) + " ";
        return encoding + switch (Record.type(record)) {
            case RecordType.STRING -> text(keyspace.strings().address(record), StringValues.length(record));
            case RecordType.LIST -> {
                List<String> elements = new ArrayList<>();
                lists.forEach(record, (address, length) -> elements.add(text(address, length)));
                yield elements.toString();
            }
            case RecordType.SORTED_SET -> {
                List<String> elements = new ArrayList<>();
                for (SortedSetCursor all = sortedSets.open(record); all.next(); ) {
                    elements.add(text(all.address(), all.length()) + "=" + all.score());
                }
                yield elements.toString();
            }
            case RecordType.SET -> {
                TreeSet<String> members = new TreeSet<>();
                sets.forEach(record, (address, length) -> members.add(text(address, length)));
                yield members.toString();
            }
            case RecordType.HASH -> {
                TreeMap<String, String> fields = new TreeMap<>();
                hashes.forEach(record, Long.MIN_VALUE,
                        (field, fieldLength, value, valueLength, expiresAtMs) -> fields.put( text(field, fieldLength),
                        text(value, valueLength) + (expiresAtMs == Record.NO_EXPIRY ? "" : "@" + expiresAtMs)));
                yield fields.toString();
            }
            case RecordType.STREAM -> new ShownStream(streams, Record.root(record)).toString();
            default -> throw new AssertionError("type=" + Record.type(record));
        };
    }

    static String text(long address, long length) {
        return new String(Memory.toArray(address, length), ISO_8859_1);
    }

    // ---- arguments

    private final List<Long> blocks = new ArrayList<>();

    private long blockOf(String text) {
        return blockOf(text.getBytes(ISO_8859_1));
    }

    /** As long as the bytes are, so that checked memory sees who reads beyond. */
    private long blockOf(byte[] bytes) {
        long block = allocator.allocate(Math.max(1, bytes.length));
        Memory.copyIn(bytes, 0, block, bytes.length);
        blocks.add(block);
        return block;
    }

    private void freeBlocks() {
        blocks.forEach(allocator::free);
        blocks.clear();
    }

    /** All but the footer. */
    static byte[] value(byte[] payload) {
        return Arrays.copyOf(payload, payload.length - 10);
    }

    @Override
    public void close() {
        values.close();
        keyspace.close();
        lists.close();
        hashes.close();
        sets.close();
        sortedSets.close();
        allocator.close();
    }
}
