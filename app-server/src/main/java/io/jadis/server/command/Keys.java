package io.jadis.server.command;

import static io.jadis.protocol.config.KeyspaceEvents.GENERIC;

import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.Changes;
import io.jadis.server.execution.Errors;
import io.jadis.server.execution.HandlerTable;
import io.jadis.store.keyspace.Database;
import io.jadis.store.keyspace.ExpiryMode;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.keyspace.Record;
import io.jadis.store.keyspace.RecordType;

/** DEL, RENAME, COPY and the other commands on keys of any type. */
public final class Keys {
    private static final ErrorReply NO_MOVE_IN_CLUSTER = ErrorReply.of("ERR MOVE is not allowed in cluster mode");
    private static final ErrorReply NO_OTHER_DATABASE_IN_CLUSTER =
            ErrorReply.of("ERR Copying to another database is not allowed in cluster mode");

    private final Keyspace keyspace;
    private final Config config;

    public Keys(Keyspace keyspace, Config config) {
        this.keyspace = keyspace;
        this.config = config;
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("del", call -> delete(call, config.get(Directives.LAZYFREE_LAZY_USER_DEL)));
        handlers.bind("unlink", call -> delete(call, true));
        handlers.bind("exists", this::exists);
        handlers.bind("type", this::type);
        handlers.bind("touch", this::touch);
        handlers.bind("rename", call -> rename(call, false));
        handlers.bind("renamenx", call -> rename(call, true));
        handlers.bind("copy", this::copy);
        handlers.bind("move", this::move);
        handlers.bind("randomkey", this::randomkey);
    }

    /** DEL key [key …], UNLINK key [key …] */
    private void delete(Call call, boolean lazily) {
        int deleted = 0;
        for (int i = 1; i < call.count(); i++) {
            long record = findToDelete(call, i);
            if (record == 0) continue;
            call.database().remove(record, lazily);
            call.changed(i);
            call.event(GENERIC, "del", i);
            deleted++;
        }
        call.reply().integer(deleted);
    }

    private long findToDelete(Call call, int index) {
        Database database = call.database();
        long record = database.find(call.nowMs(), call.address(index), call.length(index), Database.NO_TOUCH);
        if (record != 0 || keyspace.expiryMode() == ExpiryMode.MASTER) return record;
        // A key that somebody else has to expire is still there for a DEL.
        int flags = Database.NO_TOUCH | Database.IGNORE_EXPIRY;
        return database.find(call.nowMs(), call.address(index), call.length(index), flags);
    }

    /** EXISTS key [key …] */
    private void exists(Call call) {
        int found = 0;
        for (int i = 1; i < call.count(); i++) {
            if (call.peek(i) != 0) found++;
        }
        call.reply().integer(found);
    }

    /** TYPE key */
    private void type(Call call) {
        long record = call.peek(1);
        call.reply().status(record == 0 ? "none" : RecordType.name(Record.type(record)));
    }

    /** TOUCH key [key …] */
    private void touch(Call call) {
        boolean noTouch = call.client().isNoTouch();
        int found = 0;
        for (int i = 1; i < call.count(); i++) {
            long record = call.findRead(i);
            if (record == 0) continue;
            // It does what it says even for a client whose other look-ups leave no trace.
            if (noTouch) call.database().touch(record, call.nowMs());
            found++;
        }
        call.reply().integer(found);
    }

    /** RENAME key newkey, RENAMENX key newkey */
    private void rename(Call call, boolean onlyIfFree) {
        long record = call.findWrite(1);
        if (record == 0) {
            call.reply().error(Errors.NO_SUCH_KEY);
            return;
        }
        boolean sameKey = isSameKey(call);
        long occupant = sameKey ? 0 : call.findWrite(2);
        if (onlyIfFree && (sameKey || occupant != 0)) {
            call.reply().integer(0);
            return;
        }
        if (!sameKey) {
            Database database = call.database();
            if (occupant != 0) database.remove(occupant, config.get(Directives.LAZYFREE_LAZY_SERVER_DEL));
            database.rename(call.nowMs(), record, database, call.address(2), call.length(2));
            call.changed(1);
            call.changedToo(2);
            call.event(GENERIC, "rename_from", 1);
            call.event(GENERIC, "rename_to", 2);
        }
        if (onlyIfFree) call.reply().integer(1);
        else call.reply().ok();
    }

    private static boolean isSameKey(Call call) {
        return call.length(1) == call.length(2) && Memory.equal(call.address(1), call.address(2), call.length(1));
    }

    /** COPY source destination [DB destination-db] [REPLACE] */
    private void copy(Call call) {
        Database to = call.database();
        boolean replace = false;
        for (int i = 3; i < call.count(); i++) {
            if (call.is(i, "REPLACE")) {
                replace = true;
            } else if (call.is(i, "DB") && i + 1 < call.count()) {
                to = Databases.named(call, keyspace, ++i);
                if (to == null) return;
            } else {
                call.reply().error(Errors.SYNTAX);
                return;
            }
        }
        if (config.get(Directives.CLUSTER_ENABLED) && (call.database().index() != 0 || to.index() != 0)) {
            call.reply().error(NO_OTHER_DATABASE_IN_CLUSTER);
            return;
        }
        if (to == call.database() && isSameKey(call)) {
            call.reply().error(Errors.SAME_OBJECT);
            return;
        }
        long record = call.findRead(1);
        long occupant = record == 0 ? 0 : findIn(call, to, 2);
        if (record == 0 || occupant != 0 && !replace) {
            call.reply().integer(0);
            return;
        }
        if (occupant != 0) to.remove(occupant, config.get(Directives.LAZYFREE_LAZY_SERVER_DEL));
        call.database().copy(call.nowMs(), record, to, call.address(2), call.length(2));
        Changes changes = call.execution().changes();
        changes.changed(to, call.address(2), call.length(2));
        changes.event(GENERIC, "copy_to", to, call.address(2), call.length(2));
        call.reply().integer(1);
    }

    private static long findIn(Call call, Database database, int index) {
        return database.find(call.nowMs(), call.address(index), call.length(index), 0);
    }

    /** MOVE key db */
    private void move(Call call) {
        if (config.get(Directives.CLUSTER_ENABLED)) {
            call.reply().error(NO_MOVE_IN_CLUSTER);
            return;
        }
        Database from = call.database();
        Database to = Databases.named(call, keyspace, 2);
        if (to == null) return;
        if (to == from) {
            call.reply().error(Errors.SAME_OBJECT);
            return;
        }
        long record = call.findWrite(1);
        if (record == 0 || findIn(call, to, 1) != 0) {
            call.reply().integer(0);
            return;
        }
        from.moveTo(call.nowMs(), record, to);
        Changes changes = call.execution().changes();
        call.changed(1);
        changes.touched(to, call.address(1), call.length(1));
        call.event(GENERIC, "move_from", 1);
        changes.event(GENERIC, "move_to", to, call.address(1), call.length(1));
        call.reply().integer(1);
    }

    /** RANDOMKEY */
    private void randomkey(Call call) {
        long record = call.database().randomKey(call.nowMs());
        if (record == 0) call.reply().nil();
        else call.reply().bulk(Record.keyAddress(record), Record.keyLength(record));
    }
}
