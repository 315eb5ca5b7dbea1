package io.jadis.server.command;

import static io.jadis.server.pubsub.SubscriptionKind.CHANNEL;
import static io.jadis.server.pubsub.SubscriptionKind.PATTERN;
import static io.jadis.server.pubsub.SubscriptionKind.SHARD_CHANNEL;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.HandlerTable;
import io.jadis.server.pubsub.PubSub;
import io.jadis.server.pubsub.SubscriptionKind;
import java.util.List;

/** SUBSCRIBE, PUBLISH, PUBSUB and their relatives. */
public final class PubSubCommands {
    private final PubSub pubsub;

    public PubSubCommands(PubSub pubsub) {
        this.pubsub = pubsub;
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("subscribe", call -> subscribe(call, CHANNEL));
        handlers.bind("psubscribe", call -> subscribe(call, PATTERN));
        handlers.bind("ssubscribe", this::ssubscribe);
        handlers.bind("unsubscribe", call -> unsubscribe(call, CHANNEL));
        handlers.bind("punsubscribe", call -> unsubscribe(call, PATTERN));
        handlers.bind("sunsubscribe", call -> unsubscribe(call, SHARD_CHANNEL));
        handlers.bind("publish", this::publish);
        handlers.bind("spublish", this::spublish);
        handlers.bind("pubsub|channels", call -> channels(call, CHANNEL));
        handlers.bind("pubsub|shardchannels", call -> channels(call, SHARD_CHANNEL));
        handlers.bind("pubsub|numsub", call -> numsub(call, CHANNEL));
        handlers.bind("pubsub|shardnumsub", call -> numsub(call, SHARD_CHANNEL));
        handlers.bind("pubsub|numpat", call -> call.reply().integer(pubsub.count(PATTERN)));
        handlers.bind("pubsub|help", call -> Help.reply(call,
                "CHANNELS [<pattern>]",
                "    List the channels that have subscribers, those that match if a pattern is given.",
                "NUMPAT", "    Count the patterns that are subscribed to.",
                "NUMSUB [<channel> ...]", "    Count the subscribers of each channel; patterns don't count.",
                "SHARDCHANNELS [<pattern>]", "    List the shard channels that have subscribers.",
                "SHARDNUMSUB [<shardchannel> ...]", "    Count the subscribers of each shard channel."));
    }

    /**
     * (P)SUBSCRIBE name [name …]: one message a name. Allowed in a transaction, where old clients expect it to work.
     */
    private void subscribe(Call call, SubscriptionKind kind) {
        // All of them or, with an error, none: a part of the replies would be no reply.
        for (int i = 1; i < call.count(); i++) call.keepHeap(PubSub.SUBSCRIPTION_BYTES + call.length(i));
        for (int i = 1; i < call.count(); i++) {
            pubsub.subscribe(call.client(), kind, Memory.toArray(call.address(i), call.length(i)));
        }
    }

    /** SSUBSCRIBE name [name …] */
    private void ssubscribe(Call call) {
        if (call.isNested()) call.reply()
                .error(ErrorReply.of("ERR SSUBSCRIBE isn't allowed for a DENY BLOCKING client"));
        else subscribe(call, SHARD_CHANNEL);
    }

    /** (P|S)UNSUBSCRIBE [name …] */
    private void unsubscribe(Call call, SubscriptionKind kind) {
        if (call.count() == 1) pubsub.unsubscribeAll(call.client(), kind);
        for (int i = 1; i < call.count(); i++) pubsub.unsubscribe(call.client(), kind, call.bytes(i));
    }

    /** PUBLISH channel message */
    private void publish(Call call) {
        int receivers = pubsub.publish(call.bytes(1), call.bytes(2));
        call.propagateMessage();
        call.reply().integer(receivers);
    }

    /** SPUBLISH channel message */
    private void spublish(Call call) {
        int receivers = pubsub.publishToShard(call.bytes(1), call.bytes(2));
        call.propagateMessage();
        call.reply().integer(receivers);
    }

    /** PUBSUB CHANNELS [pattern] */
    private void channels(Call call, SubscriptionKind kind) {
        if (call.count() > 3) {
            Help.wrongSyntax(call);
            return;
        }
        List<byte[]> names = pubsub.names(kind, call.count() == 3 ? call.bytes(2) : null);
        call.reply().array(names.size());
        names.forEach(call.reply()::bulk);
    }

    /** PUBSUB NUMSUB [channel …]: names and numbers in turn, a flat array in RESP3 too. */
    private void numsub(Call call, SubscriptionKind kind) {
        call.reply().array(2L * (call.count() - 2));
        for (int i = 2; i < call.count(); i++) {
            call.reply().bulk(call.address(i), call.length(i));
            call.reply().integer(pubsub.subscriberCount(kind, call.bytes(i)));
        }
    }
}
