package io.jadis.server.persistence;

import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.process.OsError;
import io.jadis.server.client.Client;
import io.jadis.server.client.Clients;
import io.jadis.server.execution.Execution;
import io.jadis.store.aof.AofDirectory;
import io.jadis.store.aof.AofFile;
import io.jadis.store.aof.AofReader;
import io.jadis.store.aof.Manifest;
import io.jadis.store.keyspace.KeysAhead;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.rdb.RdbHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings back what an append-only file holds: executes its commands, file by file. */
final class AofLoader {
    private static final Logger LOG = LoggerFactory.getLogger(AofLoader.class);
    private static final String RDB_MAGIC = "REDIS";

    private final Keyspace keyspace;
    private final Config config;
    private final Execution execution;
    private final Clients clients;
    private final RdbLoader rdb;
    private final LoadingProgress progress;
    private final AofDirectory directory;
    private final KeysAhead keysAhead = new KeysAhead();
    /** Where in a replication stream the data set is, as the last file says. */
    private Optional<RdbHeader.Replication> place = Optional.empty();

    AofLoader(Keyspace keyspace, Config config, Execution execution, Clients clients, RdbLoader rdb,
            LoadingProgress progress, AofDirectory directory) {
        this.keyspace = keyspace;
        this.config = config;
        this.execution = execution;
        this.clients = clients;
        this.rdb = rdb;
        this.progress = progress;
        this.directory = directory;
    }

    /** The length of all files of a manifest, or -1: the log says why. */
    long bytes(Manifest manifest) {
        long bytes = 0;
        for (AofFile file : manifest.live()) {
            try {
                bytes += Files.size(directory.path(file));
            } catch (NoSuchFileException e) {
                LOG.warn("The append log file {} doesn't exist: {}", file.name(), OsError.text(e));
                return -1;
            } catch (IOException e) {
                LOG.warn("Unable to obtain the AOF file {} length. stat: {}", file.name(), OsError.text(e));
                return -1;
            }
        }
        return bytes;
    }

    /** Loads all files of a manifest; what isn't loaded is broken, the log says why. */
    LoadResult load(Manifest manifest, LoadPace pace) throws LoaderThread.Cancelled {
        List<AofFile> files = manifest.live();
        long startedNs = System.nanoTime();
        long bytesBefore = 0;
        for (AofFile file : files) {
            progress.nextFile(bytesBefore);
            long bytes = load(file, file == files.getLast(), pace);
            if (bytes < 0) return LoadResult.of(LoadResult.Outcome.BROKEN);
            bytesBefore += bytes;
        }
        LOG.info("DB loaded from append only file: {} seconds", seconds(startedNs));
        return new LoadResult(LoadResult.Outcome.LOADED, place);
    }

    /** @return how long the file is, or -1 */
    private long load(AofFile file, boolean last, LoadPace pace) throws LoaderThread.Cancelled {
        long startedNs = System.nanoTime();
        long bytes;
        try (FileChannel channel = FileChannel.open(directory.path(file), StandardOpenOption.READ)) {
            bytes = channel.size();
            if (!load(file, last, channel, pace)) return -1;
        } catch (LoaderThread.Cancelled e) {
            throw e;
        } catch (IOException e) {
            LOG.warn("Fatal error: can't open the append log file {} for reading: {}", file.name(), OsError.text(e));
            return -1;
        }
        String kind = file.kind() == AofFile.Kind.BASE ? "base" : "incr";
        LOG.info("DB loaded from {} file {}: {} seconds", kind, file.name(), seconds(startedNs));
        return bytes;
    }

    private static String seconds(long sinceNs) {
        return String.format(Locale.ROOT, "%.3f", (System.nanoTime() - sinceNs) / 1e9);
    }

    private boolean load(AofFile file, boolean last, FileChannel channel, LoadPace pace) throws IOException {
        long offset = 0;
        if (beginsWithRdb(channel)) {
            boolean oldStyle = file.name().equals(directory.prefix());
            LOG.info(oldStyle ? "Reading RDB preamble from AOF file..." : "Reading RDB base file on AOF loading...");
            offset = rdb.readBase(channel, pace);
            if (offset < 0) {
                LOG.warn("Error reading the RDB {} file {}, AOF loading aborted",
                        oldStyle ? "preamble of the AOF" : "base", file.name());
                return false;
            }
            if (oldStyle) LOG.info("Reading the remaining AOF tail...");
        }
        try (AofReader reader = new AofReader(keyspace.allocator(), channel, offset)) {
            boolean loaded = replay(file, last, reader, pace);
            place = reader.place();
            return loaded;
        } catch (LoaderThread.Cancelled e) {
            throw e;
        } catch (IOException e) {
            LOG.warn("Unrecoverable error reading the append only file {}: {}", file.name(), OsError.text(e));
            return false;
        }
    }

