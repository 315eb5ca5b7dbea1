package io.jadis.server.command;

import io.jadis.protocol.resp.ErrorReply;
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
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** XREAD and XREADGROUP. The fields are of the call at hand. */
public final class StreamReads {
    private static final ErrorReply GROUP_OF_XREAD =
            ErrorReply.of("ERR The GROUP option is only supported by XREADGROUP. You called XREAD instead.");
    private static final ErrorReply NOACK_OF_XREAD =
            ErrorReply.of("ERR The NOACK option is only supported by XREADGROUP. You called XREAD instead.");
    private static final ErrorReply NO_GROUP = ErrorReply.of("ERR Missing GROUP option for XREADGROUP");
    private static final ErrorReply NEW_OF_XREAD = ErrorReply.of("ERR The > ID can be specified only when calling "
            + "XREADGROUP using the GROUP <group> <consumer> option.");
    private static final ErrorReply END_OF_GROUP = endOfGroup("$"), LAST_OF_GROUP = endOfGroup("+");

    private final StreamValues streams;
    private final StreamGroups groups;
    private final StreamReplies replies;
    private final GroupEffects effects;
    private final PendingCursor pendingCursor;
    private final StreamReplies.Served served = this::served;
    private final StreamId id = new StreamId(), end = new StreamId();

    /** Options. */
    private boolean ofGroup, acknowledged;
    private long timeoutMs, limit;
    private int groupIndex, firstKey, keyCount;

    /**
     * By stream: entries above this id are asked for, those that are new to the group for the highest id; its group.
     */
    private long[] idMs = new long[8], idSeq = new long[8], group = new long[8];

    /** What is being served. */
    private Call call;
    private int servedKey;
    private long servedStream, servedGroup, servedConsumer;
    private boolean lastIdMoved;

    private static ErrorReply endOfGroup(String id) {
        return ErrorReply.of("ERR The " + id + " ID is meaningless in the context of XREADGROUP: you want to read the "
                + "history of this consumer by specifying a proper ID, or use the > ID to get new messages. The " + id
                + " ID would just return an empty result set.");
    }

    public StreamReads(StreamValues streams, Scratch scratch) {
        this.streams = streams;
        groups = streams.groups();
        replies = new StreamReplies(streams, scratch);
        effects = new GroupEffects(groups);
        pendingCursor = groups.pendingCursor();
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("xread", call -> read(call, false));
        handlers.bind("xreadgroup", call -> read(call, true));
    }

    /**
     * XREAD [COUNT count] [BLOCK ms] STREAMS key [key …] id [id …],
     * XREADGROUP GROUP group consumer [COUNT count] [BLOCK ms] [NOACK] STREAMS key [key …] id [id …]
     */
    private void read(Call call, boolean ofGroup) {
        this.call = call;
        this.ofGroup = ofGroup;
        // What it does to groups goes out in other words.
        call.propagateNothing();
        if (!readOptions() || !readIds()) return;
        if (serveAll()) return;
        if (timeoutMs < 0) call.reply().nilArray();
        else call.blockOn(RecordType.STREAM, firstKey, keyCount, timeoutMs, ofGroup, firstKey + keyCount, fixedIds());
    }

    // ---- parsing

    private boolean readOptions() {
        timeoutMs = -1;
        limit = 0;
        groupIndex = 0;
        firstKey = 0;
        acknowledged = true;
        int last = call.count() - 1;
        for (int i = 1; i < call.count() && firstKey == 0; i++) {
            if (i < last && call.is(i, "BLOCK")) {
                if (!call.readTimeoutMs(++i)) return false;
                timeoutMs = call.integer();
            } else if (i < last && call.is(i, "COUNT")) {
                if (!call.readInteger(++i)) return false;
                limit = Math.max(0, call.integer());
            } else if (i < last && call.is(i, "STREAMS")) {
                firstKey = i + 1;
            } else if (i + 1 < last && call.is(i, "GROUP")) {
                if (!ofGroup) return fail(GROUP_OF_XREAD);
                groupIndex = i + 1;
                i += 2;
            } else if (call.is(i, "NOACK")) {
                if (!ofGroup) return fail(NOACK_OF_XREAD);
                acknowledged = false;
            } else {
                return fail(Errors.SYNTAX);
            }
        }
        if (firstKey == 0) return fail(Errors.SYNTAX);
        int words = call.count() - firstKey;
        if ((words & 1) == 1) return fail(unbalanced());
        keyCount = words / 2;
        return !ofGroup || groupIndex != 0 || fail(NO_GROUP);
    }

