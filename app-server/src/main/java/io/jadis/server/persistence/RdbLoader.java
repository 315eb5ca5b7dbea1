package io.jadis.server.persistence;

import io.jadis.protocol.config.Choice.SanitizeDumpPayload;
import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.process.OsError;
import io.jadis.store.keyspace.Database;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.rdb.LoadEvents;
import io.jadis.store.rdb.LoadOptions;
import io.jadis.store.rdb.RdbException;
import io.jadis.store.rdb.RdbFile;
import io.jadis.store.rdb.RdbInput;
import io.jadis.store.rdb.RdbReader;
import io.jadis.store.rdb.RdbValues;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads RDBs: the file {@code dbfilename}, the base of an AOF, what a master sends. The executor or the loader's
 * thread.
 */
final class RdbLoader {
    private static final Logger LOG = LoggerFactory.getLogger(RdbLoader.class);

    private final Keyspace keyspace;
    private final Config config;
    private final RdbPersistence rdb;
    private final Supplier<RdbValues> newValues;
    private final LoadingProgress progress;
    private ExpiredKeys expired = (database, keyAddress, keyLength) -> { };
    private long keysLoadedCount, keysExpiredCount;

    RdbLoader(Keyspace keyspace, Config config, RdbPersistence rdb, Supplier<RdbValues> newValues,
            LoadingProgress progress) {
        this.newValues = newValues;
        this.keyspace = keyspace;
        this.config = config;
        this.rdb = rdb;
        this.progress = progress;
    }

    /** Told of each key that isn't loaded because its time has passed. */
    void onExpired(ExpiredKeys listener) {
        expired = listener;
    }

    /** INFO's rdb_last_load_keys_loaded. */
    long keysLoadedCount() {
        return keysLoadedCount;
    }

    /** INFO's rdb_last_load_keys_expired. */
    long keysExpiredCount() {
        return keysExpiredCount;
    }

    void resetCounts() {
        keysLoadedCount = 0;
        keysExpiredCount = 0;
    }

    /**
     * Reads a file into the databases.
     *
     * @param dropExpired whether keys whose time has passed are left out, as a master does
     * @param merge whether keys that are there are replaced; else they are an error
     */
    LoadResult readFile(Path file, boolean dropExpired, boolean merge, LoadPace pace) throws LoaderThread.Cancelled {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            LoadOptions options = options(dropExpired, merge);
            return read(RdbFile.source(channel), channel.size(), keyspace::database, options, pace);
        } catch (LoaderThread.Cancelled e) {
            throw e;
        } catch (NoSuchFileException e) {
            return LoadResult.of(LoadResult.Outcome.MISSING);
        } catch (IOException e) {
            LOG.warn("Fatal error: can't open the RDB file {} for reading: {}", file.getFileName(), OsError.text(e));
            return LoadResult.of(LoadResult.Outcome.REFUSED);
        }
    }

    /** Reads what a stream has. */
    LoadResult readStream(LoadStream stream, long sizeBytes, IntFunction<Database> databases, boolean dropExpired,
            LoadPace pace) throws LoaderThread.Cancelled {
        return read(stream, sizeBytes, databases, options(dropExpired, false), pace);
    }

    /**
     * Reads what the base of an AOF is, or begins with: no key is too old for it, since the commands that follow may
     * know better.
     *
     * @return where in the file it ends, or -1: the log says why
     */
    long readBase(FileChannel channel, LoadPace pace) throws IOException {
        try (RdbInput in = input(RdbFile.source(channel), channel.size(), pace)) {
            LoadResult result = read(in, keyspace::database, options(false, false), pace);
            return result.isLoaded() ? in.readBytes() : -1;
        }
    }

    /** The source of a library, as a command brings it. */
    void function(byte[] source) {
        rdb.function(source);
    }

    private LoadOptions options(boolean dropExpired, boolean merge) {
        boolean deep = config.get(Directives.SANITIZE_DUMP_PAYLOAD) == SanitizeDumpPayload.YES;
        return new LoadOptions(dropExpired, merge, deep, verifiesChecksums());
    }

    private boolean verifiesChecksums() {
        return rdb.checksumsVerified() && config.get(Directives.RDBCHECKSUM);
    }

    private RdbInput input(RdbInput.Source source, long sizeBytes, LoadPace pace) {
        return new RdbInput(keyspace.allocator(), pace.rested(source), sizeBytes, verifiesChecksums(),
                progress::reached);
    }

    private LoadResult read(RdbInput.Source source, long sizeBytes, IntFunction<Database> databases,
            LoadOptions options, LoadPace pace) throws LoaderThread.Cancelled {
        try (RdbInput in = input(source, sizeBytes, pace)) {
            return read(in, databases, options, pace);
        }
    }

    /** With codecs of its own: in the middle of a value others may come and read or write one, DEBUG OBJECT say. */
    private LoadResult read(RdbInput in, IntFunction<Database> databases, LoadOptions options, LoadPace pace)
            throws LoaderThread.Cancelled {
        try (RdbValues values = newValues.get();
                RdbReader reader = new RdbReader(keyspace, databases, values, in, options, new Events(pace))) {
            LoadResult result = read(in, reader);
            rdb.values().countSanitized(values.sanitizedCount());
            return result;
        }
    }

    private LoadResult read(RdbInput in, RdbReader reader) throws LoaderThread.Cancelled {
        try {
            reader.read(System.currentTimeMillis());
            rdb.functions(reader.functions());
            return new LoadResult(LoadResult.Outcome.LOADED, reader.replication());
        } catch (LoaderThread.Cancelled e) {
            throw e;
        } catch (RdbException e) {
            if (e.kind() == RdbException.Kind.FOREIGN) {
                LOG.warn(e.getMessage());
                return LoadResult.of(LoadResult.Outcome.REFUSED);
            }
            if (e.kind() == RdbException.Kind.SHORT) {
                LOG.warn("Short read or OOM loading DB. Unrecoverable error, aborting now.");
            }
            report(in, reader, e);
        } catch (IOException e) {
            LOG.warn("Error reading the RDB file at offset {}: {}", in.readBytes(), OsError.text(e));
        } finally {
            keysLoadedCount = reader.loadedCount();
            keysExpiredCount = reader.expiredCount();
        }
        return LoadResult.of(LoadResult.Outcome.BROKEN);
    }

    /** In the words of Redis, whose server runs redis-check-rdb then. */
    private static void report(RdbInput in, RdbReader reader, RdbException error) {
        LOG.warn(RdbPersistence.errorText(in, error));
        LOG.warn("--- RDB ERROR DETECTED ---");
        LOG.warn("[offset {}] {}", in.readBytes(), error.getMessage());
        LOG.warn("[additional info] {}", reader.whereabouts());
        LOG.warn("[info] {} keys read, {} already expired", reader.loadedCount(), reader.expiredCount());
    }

    private final class Events implements LoadEvents {
        private final LoadPace pace;

        Events(LoadPace pace) {
            this.pace = pace;
        }

        @Override
        public void notice(String message) {
            LOG.info(message);
        }

        @Override
        public void warning(String message) {
            LOG.warn(message);
        }

        @Override
        public void usedMemory(long bytes) {
            progress.usedMemory(bytes);
        }

        @Override
        public void keyRead() throws IOException {
            pace.keyLoaded();
        }

        @Override
        public void expired(Database database, long keyAddress, long keyLength) {
            expired.leftOut(database, keyAddress, keyLength);
        }
    }
}
