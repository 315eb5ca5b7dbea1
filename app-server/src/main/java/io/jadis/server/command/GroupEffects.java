package io.jadis.server.command;

import static io.jadis.protocol.config.KeyspaceEvents.STREAM;

import io.jadis.protocol.resp.ErrorReply;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.Slice;
import io.jadis.store.stream.StreamGroups;
import io.jadis.store.stream.StreamId;

/** What commands on consumer groups have in common: how a group is found, and what its changes amount to elsewhere. */
final class GroupEffects {
    private final StreamGroups groups;
    private final StreamId lastId = new StreamId();

    GroupEffects(StreamGroups groups) {
        this.groups = groups;
    }

    /** The group that an argument names, or 0. */
    long find(Call call, long stream, int name) {
        return groups.find(stream, call.address(name), call.length(name));
    }

    /** Neither key nor group: the error of who needs both. */
    static void noGroup(Call call, int key, int name) {
        call.reply().error(ErrorReply.of("NOGROUP No such key '" + call.shown(key) + "' or consumer group '"
                + call.shown(name) + "'"));
    }

    /** As {@link #noGroup}, where the key is there. */
    static void noGroupOfKey(Call call, int key, int name) {
        call.reply().error(ErrorReply.of("NOGROUP No such consumer group '" + call.shown(name) + "' for key name '"
                + call.shown(key) + "'"));
    }

    /** The consumer that an argument names, or 0. */
    long findConsumer(Call call, long group, int name) {
        return groups.findConsumer(group, call.address(name), call.length(name));
    }

    long createConsumer(Call call, long group, int key, int name) {
        long consumer = groups.createConsumer(group, call.address(name), call.length(name), call.nowMs());
        call.changedSomething();
        call.event(STREAM, "xgroup-createconsumer", key);
        return consumer;
    }

    /** The consumer that an argument names, which now asks for something; a new one if it isn't there. */
    long askingConsumer(Call call, long group, int key, int name) {
        long consumer = findConsumer(call, group, name);
        if (consumer == 0) consumer = createConsumer(call, group, key, name);
        groups.setSeenAtMs(consumer, call.nowMs());
        return consumer;
    }

    /** A pending entry goes out as the XCLAIM that makes it so anywhere, and brings the group's last id along. */
    void propagateClaim(Call call, long group, int key, int name, Object id, long pending) {
        if (!call.propagates()) return;
        groups.lastId(group, lastId);
        long consumer = groups.consumerOf(pending);
        Slice consumerName = new Slice(groups.consumerNameAddress(consumer), groups.consumerNameLength(consumer));
        call.propagateAs("XCLAIM", call.argument(key), call.argument(name), consumerName, 0, id,
                "TIME", groups.deliveredAtMs(pending), "RETRYCOUNT", groups.deliveries(pending), "FORCE", "JUSTID",
                "LASTID", lastId);
    }

    /** The group's last id goes out by itself. */
    void propagateLastId(Call call, long group, int key, int name) {
        if (!call.propagates()) return;
        groups.lastId(group, lastId);
        call.propagateAs("XGROUP", "SETID", call.argument(key), call.argument(name), lastId, "ENTRIESREAD",
                groups.entriesRead(group));
    }

    void propagateConsumer(Call call, int key, int name, int consumerName) {
        if (!call.propagates()) return;
        call.propagateAs("XGROUP", "CREATECONSUMER", call.argument(key), call.argument(name),
                call.argument(consumerName));
    }
}
