package io.jadis.store.rdb;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.keyspace.Database;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.keyspace.LoadBatch;
import io.jadis.store.keyspace.Record;
import io.jadis.store.memory.Allocator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Reads a file into a keyspace, which is in {@code ExpiryMode.LOADING} meanwhile. One file per reader. What it throws
 * leaves most of the keys that were read so far in the databases.
 */
public final class RdbReader implements AutoCloseable {
    private static final int ID_LENGTH = 40;
    private static final int EMPTY_KEYS_LOGGED_MAX = 10;
    private static final int NAME_SHOWN_BYTES_MAX = 128;
    /** A hint of how many keys will come is believed up to so many, and no further than there are bytes for. */
    private static final int KEYS_EXPECTED_MAX = 1 << 24, KEY_BYTES_MIN = 3;
    private static final int KEY_ROOM_BYTES = 256;
    private static final long UNSET = -1;

    private final int databaseCount;
    private final IntFunction<Database> databases;
    private final RdbValues values;
    private final RdbInput in;
    private final LoadOptions options;
    private final LoadEvents events;
    private final Allocator allocator;

    private int version;
    private final LoadBatch batch;
    private Database database;
    private long nowMs;
    private long key;
    private long keyRoomBytes = KEY_ROOM_BYTES;

    private long typeBeingRead = (int) UNSET, keyLengthBeingRead;

    // What the opcodes before a key say about it.
    private long expiresAtMs = Record.NO_EXPIRY;
    private long idleSeconds = UNSET;
    private int frequency = (int) UNSET;

    private long loadedCount, expiredCount, emptyCount;
    private final List<byte[]> functions = new ArrayList<>();
    private int streamDatabase = (int) UNSET;
    private String replicationId = "";
    private long replicationOffset = UNSET;
    private boolean aofBase;

    public RdbReader(Keyspace keyspace, RdbValues values, RdbInput in, LoadOptions options, LoadEvents events) {
        this(keyspace, keyspace::database, values, in, options, events);
    }

    /** @param databases where the keys go, by the number of their database */
    public RdbReader(Keyspace keyspace, IntFunction<Database> databases, RdbValues values, RdbInput in,
            LoadOptions options, LoadEvents events) {
        databaseCount = keyspace.databaseCount();
        this.databases = databases;
        this.values = values;
        this.in = in;
        this.options = options;
        this.events = events;
        allocator = keyspace.allocator();
        database = databases.apply(0);
        batch = new LoadBatch(keyspace);
        batch.into(database);
        key = allocator.allocate(keyRoomBytes);
    }

    @Override
    public void close() {
        batch.close();
        allocator.free(key);
    }

    /**
     * Reads all of it.
     *
     * @throws RdbException if it is no RDB, damaged, or ends too early
     */
    public void read(long nowMs) throws IOException {
        this.nowMs = nowMs;
        version = in.readHeader();
        while (true) {
            int code = in.readByte();
            if (code == RdbFormat.EOF) break;
            if (code >= RdbFormat.SLOT_INFO) readOpcode(code);
            else readRecord(code);
        }
        flush();
        if (version >= RdbFormat.CHECKSUM_SINCE) checkChecksum();
        events.notice("Done loading RDB, keys loaded: " + loadedCount + ", keys expired: " + expiredCount
                + (emptyCount == 0 ? "." : ", empty keys skipped: " + emptyCount + "."));
    }

    // ---- what was read

    public long loadedCount() {
        return loadedCount;
    }

    public long expiredCount() {
        return expiredCount;
    }

    /** The sources of the libraries of functions. */
    public List<byte[]> functions() {
        return functions;
    }

    /** Where in a replication stream the data set is, if the file says so completely. */
    public Optional<RdbHeader.Replication> replication() {
        boolean complete = !replicationId.isEmpty() && replicationOffset != UNSET && streamDatabase != UNSET;
        return complete
                ? Optional.of(new RdbHeader.Replication(streamDatabase, replicationId, replicationOffset))
                : Optional.empty();
    }

    /** What was being read, for who reports an error. */
    public String whereabouts() {
        if (typeBeingRead < 0) return "Reading what is between the keys of DB " + database.index();
        return "Reading the value of key '" + keyText(keyLengthBeingRead) + "' of type " + typeBeingRead + " in DB "
                + database.index();
    }

    /** Whether the file says that it is the base of an AOF. */
    public boolean isAofBase() {
        return aofBase;
    }

    // ---- the frame

    private void checkChecksum() throws IOException {
        long actual = in.checksum();
        long announced = in.readLong();
        if (!options.verifyChecksum()) return;
        if (announced == 0) {
            events.notice("RDB file was saved with checksum disabled: no check performed.");
        } else if (announced != actual) {
            events.warning("Wrong RDB checksum expected: (" + Long.toHexString(actual) + ") but got ("
                    + Long.toHexString(announced) + "). Aborting now.");
            throw RdbException.corrupt("RDB CRC error");
        }
    }

    private void readOpcode(int code) throws IOException {
        switch (code) {
            case RdbFormat.EXPIRETIME_MS -> expiresAtMs = Math.max(Record.NO_EXPIRY, in.readLong());
            case RdbFormat.EXPIRETIME -> expiresAtMs = Math.max(0, in.readInt() * 1000L);
            case RdbFormat.IDLE -> idleSeconds = in.readLength();
            case RdbFormat.FREQ -> frequency = in.readByte();
            case RdbFormat.SELECTDB -> selectDatabase();
            case RdbFormat.RESIZEDB -> {
                long keys = in.readLength();
                in.readLength();
                expect(keys);
            }
            case RdbFormat.AUX -> readAux();
            case RdbFormat.FUNCTION2 -> {
                in.readString();
                functions.add(Memory.toArray(in.stringAddress(), in.stringLength()));
            }
            case RdbFormat.FUNCTION_PRE_GA -> throw RdbException.corrupt("Pre-release function format not supported.");
            case RdbFormat.MODULE_AUX -> skipModuleAux();
            // How many keys of which slot will come: a hint only.
            case RdbFormat.SLOT_INFO -> {
                for (int i = 0; i < 3; i++) in.readLength();
            }
            default -> throw new AssertionError("code=" + code);
        }
    }

