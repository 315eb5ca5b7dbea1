package io.jadis.server.command;

import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.ConfigRewrite;
import io.jadis.protocol.config.ConfigRewrite.LineGroup;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.config.Numbers;
import io.jadis.protocol.match.Glob;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.server.client.ClientCron;
import io.jadis.server.client.Clients;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.Errors;
import io.jadis.server.execution.Handler;
import io.jadis.server.execution.HandlerTable;
import io.jadis.server.execution.Scratch;
import io.jadis.server.persistence.Persistence;
import io.jadis.server.persistence.RdbPersistence;
import io.jadis.server.replication.Replication;
import io.jadis.store.encoding.Listpack;
import io.jadis.store.keyspace.Database;
import io.jadis.store.keyspace.Encoding;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.keyspace.Record;
import io.jadis.store.keyspace.RecordType;
import io.jadis.store.list.ListValues;
import io.jadis.store.table.TableStatistics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** DEBUG: what tests and developers need and nobody else. Open to whom {@code enable-debug-command} says. */
public final class Debug {
    private static final int STRINGMATCH_CYCLES = 1_000_000, STRINGMATCH_LENGTH_MAX = 32;
    /** What DEBUG stops and starts again. */
    public interface Switches {
        /** Whether expired keys are removed before somebody asks for them. */
        void activeExpire(boolean on);

        /** Whether the periodic work of the rooms is done. */
        void cron(boolean on);
    }

    private record Subcommand(int countMin, int countMax, Handler handler) {
        boolean accepts(int count) {
            return count >= countMin && count <= countMax;
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Debug.class);
    private static final ErrorReply OUT_OF_RANGE_DATABASE = ErrorReply.of("ERR Out of range database");
    private static final ErrorReply NO_HASH_TABLE = ErrorReply.of(
            "ERR The value stored at the specified key is not represented using an hash table");
    private static final ErrorReply NO_BYTES = ErrorReply.of("ERR Not an sds encoded string.");
    private static final ErrorReply NO_LISTPACK = ErrorReply.of("ERR Not a listpack encoded object.");
    private static final ErrorReply NO_CLIENT_LIMIT = ErrorReply.of("ERR maxmemory-clients is disabled.");
    private static final ErrorReply PACKED_THRESHOLD =
            ErrorReply.of("ERR argument must be a memory value bigger than 1 and smaller than 4gb");
    private static final long PACKED_THRESHOLD_MAX = (1L << 32) - (1 << 20);
    private static final int ANY_COUNT = Integer.MAX_VALUE;
    private static final int SECONDS_OF_24_BITS = 0xFF_FFFF;

    private final Keyspace keyspace;
    private final ListValues lists;
    private final Config config;
    private final Clients clients;
    private final Optional<Path> configFile;
    private final Supplier<List<LineGroup>> lineGroups;
    private final RdbPersistence rdb;
    private final ObjectCommands objects;
    private final DataSetDigest digest;
    private final CrashReport crash;
    private final Map<String, Subcommand> subcommands = new HashMap<>();

