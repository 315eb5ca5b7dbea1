package io.jadis.server.command;

import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.server.execution.BlockedClients;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.Errors;
import io.jadis.server.execution.HandlerTable;
import io.jadis.server.execution.Watches;
import io.jadis.store.keyspace.Database;
import io.jadis.store.keyspace.Keyspace;

/** The commands on whole databases: DBSIZE, FLUSHDB, FLUSHALL, SWAPDB. */
public final class Databases {
    private static final ErrorReply INVALID_FIRST = ErrorReply.of("ERR invalid first DB index");
    private static final ErrorReply INVALID_SECOND = ErrorReply.of("ERR invalid second DB index");
    private static final ErrorReply NO_SWAP_IN_CLUSTER = ErrorReply.of("ERR SWAPDB is not allowed in cluster mode");

    private final Keyspace keyspace;
    private final Config config;
    private final Runnable allFlushed;

    /** @param allFlushed what FLUSHALL leads to besides */
    public Databases(Keyspace keyspace, Config config, Runnable allFlushed) {
        this.keyspace = keyspace;
        this.config = config;
        this.allFlushed = allFlushed;
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("dbsize", call -> call.reply().integer(call.database().size()));
        handlers.bind("flushdb", this::flushdb);
        handlers.bind("flushall", this::flushall);
        handlers.bind("swapdb", this::swapdb);
    }

    /** The database whose number an argument is, or null: then the error has been sent. */
    static Database named(Call call, Keyspace keyspace, int index) {
        if (!call.readInteger(index)) return null;
        long number = call.integer();
        if (number >= 0 && number < keyspace.databaseCount()) return keyspace.database((int) number);
        call.reply().error(number == (int) number ? Errors.DB_INDEX_OUT_OF_RANGE : Errors.NOT_AN_INT);
        return null;
    }

    /** FLUSHDB [ASYNC | SYNC] */
    private void flushdb(Call call) {
        if (!hasFlushSyntax(call)) return;
        call.execution().changes().allChanged();
        flush(call, call.database(), isLazy(call));
        call.propagateAsIs();
        call.reply().ok();
    }

    /** FLUSHALL [ASYNC | SYNC] */
    private void flushall(Call call) {
        if (!hasFlushSyntax(call)) return;
        boolean lazily = isLazy(call);
        call.execution().changes().allChanged();
        for (int i = 0; i < keyspace.databaseCount(); i++) flush(call, keyspace.database(i), lazily);
        allFlushed.run();
        call.propagateAsIs();
        call.reply().ok();
    }

    private static boolean hasFlushSyntax(Call call) {
        if (call.count() == 1 || call.count() == 2 && (call.is(1, "SYNC") || call.is(1, "ASYNC"))) return true;
        call.reply().error(Errors.SYNTAX);
        return false;
    }

    private boolean isLazy(Call call) {
        return call.count() == 1 ? config.get(Directives.LAZYFREE_LAZY_USER_FLUSH) : call.is(1, "ASYNC");
    }

    private static void flush(Call call, Database database, boolean lazily) {
        call.execution().changes().addDirty(call.execution().flush(database, lazily));
    }

    /** SWAPDB index1 index2 */
    private void swapdb(Call call) {
        if (config.get(Directives.CLUSTER_ENABLED)) {
            call.reply().error(NO_SWAP_IN_CLUSTER);
            return;
        }
        // Both must be numbers before either is looked at as a database.
        if (!isInt(call, 1, INVALID_FIRST) || !isInt(call, 2, INVALID_SECOND)) return;
        Database first = named(call, keyspace, 1);
        if (first == null) return;
        Database second = named(call, keyspace, 2);
        if (second == null) return;
        if (first != second) {
            Watches watches = call.execution().changes().watches();
            watches.touchAll(first, second);
            watches.touchAll(second, first);
            BlockedClients blocked = call.execution().blocked();
            blocked.contentsGo(first, second);
            blocked.contentsGo(second, first);
            keyspace.swap(first, second);
            blocked.contentsCame(first);
            blocked.contentsCame(second);
        }
        call.changedSomething();
        call.reply().ok();
    }

    private static boolean isInt(Call call, int index, ErrorReply error) {
        if (!call.readInteger(index, error)) return false;
        if (call.integer() == (int) call.integer()) return true;
        call.reply().error(error);
        return false;
    }
}
