package io.jadis.server.persistence;

import io.jadis.protocol.acl.User;
import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.process.OsError;
import io.jadis.server.execution.Changes;
import io.jadis.server.info.ServerIdentity;
import io.jadis.store.keyspace.Database;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.memory.Allocator;
import io.jadis.store.rdb.RdbException;
import io.jadis.store.rdb.RdbFile;
import io.jadis.store.rdb.RdbFormat;
import io.jadis.store.rdb.RdbHeader;
import io.jadis.store.rdb.RdbInput;
import io.jadis.store.rdb.RdbOutput;
import io.jadis.store.rdb.RdbValues;
import io.jadis.store.rdb.RdbWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Saves the data set to the file {@code dbfilename}, and knows when it did so last. */
public final class RdbPersistence {
    private static final Logger LOG = LoggerFactory.getLogger(RdbPersistence.class);
    private static final int BUFFER_BYTES = 256 << 10;

    private final Keyspace keyspace;
    private final Config config;
    private final Changes changes;
    private final ServerIdentity identity;
    private final RdbValues values;
    /** Sources of libraries, as the file that was loaded had them: they go into the next one. */
    private List<byte[]> functions = List.of();

    private Supplier<Optional<RdbHeader.Replication>> place = Optional::empty;

    private long savedAtMs;
    private long dirtyWhenSaved;
    private long savesCount;
    private boolean checksumsVerified = true;
    /** The temporary file of the SAVE under way, or null. */
    private volatile Path beingWritten;

    public RdbPersistence(Keyspace keyspace, Config config, Changes changes, ServerIdentity identity,
            RdbValues values) {
        this.keyspace = keyspace;
        this.config = config;
        this.changes = changes;
        this.identity = identity;
        this.values = values;
        savedAtMs = identity.startedAtMs();
    }

    /** Where in the stream of replication the data set is: files that are saved say it. */
    public void place(Supplier<Optional<RdbHeader.Replication>> ofDataSet) {
        place = ofDataSet;
    }

    // ---- facts

    public RdbValues values() {
        return values;
    }

    /** LASTSAVE: when the file was last written, or else the server was started. */
    public long savedAtMs() {
        return savedAtMs;
    }

    /** INFO's rdb_changes_since_last_save. */
    public long changesSinceSave() {
        return changes.dirty() - dirtyWhenSaved;
    }

    /** INFO's rdb_saves. */
    public long savesCount() {
        return savesCount;
    }

    /** The version of files and payloads that are written. */
    public int version() {
        return config.get(Directives.RDB_VERSION);
    }

    public boolean compresses() {
        return config.get(Directives.RDBCOMPRESSION);
    }

    /** DEBUG SET-SKIP-CHECKSUM-VALIDATION: whether a wrong checksum is an error. */
    public void verifyChecksums(boolean on) {
        checksumsVerified = on;
    }

    public boolean checksumsVerified() {
        return checksumsVerified;
    }

    /** Bytes of a record's value in a file. */
    public long serializedLength(long record) {
        return values.bytes(record, keyspace.allocator(), compresses());
    }

    public void resetStatistics() {
        values.resetStatistics();
        savesCount = 0;
    }

    /** Whether a payload that a client sends is looked through for nonsense that is no danger to memory. */
    public boolean sanitizesPayloadsOf(User user) {
        return switch (config.get(Directives.SANITIZE_DUMP_PAYLOAD)) {
            case NO -> false;
            case YES -> true;
            case CLIENTS -> !user.skipsSanitizing();
        };
    }

    // ---- saving

    /** SAVE: writes all databases while everybody waits. @return whether the file is there; the log says why not */
    public boolean save() {
        savesCount++;
        Path temporary = config.directory().resolve("temp-" + identity.processId() + ".rdb");
        beingWritten = temporary;
        try (RdbFile file = create(temporary)) {
            if (file == null || !write(file, false)) return false;
            return publish(file, temporary);
        } catch (IOException e) {
            LOG.warn("Failed removing the temp RDB file {}: {}", temporary.getFileName(), OsError.text(e));
            return false;
        } finally {
            beingWritten = null;
        }
    }

    private RdbFile create(Path temporary) {
        try {
            return RdbFile.create(temporary, config.get(Directives.RDB_SAVE_INCREMENTAL_FSYNC));
        } catch (IOException e) {
            LOG.warn("Failed opening the temp RDB file {} (in server root dir {}) for saving: {}",
                    temporary.getFileName(), config.directory(), OsError.text(e));
            return null;
        }
    }

    /** Writes the data set, which is empty, as the base of an AOF that begins with commands. */
    void writeEmptyCommands(Path name, long nowMs) throws IOException {
        Path temporary = name.resolveSibling("temp-rewriteaof-" + identity.processId() + ".aof");
        try (RdbFile file = RdbFile.create(temporary, false)) {
            if (config.get(Directives.AOF_TIMESTAMP_ENABLED)) file.write("#TS:" + nowMs / 1000 + "\r\n");
            file.sync();
            file.publish(name);
        }
    }