    private static boolean beginsWithRdb(FileChannel channel) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(RDB_MAGIC.length());
        while (head.hasRemaining() && channel.read(head, head.position()) > 0) continue;
        return new String(head.array(), StandardCharsets.US_ASCII).equals(RDB_MAGIC);
    }

    private boolean replay(AofFile file, boolean last, AofReader reader, LoadPace pace) throws IOException {
        Client stream = clients.stream(error ->
                LOG.warn("== CRITICAL == This server is sending an error to its AOF: '{}' "
                + "after processing a command", error.text()));
        try {
            return replay(file, last, reader, stream, pace);
        } finally {
            stream.onClosed();
        }
    }

    private boolean replay(AofFile file, boolean last, AofReader reader, Client stream, LoadPace pace)
            throws IOException {
        long wholeUpTo = reader.offset();
        while (true) {
            switch (reader.next()) {
                case COMMAND -> {
                    fetchKeys(reader, stream);
                    if (!execution.replay(stream, reader) && !keepFunction(reader)) {
                        LOG.warn("Unknown command '{}' reading the append only file {}", word(reader, 0),
                                file.name());
                        return false;
                    }
                    progress.reached(reader.offset());
                    // A transaction counts when it is whole.
                    if (!stream.isInMulti()) wholeUpTo = reader.offset();
                    pace.keyLoaded();
                }
                case END -> {
                    if (!stream.isInMulti()) return true;
                    LOG.warn("Revert incomplete MULTI/EXEC transaction in AOF file {}", file.name());
                    return cut(file, last, wholeUpTo);
                }
                case TORN -> {
                    return cut(file, last, wholeUpTo);
                }
                case MALFORMED -> {
                    LOG.warn("Bad file format reading the append only file {}: make a backup of your AOF file, then use "
                            + "./redis-check-aof --fix <filename.manifest>", file.name());
                    return false;
                }
            }
        }
    }

    /** Before the first of some commands: most are about the key that is their first argument. */
    private void fetchKeys(AofReader reader, Client stream) {
        int commands = reader.together();
        if (commands < 2) return;
        for (int i = 0; i < commands; i++) {
            if (reader.count(i) > 1) keysAhead.add(reader.address(i, 1), reader.length(i, 1));
        }
        keysAhead.fetch(stream.database());
    }

    /** FUNCTION LOAD [REPLACE] source: nothing here runs functions, but they go into the next file. */
    private boolean keepFunction(AofReader command) {
        int count = command.count();
        if (count < 3 || count > 4 || !word(command, 0).equalsIgnoreCase("FUNCTION")
                || !word(command, 1).equalsIgnoreCase("LOAD")
                || count == 4 && !word(command, 2).equalsIgnoreCase("REPLACE")) return false;
        rdb.function(Memory.toArray(command.address(count - 1), command.length(count - 1)));
        return true;
    }

    private static String word(AofReader command, int index) {
        return new String(Memory.toArray(command.address(index), Math.min(command.length(index), 128)),
                StandardCharsets.ISO_8859_1);
    }

    /**
     * The file ends within a command: what is there of it goes, if that is allowed. Another file behind this one goes on
     * from what is missing here.
     */
    private boolean cut(AofFile file, boolean last, long bytes) {
        if (!last) {
            LOG.warn("Unexpected end of file reading the append only file {}", file.name());
            LOG.warn("Fatal error: the truncated file is not the last file");
            return false;
        }
        if (config.get(Directives.AOF_LOAD_TRUNCATED)) {
            LOG.warn("!!! Warning: short read while loading the AOF file {}!!!", file.name());
            LOG.warn("!!! Truncating the AOF {} at offset {} !!!", file.name(), bytes);
            if (truncate(directory.path(file), bytes)) {
                LOG.warn("AOF {} loaded anyway because aof-load-truncated is enabled", file.name());
                return true;
            }
        }
        LOG.warn("Unexpected end of file reading the append only file {}. You can: 1) Make a backup of your AOF file, then "
                + "use ./redis-check-aof --fix <filename.manifest>. 2) Alternatively you can set the 'aof-load-truncated' "
                + "configuration option to yes and restart the server.", file.name());
        return false;
    }

    private static boolean truncate(Path path, long bytes) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.truncate(bytes);
            channel.force(true);
            return true;
        } catch (IOException e) {
            LOG.warn("Error truncating the AOF file {}: {}", path.getFileName(), OsError.text(e));
            return false;
        }
    }
}