    private ErrorReply unbalanced() {
        return ErrorReply.of("ERR Unbalanced '" + call.command().fullName().toLowerCase(Locale.ROOT)
                + "' list of streams: for each stream key an ID or '" + (ofGroup ? '>' : '$') + "' must be specified.");
    }

    private boolean fail(ErrorReply error) {
        call.reply().error(error);
        return false;
    }

    private boolean readIds() {
        call.takeHeap(3L * keyCount * Long.BYTES);
        if (idMs.length < keyCount) {
            idMs = Arrays.copyOf(idMs, keyCount);
            idSeq = Arrays.copyOf(idSeq, keyCount);
            group = Arrays.copyOf(group, keyCount);
        }
        for (int i = 0; i < keyCount; i++) {
            int key = firstKey + i;
            long record = find(key);
            if (record == Call.WRONG_TYPE) return false;
            long stream = record == 0 ? 0 : Record.root(record);
            if (ofGroup) {
                group[i] = stream == 0 ? 0 : effects.find(call, stream, groupIndex);
                if (group[i] == 0) return fail(noGroup(key));
            }
            if (!readId(key + keyCount, stream)) return false;
            idMs[i] = id.ms();
            idSeq[i] = id.seq();
        }
        return true;
    }

    private long find(int key) {
        return ofGroup ? call.findReadToChange(key, RecordType.STREAM) : call.findRead(key, RecordType.STREAM);
    }

    private ErrorReply noGroup(int key) {
        return ErrorReply.of("NOGROUP No such key '" + call.shown(key) + "' or consumer group '"
                + call.shown(groupIndex) + "' in XREADGROUP with GROUP option");
    }

    /** Reads the id above which entries of a stream, or of none, are asked for. */
    private boolean readId(int index, long stream) {
        id.setMin();
        if (call.is(index, "$")) {
            if (ofGroup) return fail(END_OF_GROUP);
            if (stream != 0) StreamValues.lastId(stream, id);
        } else if (call.is(index, "+")) {
            // The last entry, as Redis has it since 7.4.
            if (ofGroup) return fail(LAST_OF_GROUP);
            if (stream != 0 && streams.lastEntryId(stream, id)) id.decrement();
        } else if (call.is(index, ">")) {
            if (!ofGroup) return fail(NEW_OF_XREAD);
            id.setMax();
        } else {
            return StreamIds.read(call, index, id);
        }
        return true;
    }

    /** The ids that mean this moment, as the ids that they are now; null for others. */
    private byte[][] fixedIds() {
        byte[][] fixed = new byte[keyCount][];
        for (int i = 0; i < keyCount; i++) {
            int index = firstKey + keyCount + i;
            if (!call.is(index, "$") && !call.is(index, "+")) continue;
            id.set(idMs[i], idSeq[i]);
            fixed[i] = id.toString().getBytes(StandardCharsets.US_ASCII);
        }
        return fixed;
    }

    // ---- serving