    /**
     * @param configFile the one that the server was started with
     * @param lineGroups what DEBUG CONFIG-REWRITE-FORCE-ALL is to write besides values
     * @param exit ends the process with an exit status
     * @param halt does so at once, without any clean-up
     */
    public Debug(Keyspace keyspace, ListValues lists, DataSetDigest digest, Config config, Clients clients,
            Optional<Path> configFile, Supplier<List<LineGroup>> lineGroups, Persistence persistence,
            Replication replication, Switches switches, IntConsumer exit, IntConsumer halt) {
        this.keyspace = keyspace;
        this.lists = lists;
        this.config = config;
        this.clients = clients;
        this.configFile = configFile;
        this.lineGroups = lineGroups;
        rdb = persistence.rdb();
        this.objects = new ObjectCommands(keyspace, config);
        this.digest = digest;
        this.crash = new CrashReport(config, halt);
        add("help", 2, 2, Debug::help);
        add("segfault", 2, ANY_COUNT, crash::segmentationFault);
        add("panic", 2, ANY_COUNT, crash::panic);
        add("assert", 2, ANY_COUNT, crash::failedAssertion);
        add("log", 3, 3, Debug::log);
        add("error", 3, 3, Debug::error);
        add("sleep", 3, 3, Debug::sleep);
        add("set-active-expire", 3, 3, call -> turn(call, switches::activeExpire));
        add("pause-cron", 3, 3, call -> turn(call, on -> switches.cron(!on)));
        DebugReload reload = new DebugReload(persistence, exit);
        add("reload", 2, ANY_COUNT, reload::reload);
        add("loadaof", 2, 2, reload::loadAof);
        add("aof-flush-sleep", 3, 3, call -> {
            if (!call.readInteger(2)) return;
            persistence.aofFlushSleepUs(call.integer());
            call.reply().ok();
        });
        add("set-skip-checksum-validation", 3, 3, call -> turn(call, skip -> rdb.verifyChecksums(!skip)));
        add("object", 3, 3, this::object);
        add("sdslen", 3, 3, this::sdslen);
        add("populate", 3, 5, this::populate);
        add("digest", 2, 2, call -> call.reply().status(digest.ofAll().toString()));
        add("digest-value", 2, ANY_COUNT, this::digestValue);
        add("listpack", 3, 3, this::listpack);
        add("protocol", 3, 3, call -> ProtocolSamples.send(call.reply(), call.text(2)));
        add("htstats", 3, ANY_COUNT, this::htstats);
        add("htstats-key", 3, ANY_COUNT, this::htstatsKey);
        add("client-eviction", 2, 2, this::clientEviction);
        add("replybuffer", 4, 4, this::replybuffer);
        add("config-rewrite-force-all", 2, 2, this::configRewriteForceAll);
        add("quicklist-packed-threshold", 3, 3, this::quicklistPackedThreshold);
        add("stringmatch-test", 2, 2, Debug::stringmatchTest);
        add("replicate", 3, ANY_COUNT, call -> {
            String[] words = new String[call.count() - 2];
            for (int i = 0; i < words.length; i++) words[i] = call.text(i + 2);
            replication.replicate(words);
            call.reply().ok();
        });
        add("change-repl-id", 2, 2, call -> {
            replication.changeId();
            call.reply().ok();
        });
        // What this changes doesn't exist here: there is nothing to do.
        add("set-disable-deny-scripts", 3, 3, call -> call.reply().ok());
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("debug", this::debug);
    }

    private void add(String name, int countMin, int countMax, Handler handler) {
        subcommands.put(name, new Subcommand(countMin, countMax, handler));
    }

    /** DEBUG subcommand [argument …] */
    private void debug(Call call) {
        Subcommand subcommand = subcommands.get(call.text(1).toLowerCase(Locale.ROOT));
        if (subcommand != null && subcommand.accepts(call.count())) subcommand.handler.handle(call);
        else call.reply().error(syntaxError(call));
    }

    private static ErrorReply syntaxError(Call call) {
        String name = call.text(1);
        return ErrorReply.of("ERR unknown subcommand or wrong number of arguments for '"
                + name.substring(0, Math.min(128, name.length())) + "'. Try DEBUG HELP.");
    }

    // ---- the server

    private static void log(Call call) {
        LOG.warn("DEBUG LOG: {}", call.logged(2));
        call.reply().ok();
    }

