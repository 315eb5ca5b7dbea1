package io.jadis.server.command;

import static io.jadis.protocol.config.KeyspaceEvents.STREAM;

import io.jadis.protocol.resp.ErrorReply;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.HandlerTable;
import io.jadis.store.keyspace.Record;
import io.jadis.store.keyspace.RecordType;
import io.jadis.store.stream.StreamGroups;
import io.jadis.store.stream.StreamId;
import io.jadis.store.stream.StreamValues;

/** XGROUP and XACK. */
public final class ConsumerGroups {
    private static final ErrorReply NEGATIVE_ENTRIES_READ =
            ErrorReply.of("ERR value for ENTRIESREAD must be positive or -1");
    private static final ErrorReply NO_KEY = ErrorReply.of("ERR The XGROUP subcommand requires the key to exist. Note "
            + "that for CREATE you may want to use the MKSTREAM option to create an empty stream automatically.");
    private static final ErrorReply BUSY = ErrorReply.of("BUSYGROUP Consumer Group name already exists");

    private final StreamValues streams;
    private final StreamGroups groups;
    private final GroupEffects effects;
    private final StreamId id = new StreamId();

    /** Options of XGROUP CREATE and SETID. */
    private boolean makeStream;
    private long entriesRead;

    public ConsumerGroups(StreamValues streams) {
        this.streams = streams;
        groups = streams.groups();
        effects = new GroupEffects(groups);
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("xgroup|create", this::create);
        handlers.bind("xgroup|setid", this::setId);
        handlers.bind("xgroup|destroy", this::destroy);
        handlers.bind("xgroup|createconsumer", this::createConsumer);
        handlers.bind("xgroup|delconsumer", this::deleteConsumer);
        handlers.bind("xgroup|help", ConsumerGroups::help);
        handlers.bind("xack", this::xack);
    }

    /** XGROUP CREATE key group id | $ [MKSTREAM] [ENTRIESREAD entries-read] */
    private void create(Call call) {
        if (!readOptions(call, true)) return;
        long record = call.findWrite(2, RecordType.STREAM);
        if (record == Call.WRONG_TYPE) return;
        if (record == 0 && !makeStream) {
            call.reply().error(NO_KEY);
            return;
        }
        if (call.count() > 8) {
            Help.wrongSyntax(call);
            return;
        }
        if (call.is(4, "$")) {
            if (record == 0) id.setMin();
            else StreamValues.lastId(Record.root(record), id);
        } else if (!StreamIds.read(call, 4, id)) {
            return;
        }
        if (record != 0 && effects.find(call, Record.root(record), 3) != 0) {
            call.reply().error(BUSY);
            return;
        }
        long stream = record == 0 ? Streams.create(call, streams, 2) : Record.root(record);
        groups.create(stream, call.address(3), call.length(3), id, entriesRead);
        if (record == 0) call.changedToo(2);
        call.changedSomething();
        call.event(STREAM, "xgroup-create", 2);
        call.reply().ok();
    }

    private boolean readOptions(Call call, boolean creates) {
        makeStream = false;
        entriesRead = StreamGroups.UNKNOWN;
        for (int i = 5; i < call.count(); i++) {
            if (creates && call.is(i, "MKSTREAM")) {
                makeStream = true;
            } else if (call.is(i, "ENTRIESREAD") && i + 1 < call.count()) {
                if (!call.readInteger(++i)) return false;
                entriesRead = call.integer();
                if (entriesRead < 0 && entriesRead != StreamGroups.UNKNOWN) {
                    call.reply().error(NEGATIVE_ENTRIES_READ);
                    return false;
                }
            } else {
                Help.wrongSyntax(call);
                return false;
            }
        }
        return true;
    }

    /** The stream of XGROUP's key; 0, with the error sent, where there is none. */
    private static long findStream(Call call) {
        long record = call.findWrite(2, RecordType.STREAM);
        if (record == 0) call.reply().error(NO_KEY);
        return record <= 0 ? 0 : Record.root(record);
    }

