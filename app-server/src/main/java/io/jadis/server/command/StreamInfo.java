package io.jadis.server.command;

import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.Errors;
import io.jadis.server.execution.HandlerTable;
import io.jadis.server.execution.Scratch;
import io.jadis.store.keyspace.Record;
import io.jadis.store.keyspace.RecordType;
import io.jadis.store.stream.PendingCursor;
import io.jadis.store.stream.StreamGroups;
import io.jadis.store.stream.StreamId;
import io.jadis.store.stream.StreamValues;

/** XINFO: what streams, groups and consumers look like. */
public final class StreamInfo {
    /** How many of each XINFO STREAM FULL shows unless it is told. */
    private static final long FULL_COUNT = 10;

    private final StreamGroups groups;
    private final StreamReplies replies;
    private final GroupEffects effects;
    private final PendingCursor cursor;
    private final StreamId id = new StreamId(), end = new StreamId();

    public StreamInfo(StreamValues streams, Scratch scratch) {
        groups = streams.groups();
        replies = new StreamReplies(streams, scratch);
        effects = new GroupEffects(groups);
        cursor = groups.pendingCursor();
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("xinfo|stream", this::stream);
        handlers.bind("xinfo|groups", this::groups);
        handlers.bind("xinfo|consumers", this::consumers);
        handlers.bind("xinfo|help", StreamInfo::help);
    }

    /** The stream of XINFO's key; 0, with the error sent, where there is none. */
    private static long find(Call call) {
        long record = call.findRead(2, RecordType.STREAM);
        if (record == 0) call.reply().error(Errors.NO_SUCH_KEY);
        return record <= 0 ? 0 : Record.root(record);
    }

    /** XINFO STREAM key [FULL [COUNT count]] */
    private void stream(Call call) {
        long stream = find(call);
        if (stream == 0) return;
        if (call.count() == 3) {
            call.reply().map(10);
            replyCounters(call.reply(), stream);
            integer(call.reply(), "groups", groups.count(stream));
            call.reply().bulk("first-entry");
            replies.edge(call.reply(), stream, false);
            call.reply().bulk("last-entry");
            replies.edge(call.reply(), stream, true);
            return;
        }
        boolean counted = call.count() == 6;
        if (call.count() != 4 && !counted || !call.is(3, "FULL") || counted && !call.is(4, "COUNT")) {
            Help.wrongSyntax(call);
            return;
        }
        if (counted && !call.readInteger(5)) return;
        long limit = counted && call.integer() >= 0 ? call.integer() : FULL_COUNT;
        replyFull(call.reply(), stream, limit);
    }

    private void replyCounters(ReplyBuffer reply, long stream) {
        integer(reply, "length", StreamValues.length(stream));
        integer(reply, "radix-tree-keys", StreamValues.nodeCount(stream));
        integer(reply, "radix-tree-nodes", StreamValues.indexNodeCount(stream));
        StreamValues.lastId(stream, id);
        id(reply, "last-generated-id");
        StreamValues.maxDeletedId(stream, id);
        id(reply, "max-deleted-entry-id");
        integer(reply, "entries-added", StreamValues.entriesAdded(stream));
        StreamValues.firstId(stream, id);
        id(reply, "recorded-first-entry-id");
    }

    private static void integer(ReplyBuffer reply, String name, long value) {
        reply.bulk(name);
        reply.integer(value);
    }

    private void id(ReplyBuffer reply, String name) {
        reply.bulk(name);
        replies.id(reply, id);
    }

    /** @param limit how many entries, and pending ones of each group and consumer; 0 for all */
    private void replyFull(ReplyBuffer reply, long stream, long limit) {
        reply.map(9);
        replyCounters(reply, stream);
        reply.bulk("entries");
        id.setMin();
        end.setMax();
        replies.range(reply, stream, id, end, false, limit);
        reply.bulk("groups");
        reply.array(groups.count(stream));
        for (int i = 0; i < groups.count(stream); i++) {
            long group = groups.at(stream, i);
            reply.map(7);
            reply.bulk("name");
            reply.bulk(groups.nameAddress(group), groups.nameLength(group));
            replyProgress(reply, stream, group);
            integer(reply, "pel-count", groups.pendingCount(group));
            reply.bulk("pending");
            replyPending(reply, cursor.ofGroup(group), shown(groups.pendingCount(group), limit), true);
            reply.bulk("consumers");
            reply.array(groups.consumerCount(group));
            for (int j = 0; j < groups.consumerCount(group); j++) {
                replyConsumer(reply, group, groups.consumerAt(group, j), limit);
            }
        }
    }

