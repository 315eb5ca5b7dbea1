package io.jadis.server.command;

import static io.jadis.protocol.config.KeyspaceEvents.GENERIC;

import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.Errors;
import io.jadis.server.execution.HandlerTable;
import io.jadis.server.persistence.AofRewrite;
import io.jadis.server.persistence.BackgroundSaves;
import io.jadis.server.persistence.Persistence;
import io.jadis.server.persistence.RdbPersistence;
import io.jadis.store.keyspace.Database;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.keyspace.Record;
import io.jadis.store.rdb.DumpPayload;
import io.jadis.store.rdb.LoadedValue;
import io.jadis.store.rdb.RdbException;
import io.jadis.store.rdb.RdbInput;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has to do with RDB: DUMP, RESTORE, SAVE, BGSAVE, LASTSAVE. */
public final class RdbCommands implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RdbCommands.class);
    private static final ErrorReply BUSY_KEY = ErrorReply.of("BUSYKEY Target key name already exists.");
    private static final ErrorReply INVALID_IDLE_TIME = ErrorReply.of("ERR Invalid IDLETIME value, must be >= 0");
    private static final ErrorReply INVALID_FREQUENCY =
            ErrorReply.of("ERR Invalid FREQ value, must be >= 0 and <= 255");
    private static final ErrorReply INVALID_TTL = ErrorReply.of("ERR Invalid TTL value, must be >= 0");
    private static final ErrorReply WRONG_CHECKSUM = ErrorReply.of("ERR DUMP payload version or checksum are wrong");
    private static final ErrorReply BAD_FORMAT = ErrorReply.of("ERR Bad data format");
    private static final ErrorReply SAVE_FAILED = ErrorReply.of("ERR");
    private static final ErrorReply IN_PROGRESS = ErrorReply.of("ERR Background save already in progress");
    private static final ErrorReply MUST_WAIT =
            ErrorReply.of("ERR Another child process is active (AOF?): can't BGSAVE "
            + "right now. Use BGSAVE SCHEDULE in order to schedule a BGSAVE whenever possible.");
    private static final int FREQUENCY_MAX = 255;
    private static final long UNSET = -1;

    private final Keyspace keyspace;
    private final Config config;
    private final Persistence persistence;
    private final RdbPersistence rdb;
    private final DumpPayload payload;

    // The options of the RESTORE at hand.
    private boolean replace, absolute;
    private long idleSeconds, frequency;

    public RdbCommands(Keyspace keyspace, Config config, Persistence persistence) {
        this.keyspace = keyspace;
        this.config = config;
        this.persistence = persistence;
        this.rdb = persistence.rdb();
        payload = new DumpPayload(keyspace.allocator(), rdb.values());
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("dump", this::dump);
        handlers.bind("restore", this::restore);
        handlers.bind("restore-asking", this::restore);
        handlers.bind("save", this::save);
        handlers.bind("bgsave", this::bgsave);
        handlers.bind("bgrewriteaof", this::bgrewriteaof);
        handlers.bind("lastsave", call -> call.reply().integer(rdb.savedAtMs() / 1000));
    }

    @Override
    public void close() {
        payload.close();
    }

    /** SAVE */
    private void save(Call call) {
        if (persistence.saves().isUnderWay()) call.reply().error(IN_PROGRESS);
        else if (persistence.save()) call.reply().ok();
        else call.reply().error(SAVE_FAILED);
    }

    /** BGSAVE [SCHEDULE] */
    private void bgsave(Call call) {
        BackgroundSaves saves = persistence.saves();
        boolean schedule = call.count() == 2 && call.is(1, "SCHEDULE");
        if (call.count() > 1 && !schedule) {
            call.reply().error(Errors.SYNTAX);
        } else if (persistence.isSaveUnderWay()) {
            call.reply().error(IN_PROGRESS);
        } else if (call.isNested() || schedule && saves.mustWait()) {
            saves.schedule();
            call.reply().status("Background saving scheduled");
        } else if (saves.mustWait()) {
            call.reply().error(MUST_WAIT);
        } else if (saves.begin(call.nowMs())) {
            call.reply().status("Background saving started");
        } else {
            call.reply().error(SAVE_FAILED);
        }
    }

    /** BGREWRITEAOF */
    private void bgrewriteaof(Call call) {
        AofRewrite rewrite = persistence.rewrite();
        if (rewrite.isUnderWay()) {
            call.reply().error("ERR Background append only file rewriting already in progress");
        } else if (rewrite.mustWait() || call.isNested()) {
            rewrite.schedule();
            call.reply().status("Background append only file rewriting scheduled");
        } else if (rewrite.begin(call.nowMs())) {
            call.reply().status("Background append only file rewriting started");
        } else {
            call.reply().error("ERR Can't execute an AOF background rewriting. Please check the server logs for more "
                    + "information.");
        }
    }

    /** DUMP key */
    private void dump(Call call) {
        long record = call.findRead(1);
        if (record == 0) {
            call.reply().nil();
            return;
        }
        payload.write(record, rdb.version(), rdb.compresses());
        call.reply().bulk(payload.address(), payload.length());
        payload.release();
    }

    /** RESTORE key ttl serialized-value [REPLACE] [ABSTTL] [IDLETIME seconds] [FREQ frequency] */
    private void restore(Call call) {
        if (!readOptions(call)) return;
        if (!replace && call.findWrite(1) != 0) {
            call.reply().error(BUSY_KEY);
            return;
        }
        if (!call.readInteger(2)) return;
        long ttl = call.integer();
        if (ttl < 0) {
            call.reply().error(INVALID_TTL);
        } else if (!DumpPayload.isIntact(call.address(3), call.length(3), rdb.checksumsVerified())) {
            call.reply().error(WRONG_CHECKSUM);
        } else {
            restore(call, ttl == 0 ? Record.NO_EXPIRY : absolute ? ttl : ttl + call.nowMs());
        }
    }

    private boolean readOptions(Call call) {
        replace = false;
        absolute = false;
        idleSeconds = UNSET;
        frequency = UNSET;
        for (int i = 4; i < call.count(); i++) {
            boolean hasValue = i + 1 < call.count();
            if (call.is(i, "REPLACE")) {
                replace = true;
            } else if (call.is(i, "ABSTTL")) {
                absolute = true;
            } else if (call.is(i, "IDLETIME") && hasValue && frequency == UNSET) {
                if (!call.readInteger(++i)) return false;
                idleSeconds = call.integer();
                if (idleSeconds < 0) return refuse(call, INVALID_IDLE_TIME);
            } else if (call.is(i, "FREQ") && hasValue && idleSeconds == UNSET) {
                if (!call.readInteger(++i)) return false;
                frequency = call.integer();
                if (frequency < 0 || frequency > FREQUENCY_MAX) return refuse(call, INVALID_FREQUENCY);
            } else {
                return refuse(call, Errors.SYNTAX);
            }
        }
        return true;
    }

    private static boolean refuse(Call call, ErrorReply error) {
        call.reply().error(error);
        return false;
    }

    private void restore(Call call, long expiresAtMs) {
        try (RdbInput in = DumpPayload.input(keyspace.allocator(), call.address(3), call.length(3))) {
            LoadedValue value = read(call, in);
            if (value == null) call.reply().error(BAD_FORMAT);
            else put(call, value, expiresAtMs);
        }
    }

    /** The value, or null: then the log says what is wrong with it. */
    private LoadedValue read(Call call, RdbInput in) {
        try {
            LoadedValue value = rdb.values().read(in.readByte(), in, rdb.sanitizesPayloadsOf(call.client().user()));
            if (!value.isPresent()) return null;
            // As a payload it is wrong; where it was taken before it is better than nothing.
            boolean taken = call.client().isStream() || call.client().isMaster();
            if (!value.isRepaired() || taken) return value;
            value.discard();
            LOG.debug("A payload's listpack with dup elements");
            return null;
        } catch (RdbException e) {
            LOG.debug(RdbPersistence.errorText(in, e));
            return null;
        } catch (IOException e) {
            throw new AssertionError("memory doesn't fail so", e);
        }
    }

    private void put(Call call, LoadedValue value, long expiresAtMs) {
        Database database = call.database();
        long old = replace
                ? database.find(call.nowMs(), call.address(1), call.length(1), Database.NO_TOUCH
                | Database.IGNORE_EXPIRY) : 0;
        boolean lazily = config.get(Directives.LAZYFREE_LAZY_SERVER_DEL);
        if (old != 0) database.remove(old, lazily);
        if (expiresAtMs != Record.NO_EXPIRY && Expiration.isPast(call, keyspace, expiresAtMs)) {
            value.discard();
            if (old != 0) deleted(call, lazily);
        } else {
            long record = value.addTo(database, call.nowMs(), call.address(1), call.length(1), expiresAtMs);
            if (frequency != UNSET) database.setFrequency(record, call.nowMs(), (int) frequency);
            else if (idleSeconds != UNSET) database.setIdleMs(record, call.nowMs(), idleMs());
            call.changed(1);
            call.event(GENERIC, "restore", 1);
            if (expiresAtMs != Record.NO_EXPIRY && !absolute && call.propagates()) propagateAbsolute(call, expiresAtMs);
        }
        call.reply().ok();
    }

    private long idleMs() {
        return Math.min(idleSeconds, Long.MAX_VALUE / 1000) * 1000;
    }

    private static void deleted(Call call, boolean lazily) {
        call.changed(1);
        call.event(GENERIC, "del", 1);
        if (call.propagates()) call.propagateAs(lazily ? "UNLINK" : "DEL", call.argument(1));
    }

    private static void propagateAbsolute(Call call, long expiresAtMs) {
        call.propagateAs(call.arguments(0, 2), expiresAtMs, call.arguments(3, call.count()), "ABSTTL");
    }
}