    /** The group that XGROUP names; 0, with the error sent, where there is none. */
    private long findGroup(Call call, long stream) {
        if (stream == 0) return 0;
        long group = effects.find(call, stream, 3);
        if (group == 0) GroupEffects.noGroupOfKey(call, 2, 3);
        return group;
    }

    /** XGROUP SETID key group id | $ [ENTRIESREAD entries-read] */
    private void setId(Call call) {
        if (!readOptions(call, false)) return;
        long stream = findStream(call);
        long group = findGroup(call, stream);
        if (group == 0) return;
        if (call.count() > 7) {
            Help.wrongSyntax(call);
            return;
        }
        if (call.is(4, "$")) StreamValues.lastId(stream, id);
        else if (!StreamIds.readAny(call, 4, id)) return;
        groups.setLastId(group, id);
        groups.setEntriesRead(group, entriesRead);
        call.changedSomething();
        call.event(STREAM, "xgroup-setid", 2);
        call.reply().ok();
    }

    /** XGROUP DESTROY key group */
    private void destroy(Call call) {
        long stream = findStream(call);
        if (stream == 0) return;
        long group = effects.find(call, stream, 3);
        if (group != 0) {
            groups.destroy(stream, group);
            call.changedSomething();
            call.event(STREAM, "xgroup-destroy", 2);
            // Who waits for entries as a member is to be told that there is nothing to wait for.
            call.execution().blocked().keyIsReady(call.database(), call.address(2), call.length(2), RecordType.STREAM);
        }
        call.reply().integer(group == 0 ? 0 : 1);
    }

    /** XGROUP CREATECONSUMER key group consumer */
    private void createConsumer(Call call) {
        long group = findGroup(call, findStream(call));
        if (group == 0) return;
        boolean created = effects.findConsumer(call, group, 4) == 0;
        if (created) effects.createConsumer(call, group, 2, 4);
        call.reply().integer(created ? 1 : 0);
    }

    /** XGROUP DELCONSUMER key group consumer */
    private void deleteConsumer(Call call) {
        long group = findGroup(call, findStream(call));
        if (group == 0) return;
        long consumer = effects.findConsumer(call, group, 4);
        long pending = 0;
        if (consumer != 0) {
            pending = groups.consumerPendingCount(consumer);
            groups.deleteConsumer(group, consumer);
            call.changedSomething();
            call.event(STREAM, "xgroup-delconsumer", 2);
        }
        call.reply().integer(pending);
    }

    private static void help(Call call) {
        Help.reply(call,
                "CREATE <key> <groupname> <id|$> [option]", "    Create a consumer group. Options:",
                "    * MKSTREAM", "      Create an empty stream if the key is missing.",
                "    * ENTRIESREAD entries_read", "      How many entries the group has been served (internal use).",
                "CREATECONSUMER <key> <groupname> <consumer>", "    Create a consumer in a group.",
                "DELCONSUMER <key> <groupname> <consumer>", "    Remove a consumer and what it has pending.",
                "DESTROY <key> <groupname>", "    Remove a group.",
                "SETID <key> <groupname> <id|$> [ENTRIESREAD entries_read]", "    Say up to where a group is served.");
    }

    /** XACK key group id [id …] */
    private void xack(Call call) {
        long record = call.findReadToChange(1, RecordType.STREAM);
        if (record == Call.WRONG_TYPE) return;
        long group = record == 0 ? 0 : effects.find(call, Record.root(record), 2);
        if (group == 0) {
            call.reply().integer(0);
            return;
        }
        for (int i = 3; i < call.count(); i++) {
            if (!StreamIds.read(call, i, id)) return;
        }
        long acknowledged = 0;
        for (int i = 3; i < call.count(); i++) {
            StreamIds.isId(call, i, id);
            long pending = groups.findPending(group, id);
            if (pending == 0) continue;
            groups.removePending(group, id, pending);
            acknowledged++;
            call.changedSomething();
        }
        call.reply().integer(acknowledged);
    }
}