    /** Writes the data set as the base of an AOF, while everybody waits. */
    void writeBase(Path name) throws IOException {
        Path temporary = name.resolveSibling("temp-rewriteaof-" + identity.processId() + ".aof");
        try (RdbFile file = RdbFile.create(temporary, config.get(Directives.AOF_REWRITE_INCREMENTAL_FSYNC))) {
            if (!write(file, true)) throw new IOException("the base was not written");
            file.publish(name);
        }
    }

    private boolean write(RdbFile file, boolean aofBase) {
        Allocator allocator = keyspace.allocator();
        long buffer = allocator.allocate(BUFFER_BYTES);
        boolean checksums = config.get(Directives.RDBCHECKSUM);
        try (RdbOutput out = new RdbOutput(allocator, file, buffer, BUFFER_BYTES, compresses(), checksums)) {
            RdbWriter writer = new RdbWriter(keyspace, out, values);
            long nowMs = System.currentTimeMillis();
            writer.header(header(nowMs, aofBase ? Optional.empty() : place.get(), aofBase));
            functions.forEach(writer::function);
            for (int i = 0; i < keyspace.databaseCount() && !out.hasFailed(); i++) {
                Database database = keyspace.database(i);
                database.forEach(record -> {
                    writer.record(database.index(), record, nowMs);
                    delay();
                });
            }
            writer.end();
            out.flush();
            file.sync();
            return true;
        } catch (IOException e) {
            LOG.warn("Write error while saving DB to the disk(rdbSaveRio): {}", OsError.text(e));
            return false;
        } finally {
            allocator.free(buffer);
        }
    }

    /** {@code rdb-key-save-delay}: for tests, while everybody waits. */
    private void delay() {
        if (keyDelayUs() > 0) LockSupport.parkNanos(1000 * keyDelayUs());
    }

    private long keyDelayUs() {
        return config.get(Directives.RDB_KEY_SAVE_DELAY);
    }

    /** The process ends in the middle of a SAVE. Any thread. */
    public void removeTemporary() {
        Path file = beingWritten;
        if (file != null) file.toFile().delete();
    }

    private RdbHeader header(long nowMs, Optional<RdbHeader.Replication> replication, boolean aofBase) {
        return new RdbHeader(version(), ServerIdentity.REDIS_VERSION, nowMs / 1000, keyspace.allocator().usedBytes(),
                replication, aofBase);
    }

    /** What a file that is written in the background holds besides the keys. */
    SnapshotSave.Options options(long nowMs, boolean aofBase) {
        return options(header(nowMs, aofBase ? Optional.empty() : place.get(), aofBase));
    }

    /** The same of what replicas get. */
    SnapshotSave.Options options(long nowMs, RdbHeader.Replication at) {
        return options(header(nowMs, Optional.of(at), false));
    }

    /** The same of what is going to be translated into commands. */
    SnapshotSave.Options optionsForCommands(long nowMs) {
        RdbHeader header = new RdbHeader(RdbFormat.VERSION, ServerIdentity.REDIS_VERSION, nowMs / 1000,
                keyspace.allocator().usedBytes(), Optional.empty(), true);
        return new SnapshotSave.Options(header, functions, false, false, this::keyDelayUs);
    }

    private SnapshotSave.Options options(RdbHeader header) {
        return new SnapshotSave.Options(header, functions, compresses(), config.get(Directives.RDBCHECKSUM),
                this::keyDelayUs);
    }

    /** The file was written in the background: it holds the changes up to this count. */
    void saved(long nowMs, long dirty) {
        dirtyWhenSaved = dirty;
        savedAtMs = nowMs;
    }

    void countSave() {
        savesCount++;
    }

    private boolean publish(RdbFile file, Path temporary) {
        try {
            file.publish(config.path(Directives.DBFILENAME));
        } catch (IOException e) {
            LOG.warn("Error moving temp DB file {} on the final destination {} (in server root dir {}): {}",
                    temporary.getFileName(), config.get(Directives.DBFILENAME), config.directory(), OsError.text(e));
            return false;
        }
        LOG.info("DB saved on disk");
        dirtyWhenSaved = changes.dirty();
        savedAtMs = System.currentTimeMillis();
        return true;
    }

    /** What is wrong with a file or a payload, and where, as Redis puts it. */
    public static String errorText(RdbInput in, RdbException error) {
        return "Internal error in RDB reading offset " + in.readBytes() + " -> " + error.getMessage();
    }

    /** Sources of libraries, as a file that was loaded had them. */
    void functions(List<byte[]> sources) {
        functions = List.copyOf(sources);
    }

    /** The source of one more library, or of one that takes the place of its namesake. */
    void function(byte[] source) {
        String name = libraryName(source);
        List<byte[]> all = new ArrayList<>(functions);
        all.removeIf(other -> libraryName(other).equals(name));
        all.add(source);
        functions(all);
    }

    /** Of {@code #!ENGINE name=NAME}, the first line. */
    private static String libraryName(byte[] source) {
        String line = new String(source, StandardCharsets.ISO_8859_1).lines().findFirst().orElse("");
        for (String word : line.split(" ")) if (word.startsWith("name=")) return word;
        return line;
    }
}
