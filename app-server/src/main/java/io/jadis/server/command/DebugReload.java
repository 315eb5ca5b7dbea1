package io.jadis.server.command;

import io.jadis.protocol.process.OsError;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.Errors;
import io.jadis.server.persistence.LoadResult;
import io.jadis.server.persistence.Persistence;
import java.io.IOException;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** DEBUG RELOAD [MERGE] [NOFLUSH] [NOSAVE] and LOADAOF: the data set is forgotten, and loaded from the disk. */
final class DebugReload {
    private static final Logger LOG = LoggerFactory.getLogger(DebugReload.class);
    private static final ErrorReply SAVE_FAILED = ErrorReply.of("ERR");
    private static final ErrorReply UNKNOWN_OPTION =
            ErrorReply.of("ERR DEBUG RELOAD only supports the MERGE, NOFLUSH and NOSAVE options.");
    private static final ErrorReply LOAD_FAILED =
            ErrorReply.of("ERR Error trying to load the RDB dump, check server logs.");

    private final Persistence persistence;
    private final IntConsumer exit;

    /** @param exit ends the process, when half of a damaged file is all that it has */
    DebugReload(Persistence persistence, IntConsumer exit) {
        this.persistence = persistence;
        this.exit = exit;
    }

    /** DEBUG LOADAOF: forgets the data set and loads what the append-only file has. */
    void loadAof(Call call) {
        if (isLoading(call)) return;
        try {
            if (!persistence.reloadAof()) exit.accept(1);
        } catch (IOException e) {
            LOG.warn("Fail to fsync the AOF file: {}", OsError.text(e));
            call.reply().error(SAVE_FAILED);
            return;
        }
        LOG.info("Append Only File loaded by DEBUG LOADAOF");
        call.reply().ok();
    }

    private boolean isLoading(Call call) {
        if (persistence.loading().isUnderWay()) call.reply().error(Errors.LOADING);
        return persistence.loading().isUnderWay();
    }

    void reload(Call call) {
        if (isLoading(call)) return;
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
        if (save && !persistence.save()) {
            call.reply().error(SAVE_FAILED);
            return;
        }
        if (flush) persistence.forgetDataSet(false);
        LoadResult result = persistence.reloadRdb(merge);
        if (result.outcome() == LoadResult.Outcome.BROKEN) {
            LOG.warn("Terminating server after rdb file reading failure.");
            exit.accept(1);
        }
        if (!result.isLoaded()) {
            call.reply().error(LOAD_FAILED);
            return;
        }
        LOG.info("DB reloaded by DEBUG RELOAD");
        call.reply().ok();
    }
}