    private void selectDatabase() throws IOException {
        long index = in.readLength();
        if (index < 0 || index >= databaseCount) {
            throw RdbException.corrupt("FATAL: Data file was created with a Redis server configured to handle more than "
                    + databaseCount + " databases. Exiting");
        }
        flush();
        database = databases.apply((int) index);
        batch.into(database);
    }

    private void expect(long keys) {
        long possible = Math.min(in.remainingBytes() / KEY_BYTES_MIN, KEYS_EXPECTED_MAX);
        if (keys > 0) database.expandTo(database.size() + Math.min(in.expected(keys), possible));
    }

    private void readAux() throws IOException {
        in.readString();
        String name = in.stringText();
        in.readString();
        String value = in.stringText();
        if (name.startsWith("%")) {
            events.notice("RDB '" + name + "': " + value);
            return;
        }
        switch (name.toLowerCase(Locale.ROOT)) {
            case "redis-ver", "valkey-ver" -> events.notice("Loading RDB produced by version " + value);
            case "ctime" -> events.notice("RDB age " + Math.max(0, nowMs / 1000 - number(value)) + " seconds");
            case "used-mem" -> {
                events.notice(
                        String.format(Locale.ROOT, "RDB memory usage when created %.2f Mb", number(value) / 1048576.0));
                events.usedMemory(number(value));
            }
            case "repl-stream-db" -> streamDatabase = (int) number(value);
            case "repl-id" -> replicationId = value.length() == ID_LENGTH ? value : "";
            case "repl-offset" -> replicationOffset = number(value);
            case "aof-preamble" -> {
                if (number(value) != 0) events.notice("RDB has an AOF tail");
            }
            case "aof-base" -> {
                aofBase = number(value) != 0;
                if (aofBase) events.notice("RDB is base AOF");
            }
            default -> { } // what we don't know is for others
        }
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Data that isn't any key's: without the module nobody misses it, and the keys are worth more. */
    private void skipModuleAux() throws IOException {
        String name = ModuleData.name(in.readLength());
        if (in.readLength() != RdbFormat.MODULE_UNSIGNED) throw RdbException.corrupt("bad when_opcode");
        in.readLength();
        ModuleData.skip(in);
        events.warning("The RDB file contains AUX module data, which is left out: no matching module '" + name + "'");
    }

    // ---- keys

    private void readRecord(int typeCode) throws IOException {
        // Before there is a value: a key that occurs twice ends the loading, and nobody would discard the value.
        if (batch.isFull()) flush();
        in.readString();
        long keyLength = in.stringLength();
        holdKey(keyLength);
        keyLengthBeingRead = keyLength;
        typeBeingRead = typeCode;
        LoadedValue value = values.read(typeCode, in, options.deep());
        if (!value.isPresent()) skipEmpty(keyLength);
        else if (options.dropExpired() && expiresAtMs != Record.NO_EXPIRY && expiresAtMs < nowMs) drop(value,
                keyLength);
        else add(value, keyLength);
        typeBeingRead = (int) UNSET;
        expiresAtMs = Record.NO_EXPIRY;
        idleSeconds = UNSET;
        frequency = (int) UNSET;
        events.keyRead();
    }

    private void holdKey(long length) throws IOException {
        if (length > Record.KEY_LENGTH_MAX) throw RdbException.corrupt("Key of " + length + " bytes is too long");
        if (length > keyRoomBytes) {
            allocator.free(key);
            keyRoomBytes = length;
            key = allocator.allocate(length);
        }
        Memory.copy(in.stringAddress(), key, length);
    }

    private void skipEmpty(long keyLength) {
        if (emptyCount++ < EMPTY_KEYS_LOGGED_MAX) events.notice("rdbLoadObject skipping empty key: "
                + keyText(keyLength));
    }

    private void drop(LoadedValue value, long keyLength) {
        value.discard();
        expiredCount++;
        events.expired(database, key, keyLength);
    }

    private void add(LoadedValue value, long keyLength) {
        long record = options.merge() ? value.addTo(database, nowMs, key, keyLength, expiresAtMs)
                : value.addTo(batch, nowMs, key, keyLength, expiresAtMs);
        loadedCount++;
        if (frequency != UNSET) database.setFrequency(record, nowMs, frequency);
        else if (idleSeconds != UNSET) database.setIdleMs(record, nowMs, Math.clamp(idleSeconds, 0, 1L << 40) * 1000);
    }

    /** Puts the keys that were read into the database. */
    private void flush() throws IOException {
        long duplicate = batch.flush(nowMs);
        if (duplicate == 0) return;
        events.warning("RDB has duplicated key '" + text(Record.keyAddress(duplicate), Record.keyLength(duplicate))
                + "' in DB " + database.index());
        throw RdbException.corrupt("Duplicated key found in RDB file");
    }

    private String keyText(long length) {
        return text(key, length);
    }

    /** For the log: of a name that is as long as a book only the beginning. */
    private static String text(long address, long length) {
        return new String(Memory.toArray(address, Math.min(length, NAME_SHOWN_BYTES_MAX)), StandardCharsets.ISO_8859_1);
    }
}