    private void replyConsumer(ReplyBuffer reply, long group, long consumer, long limit) {
        reply.map(5);
        reply.bulk("name");
        replyName(reply, consumer);
        integer(reply, "seen-time", groups.seenAtMs(consumer));
        integer(reply, "active-time", groups.activeAtMs(consumer));
        long pending = groups.consumerPendingCount(consumer);
        integer(reply, "pel-count", pending);
        reply.bulk("pending");
        replyPending(reply, cursor.ofConsumer(group, consumer), shown(pending, limit), false);
    }

    private static long shown(long count, long limit) {
        return limit == 0 ? count : Math.min(count, limit);
    }

    private void replyPending(ReplyBuffer reply, PendingCursor pending, long count, boolean withConsumer) {
        reply.array(count);
        pending.first();
        for (long i = 0; i < count; i++, pending.next()) {
            reply.array(withConsumer ? 4 : 3);
            replies.id(reply, pending.id());
            if (withConsumer) replyName(reply, groups.consumerOf(pending.pending()));
            reply.integer(groups.deliveredAtMs(pending.pending()));
            reply.integer(groups.deliveries(pending.pending()));
        }
    }

    private void replyName(ReplyBuffer reply, long consumer) {
        reply.bulk(groups.consumerNameAddress(consumer), groups.consumerNameLength(consumer));
    }

    private void replyProgress(ReplyBuffer reply, long stream, long group) {
        groups.lastId(group, id);
        id(reply, "last-delivered-id");
        reply.bulk("entries-read");
        long read = groups.entriesRead(group);
        if (read == StreamGroups.UNKNOWN) reply.nil();
        else reply.integer(read);
        reply.bulk("lag");
        long lag = groups.lag(stream, group);
        if (lag == StreamGroups.UNKNOWN_LAG) reply.nil();
        else reply.integer(lag);
    }

    /** XINFO GROUPS key */
    private void groups(Call call) {
        long stream = find(call);
        if (stream == 0) return;
        ReplyBuffer reply = call.reply();
        reply.array(groups.count(stream));
        for (int i = 0; i < groups.count(stream); i++) {
            long group = groups.at(stream, i);
            reply.map(6);
            reply.bulk("name");
            reply.bulk(groups.nameAddress(group), groups.nameLength(group));
            integer(reply, "consumers", groups.consumerCount(group));
            integer(reply, "pending", groups.pendingCount(group));
            replyProgress(reply, stream, group);
        }
    }

    /** XINFO CONSUMERS key group */
    private void consumers(Call call) {
        long stream = find(call);
        if (stream == 0) return;
        long group = effects.find(call, stream, 3);
        if (group == 0) {
            GroupEffects.noGroupOfKey(call, 2, 3);
            return;
        }
        ReplyBuffer reply = call.reply();
        reply.array(groups.consumerCount(group));
        for (int i = 0; i < groups.consumerCount(group); i++) {
            long consumer = groups.consumerAt(group, i);
            long activeAtMs = groups.activeAtMs(consumer);
            reply.map(4);
            reply.bulk("name");
            replyName(reply, consumer);
            integer(reply, "pending", groups.consumerPendingCount(consumer));
            integer(reply, "idle", Math.max(0, call.nowMs() - groups.seenAtMs(consumer)));
            integer(reply, "inactive", activeAtMs == -1 ? -1 : call.nowMs() - activeAtMs);
        }
    }

    private static void help(Call call) {
        Help.reply(call,
                "CONSUMERS <key> <groupname>", "    Show the consumers of a group.",
                "GROUPS <key>", "    Show the groups of a stream.",
                "STREAM <key> [FULL [COUNT <count>]]", "    Show a stream, in full with its entries and groups.");
    }
}
