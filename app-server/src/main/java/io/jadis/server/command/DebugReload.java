package io.jadis.server.command;

import io.jadis.protocol.resp.ErrorReply;
import io.jadis.server.execution.Call;
import io.jadis.server.persistence.RdbPersistence;
import io.jadis.store.keyspace.Keyspace;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** DEBUG RELOAD [MERGE] [NOFLUSH] [NOSAVE]: saves the data set, forgets it, and loads it. */
final class DebugReload {
    private static final Logger LOG = LoggerFactory.getLogger(DebugReload.class);
    private static final ErrorReply SAVE_FAILED = ErrorReply.of("ERR");
    private static final ErrorReply UNKNOWN_OPTION =
            ErrorReply.of("ERR DEBUG RELOAD only supports the MERGE, NOFLUSH and NOSAVE options.");
    private static final ErrorReply LOAD_FAILED =
            ErrorReply.of("ERR Error trying to load the RDB dump, check server logs.");

    private final Keyspace keyspace;
    private final RdbPersistence rdb;
    private final IntConsumer exit;

    /** @param exit ends the process, when half of a damaged file is all that it has */
    DebugReload(Keyspace keyspace, RdbPersistence rdb, IntConsumer exit) {
        this.keyspace = keyspace;
        this.rdb = rdb;
        this.exit = exit;
    }

    void reload(Call call) {
        boolean merge = false, flush = true, save = true;
        for (int i = 2; i < call.count(); i++) {
            if (call.is(i, "MERGE")) {
                merge = true;
            } else if (call.is(i, "NOFLUSH")) {
                flush = false;
            } else if (call.is(i, "NOSAVE")) {
                save = false;
            } else {
                call.reply().error(UNKNOWN_OPTION);
                return;
            }
        }
        if (save && !rdb.save()) {
            call.reply().error(SAVE_FAILED);
            return;
        }
        if (flush) {
            for (int i = 0; i < keyspace.databaseCount(); i++) keyspace.database(i).flush(false);
        }
        RdbPersistence.Outcome outcome = rdb.load(merge);
        if (outcome == RdbPersistence.Outcome.BROKEN) exit.accept(1);
        if (outcome != RdbPersistence.Outcome.LOADED) {
            call.reply().error(LOAD_FAILED);
            return;
        }
        LOG.info("DB reloaded by DEBUG RELOAD");
        call.reply().ok();
    }
}