    private static void error(Call call) {
        String line = call.text(2).replace('\r', ' ').replace('\n', ' ');
        call.reply().raw(("-" + line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Matches random patterns with random strings: nothing but that it ends. */
    private static void stringmatchTest(Call call) {
        SplittableRandom random = new SplittableRandom();
        for (int cycle = 0; cycle < STRINGMATCH_CYCLES; cycle++) {
            Glob.matches(randomText(random), randomText(random), random.nextBoolean());
        }
        call.reply().status("Apparently Redis did not crash: test passed");
    }

    private static byte[] randomText(SplittableRandom random) {
        byte[] text = new byte[random.nextInt(STRINGMATCH_LENGTH_MAX + 1)];
        for (int i = 0; i < text.length; i++) text[i] = (byte) random.nextInt(128);
        return text;
    }

    /** The whole server stands still: that is what it is for. */
    private static void sleep(Call call) {
        try {
            Thread.sleep((long) (leadingNumber(call.text(2)) * 1000));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        call.reply().ok();
    }

    /** The number at the beginning of a text, 0 if there is none, as C's strtod. */
    private static double leadingNumber(String text) {
        for (int end = text.length(); end > 0; end--) {
            try {
                return Math.max(0, Double.parseDouble(text.substring(0, end)));
            } catch (NumberFormatException e) {
                continue;
            }
        }
        return 0;
    }

    /** The last argument says 1 for on, 0 for off. */
    private static void turn(Call call, Consumer<Boolean> to) {
        to.accept(leadingNumber(call.text(call.count() - 1)) != 0);
        call.reply().ok();
    }

    private void configRewriteForceAll(Call call) {
        Optional<String> error = ConfigRewrite.runInFull(config, configFile, lineGroups.get());
        if (error.isEmpty()) call.reply().ok();
        else call.reply().error(ErrorReply.of(error.get().replace("ERR ", "ERR CONFIG-REWRITE-FORCE-ALL failed: ")));
    }

    /** DEBUG REPLYBUFFER PEAK-RESET-TIME NEVER | RESET | milliseconds, DEBUG REPLYBUFFER RESIZING 0 | 1 */
    private void replybuffer(Call call) {
        if (call.is(2, "RESIZING")) {
            turn(call, clients.cron()::replyResizing);
        } else if (!call.is(2, "PEAK-RESET-TIME")) {
            call.reply().error(syntaxError(call));
        } else {
            long resetMs = -1;
            if (call.is(3, "RESET")) {
                resetMs = ClientCron.REPLY_PEAK_RESET_MS;
            } else if (!call.is(3, "NEVER")) {
                if (!call.readInteger(3)) return;
                resetMs = call.integer();
            }
            clients.cron().replyPeakResetMs(resetMs);
            call.reply().ok();
        }
    }

    private void clientEviction(Call call) {
        if (config.get(Directives.MAXMEMORY_CLIENTS) == 0) call.reply().error(NO_CLIENT_LIMIT);
        else call.reply().verbatim("txt", TableText.ofClients(clients.all()).getBytes(StandardCharsets.US_ASCII));
    }

    // ---- keys

    /** The record of argument {@code index}, expired or not, without a trace; 0 where it is missing. */
    private static long find(Call call, int index) {
        int flags = Database.NO_TOUCH | Database.IGNORE_EXPIRY;
        return call.database().find(call.nowMs(), call.address(index), call.length(index), flags);
    }

    /** DEBUG OBJECT key */
    private void object(Call call) {
        long record = find(call, 2);
        if (record == 0) {
            call.reply().error(Errors.NO_SUCH_KEY);
            return;
        }
        long idleMs = call.database().idleMs(record, call.nowMs());
        call.reply().status("Value at:0x" + Long.toHexString(record)
                + " refcount:" + objects.refcount(record)
                + " encoding:" + Encoding.name(Record.encoding(record))
                + " serializedlength:" + rdb.serializedLength(record)
                + " lru:" + ((call.nowMs() - idleMs) / 1000 & SECONDS_OF_24_BITS)
                + " lru_seconds_idle:" + idleMs / 1000
                + (Record.encoding(record) == Encoding.QUICKLIST ? describeQuicklist(record) : ""));
    }

    private String describeQuicklist(long record) {
        int nodes = ListValues.nodeCount(record);
        return " ql_nodes:" + nodes
                + String.format(Locale.ROOT, " ql_avg_node:%.2f", (double) ListValues.length(record) / nodes)
                + " ql_listpack_max:" + config.get(Directives.LIST_MAX_LISTPACK_SIZE)
                + " ql_compressed:" + (config.get(Directives.LIST_COMPRESS_DEPTH) != 0 ? 1 : 0)
                + " ql_uncompressed_size:" + ListValues.nodeBytes(record);
    }

    /** DEBUG QUICKLIST-PACKED-THRESHOLD size: from there on an element is a node of its own; 0 is what it was. */
    private void quicklistPackedThreshold(Call call) {
        OptionalLong bytes = Numbers.memory(call.text(2));
        if (bytes.isEmpty() || Long.compareUnsigned(bytes.getAsLong(), PACKED_THRESHOLD_MAX) > 0) {
            call.reply().error(PACKED_THRESHOLD);
            return;
        }
        // A listpack takes no larger element, whatever is asked for.
        lists.plainBytesMin(bytes.getAsLong() == 0 ? Listpack.SAFE_BYTES_MAX
                : Math.min(bytes.getAsLong(), Listpack.SAFE_BYTES_MAX));
        call.reply().ok();
    }

    /** DEBUG LISTPACK key */
    private void listpack(Call call) {
        long record = find(call, 2);
        if (record == 0) {
            call.reply().error(Errors.NO_SUCH_KEY);
        } else if (!Encoding.name(Record.encoding(record)).startsWith("listpack")) {
            call.reply().error(NO_LISTPACK);
        } else {
            LOG.warn("DEBUG LISTPACK: {} bytes", call.database().memoryBytes(record, 0));
            call.reply().status("Listpack structure printed on stdout");
        }
    }

    /** DEBUG SDSLEN key */
    private void sdslen(Call call) {
        long record = find(call, 2);
        if (record == 0) {
            call.reply().error(Errors.NO_SUCH_KEY);
        } else if (Record.type(record) != RecordType.STRING || Record.isNumber(record)) {
            call.reply().error(NO_BYTES);
        } else {
            // Key and value are one block, or two: what the table has besides is no part of either.
            long bytes = call.database().memoryBytes(record, 1);
            long key = Record.keyLength(record), value = Record.valueLength(record);
            call.reply().status("key_sds_len:" + key + ", key_sds_avail:0, key_zmalloc: " + key
                    + ", val_sds_len:" + value + ", val_sds_avail:0, val_zmalloc: " + (bytes - key));
        }
    }

    /** DEBUG DIGEST-VALUE key [key …] */
    private void digestValue(Call call) {
        call.reply().array(call.count() - 2);
        for (int i = 2; i < call.count(); i++) {
            long record = find(call, i);
            call.reply().status((record == 0 ? new ContentDigest() : digest.of(record)).toString());
        }
    }

    /** DEBUG POPULATE count [prefix] [size] */
    private void populate(Call call) {
        if (!readCount(call, 2)) return;
        long count = call.integer();
        if (call.count() == 5 && !readCount(call, 4)) return;
        int size = call.count() == 5 ? (int) Math.min(call.integer(), Integer.MAX_VALUE - 64) : 0;
        String prefix = call.count() == 3 ? "key" : call.text(3);
        call.database().expandTo(call.database().size() + count);
        try (Populating populating = new Populating(call, size)) {
            for (long i = 0; i < count; i++) populating.add(prefix + ":" + i, "value:" + i);
        }
        call.reply().ok();
    }

    private static boolean readCount(Call call, int index) {
        if (!call.readInteger(index)) return false;
        if (call.integer() >= 0) return true;
        call.reply().error(Errors.MUST_BE_POSITIVE);
        return false;
    }

    /** Keys with values of a fixed size, or as long as they are for 0. They aren't propagated. */
    private final class Populating implements AutoCloseable {
        private final Call call;
        private final Scratch key, value;
        private final int size;

        Populating(Call call, int size) {
            this.call = call;
            this.size = size;
            key = new Scratch(call.execution().allocator());
            value = new Scratch(call.execution().allocator());
        }

        void add(String name, String text) {
            byte[] keyBytes = name.getBytes(StandardCharsets.ISO_8859_1);
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            if (size > 0) bytes = Arrays.copyOf(bytes, size);
            long keyAddress = key.hold(keyBytes);
            Database database = call.database();
            if (database.find(call.nowMs(), keyAddress, keyBytes.length, 0) != 0) return;
            keyspace.strings().set(database, call.nowMs(), keyAddress, keyBytes.length, value.hold(bytes), bytes.length,
                    Record.NO_EXPIRY, 0);
            call.execution().changes().touched(database, keyAddress, keyBytes.length);
        }

        @Override
        public void close() {
            key.release();
            value.release();
        }
    }

    // ---- tables

    /** DEBUG HTSTATS dbid [full] */
    private void htstats(Call call) {
        if (!call.readInteger(2)) return;
        long number = call.integer();
        if (number < 0 || number >= keyspace.databaseCount()) {
            call.reply().error(OUT_OF_RANGE_DATABASE);
            return;
        }
        boolean full = call.count() > 3 && call.is(3, "FULL");
        String text = TableText.of(keyspace.database((int) number), full);
        call.reply().verbatim("txt", text.getBytes(StandardCharsets.US_ASCII));
    }

    /** DEBUG HTSTATS-KEY key [full] */
    private void htstatsKey(Call call) {
        long record = find(call, 2);
        if (record == 0) {
            call.reply().error(Errors.NO_SUCH_KEY);
            return;
        }
        List<TableStatistics> arrays = call.database().tableStatistics(record);
        boolean full = call.count() > 3 && call.is(3, "FULL");
        if (arrays.isEmpty()) call.reply().error(NO_HASH_TABLE);
        else call.reply().verbatim("txt", TableText.of(arrays, full).getBytes(StandardCharsets.US_ASCII));
    }

    private static void help(Call call) {
        Help.reply(call,
                "AOF-FLUSH-SLEEP <microseconds>", "    Wait so long before each write to the append-only file.",
                "ASSERT", "    End the server as a failed assertion does.",
                "CHANGE-REPL-ID", "    Change the replication IDs: nobody can go on with what this server is.",
                "REPLICATE <word> [<word> ...]", "    Send this to the replicas, whatever it is.",
                "REPLYBUFFER PEAK-RESET-TIME <NEVER|RESET|milliseconds>",
                "    Set how long a peak keeps the reply buffer of a client large.",
                "REPLYBUFFER RESIZING <0|1>", "    Let reply buffers shrink or not.",
                "CLIENT-EVICTION", "    Return how many clients take how much memory.",
                "CONFIG-REWRITE-FORCE-ALL", "    Like CONFIG REWRITE, with every directive there is.",
                "DIGEST", "    Return a digest of the whole data set.",
                "DIGEST-VALUE <key> [<key> ...]", "    Return digests of the values of keys.",
                "ERROR <string>", "    Reply an error of that text.",
                "HTSTATS <dbid> [full]", "    Return how the keys of a database lie in its table.",
                "HTSTATS-KEY <key> [full]", "    The same for a value that has a table.",
                "LISTPACK <key>", "    Write to the log how many bytes a value that is a listpack takes.",
                "LOADAOF", "    Empty all databases, and load the append-only file again.",
                "LOG <message>", "    Write a message to the log.",
                "OBJECT <key>", "    Return how a value lies in memory.",
                "PANIC", "    End the server as a panic does.",
                "PAUSE-CRON <0|1>", "    Stop or resume periodic work.",
                "POPULATE <count> [<prefix>] [<size>]", "    Create string keys <prefix>:<number>, unless they exist.",
                "    They aren't propagated.",
                "RELOAD [MERGE] [NOFLUSH] [NOSAVE]", "    Save the data set, empty all databases, and load it again.",
                "PROTOCOL <type>", "    Reply a value of a type: string, integer, double, bignum, null, array, set,",
                "    map, attrib, push, verbatim, true, false.",
                "QUICKLIST-PACKED-THRESHOLD <size>",
                "    Set the length from which on an element of a list is a node of its own.",
                "REPLYBUFFER PEAK-RESET-TIME <NEVER|RESET|milliseconds>",
                "    Set after how long a large reply doesn't count any more for the size of reply buffers.",
                "REPLYBUFFER RESIZING <0|1>", "    Stop or resume the resizing of reply buffers.",
                "SDSLEN <key>", "    Return how much memory a string and its key take.",
                "SEGFAULT", "    End the server as an access to wrong memory does.",
                "SET-ACTIVE-EXPIRE <0|1>", "    Stop or resume the removal of expired keys that nobody asks for.",
                "SET-SKIP-CHECKSUM-VALIDATION <0|1>", "    Accept RDB files and payloads with a wrong checksum or not.",
                "SET-DISABLE-DENY-SCRIPTS <0|1>", "    Accepted without effect.",
                "SLEEP <seconds>", "    Stop the server for so long; decimals are allowed.",
                "STRINGMATCH-TEST", "    Match random patterns with random strings.");
    }
}
