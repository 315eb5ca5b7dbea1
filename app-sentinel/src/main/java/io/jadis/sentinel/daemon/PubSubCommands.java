package io.jadis.sentinel.daemon;

import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.sentinel.core.Sentinel;
import java.util.List;
import java.util.Set;

/** SUBSCRIBE and its like, for the events; PUBLISH, for the hellos of other Sentinels alone. */
final class PubSubCommands {
    private static final String HELLO_CHANNEL = "__sentinel__:hello";

    private final Clients clients;
    private final Sentinel sentinel;

    PubSubCommands(Clients clients, Sentinel sentinel) {
        this.clients = clients;
        this.sentinel = sentinel;
    }

    void bind() {
        clients.bind("subscribe", call -> subscribe(call, call.client().channels, "subscribe"));
        clients.bind("psubscribe", call -> subscribe(call, call.client().patterns, "psubscribe"));
        clients.bind("unsubscribe", call -> unsubscribe(call, call.client().channels, "unsubscribe"));
        clients.bind("punsubscribe", call -> unsubscribe(call, call.client().patterns, "punsubscribe"));
        clients.bind("publish", this::publish);
    }

    private static void subscribe(Call call, Set<String> own, String word) {
        for (String name : call.texts(1)) {
            own.add(name);
            tell(call, word, name);
        }
    }

    private static void unsubscribe(Call call, Set<String> own, String word) {
        List<String> names = call.count() > 1 ? call.texts(1) : List.copyOf(own);
        for (String name : names) {
            own.remove(name);
            tell(call, word, name);
        }
        if (names.isEmpty()) tell(call, word, null);
    }

    private static void tell(Call call, String word, String name) {
        ReplyBuffer reply = call.reply();
        reply.push(3);
        reply.bulk(word);
        if (name == null) reply.nil();
        else reply.bulk(LosslessText.bytes(name));
        reply.integer(call.client().subscriptionCount());
    }

    private void publish(Call call) {
        if (!call.text(1).equals(HELLO_CHANNEL)) {
            call.error("Only HELLO messages are accepted by Sentinel instances.");
            return;
        }
        sentinel.onHello(call.nowMs(), call.text(2));
        call.reply().integer(1);
    }
}