    /** Replies with what there is. False if that is nothing. */
    private boolean serveAll() {
        ReplyBuffer reply = call.reply();
        Object mark = null;
        long servedCount = 0;
        for (int i = 0; i < keyCount; i++) {
            int key = firstKey + i;
            long record = find(key);
            if (record == 0) continue;
            long stream = Record.root(record);
            id.set(idMs[i], idSeq[i]);
            boolean history = ofGroup && !id.isMax();
            boolean serves = history || hasMore(stream, ofGroup ? group[i] : 0);
            long consumer = ofGroup ? findConsumer(group[i], key) : 0;
            if (!serves) continue;
            if (servedCount++ == 0) {
                if (keyCount == 1 && reply.isResp3()) reply.map(1);
                else if (keyCount == 1) reply.array(1);
                else mark = reply.openAggregate();
            }
            id.increment();
            if (!reply.isResp3()) reply.array(2);
            reply.bulk(call.address(key), call.length(key));
            if (history) serveHistory(stream, group[i], consumer);
            else if (ofGroup) serveGroup(stream, group[i], consumer, key);
            else range(stream);
            if (ofGroup) call.changedSomething();
        }
        if (mark != null) {
            if (reply.isResp3()) reply.closeMap(mark, servedCount);
            else reply.closeArray(mark, servedCount);
        }
        return servedCount > 0;
    }

    /** Whether there are entries above the id; a group's own last id becomes that. */
    private boolean hasMore(long stream, long group) {
        if (!streams.lastEntryId(stream, end)) return false;
        if (group != 0) groups.lastId(group, id);
        return end.compareTo(id) > 0;
    }

    private long findConsumer(long group, int key) {
        int name = groupIndex + 1;
        if (!acknowledged && effects.findConsumer(call, group, name) == 0) {
            long consumer = effects.createConsumer(call, group, key, name);
            effects.propagateConsumer(call, key, groupIndex, name);
            return consumer;
        }
        return effects.askingConsumer(call, group, key, name);
    }

    private void range(long stream) {
        end.setMax();
        replies.range(call.reply(), stream, id, end, false, limit);
    }

    /** New entries, which become pending with the consumer unless they need no acknowledgement. */
    private void serveGroup(long stream, long group, long consumer, int key) {
        servedKey = key;
        servedStream = stream;
        servedGroup = group;
        servedConsumer = consumer;
        lastIdMoved = false;
        end.setMax();
        replies.range(call.reply(), stream, id, end, false, limit, served);
        if (lastIdMoved && !acknowledged) effects.propagateLastId(call, group, key, groupIndex);
    }

    private void served(StreamId id) {
        lastIdMoved |= groups.served(servedStream, servedGroup, id);
        if (!acknowledged) return;
        long nowMs = call.nowMs();
        long pending = groups.findPending(servedGroup, id);
        if (pending == 0) {
            pending = groups.addPending(servedGroup, servedConsumer, id, nowMs, 1);
        } else {
            // XGROUP SETID went back.
            groups.assign(pending, id, servedConsumer);
            groups.setDelivery(servedGroup, id, pending, nowMs, 1);
        }
        groups.setActiveAtMs(servedConsumer, nowMs);
        effects.propagateClaim(call, servedGroup, servedKey, groupIndex, id, pending);
    }

    /** What the consumer was served before and hasn't acknowledged; of entries that are gone the ids alone. */
    private void serveHistory(long stream, long group, long consumer) {
        ReplyBuffer reply = call.reply();
        pendingCursor.ofConsumer(group, consumer);
        boolean there = pendingCursor.from(id.ms(), id.seq());
        if (!there) {
            reply.array(0);
            return;
        }
        Object mark = reply.openAggregate();
        long count = 0;
        for (; there && (limit == 0 || count < limit); there = pendingCursor.next()) {
            long pending = pendingCursor.pending();
            if (replies.entry(reply, stream, pendingCursor.id())) {
                groups.setDelivery(group, pendingCursor.id(), pending, call.nowMs(), groups.deliveries(pending) + 1);
            } else {
                reply.array(2);
                replies.id(reply, pendingCursor.id());
                reply.nilArray();
            }
            count++;
        }
        reply.closeArray(mark, count);
    }
}
