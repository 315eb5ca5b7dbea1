package io.jadis.server.pubsub;

import io.jadis.protocol.acl.ChannelRights;
import io.jadis.protocol.match.Glob;
import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.server.client.Client;
import io.jadis.server.execution.Execution;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who is subscribed to what, and the way of a message to them. A message reaches the subscribers of its channel in the
 * order they came, then those of the patterns that match it.
 */
public final class PubSub {
    /** What one takes of the Java heap besides its name. */
    public static final int SUBSCRIPTION_BYTES = Name.ENTRY_BYTES;

    private final Execution execution;
    private final Map<SubscriptionKind, Map<Name, Set<Client>>> subscribers = new EnumMap<>(SubscriptionKind.class);
    private final Client.CloseListener closeListener = this::forget;

    public PubSub(Execution execution) {
        this.execution = execution;
        for (SubscriptionKind kind : SubscriptionKind.values()) subscribers.put(kind, new LinkedHashMap<>());
    }

    // ---- subscriptions

    /** Subscribes, and tells the client. */
    public void subscribe(Client client, SubscriptionKind kind, byte[] nameBytes) {
        ClientSubscriptions own = of(client);
        Name name = new Name(nameBytes);
        if (own.add(kind, name)) subscribers.get(kind).computeIfAbsent(name, n -> new LinkedHashSet<>()).add(client);
        tell(client, kind.subscribedWord(), nameBytes, own.countShown(kind));
    }

    /** Unsubscribes, if it was subscribed, and tells the client in any case. */
    public void unsubscribe(Client client, SubscriptionKind kind, byte[] nameBytes) {
        ClientSubscriptions own = of(client);
        remove(client, own, kind, new Name(nameBytes));
        tell(client, kind.unsubscribedWord(), nameBytes, own.countShown(kind));
    }

    /** Unsubscribes from all of this kind, and tells the client of each, or of there being none. */
    public void unsubscribeAll(Client client, SubscriptionKind kind) {
        ClientSubscriptions own = of(client);
        List<Name> names = List.copyOf(own.of(kind));
        for (Name name : names) unsubscribe(client, kind, name.bytes());
        if (names.isEmpty()) tell(client, kind.unsubscribedWord(), null, own.countShown(kind));
    }

    /** Ends all subscriptions of a client without a word: RESET, and the client's end. */
    public void forget(Client client) {
        if (!(client.subscriptions() instanceof ClientSubscriptions own)) return;
        for (SubscriptionKind kind : SubscriptionKind.values()) {
            for (Name name : List.copyOf(own.of(kind))) remove(client, own, kind, name);
        }
    }

    /** Whether a client is subscribed to anything that these rights don't allow. */
    public boolean isSubscribedBeyond(Client client, ChannelRights rights) {
        if (!(client.subscriptions() instanceof ClientSubscriptions own)) return false;
        for (SubscriptionKind kind : SubscriptionKind.values()) {
            for (Name name : own.of(kind)) {
                if (!rights.allows(name.bytes(), kind == SubscriptionKind.PATTERN)) return true;
            }
        }
        return false;
    }

    private ClientSubscriptions of(Client client) {
        if (client.subscriptions() instanceof ClientSubscriptions begun) return begun;
        ClientSubscriptions own = new ClientSubscriptions();
        client.subscriptions(own);
        client.onClose(closeListener);
        return own;
    }

    private void remove(Client client, ClientSubscriptions own, SubscriptionKind kind, Name name) {
        if (!own.remove(kind, name)) return;
        Map<Name, Set<Client>> all = subscribers.get(kind);
        Set<Client> clients = all.get(name);
        clients.remove(client);
        if (clients.isEmpty()) all.remove(name);
    }

    /** These are the replies of the commands, and yet messages: a client that wants no replies gets them. */
    private static void tell(Client client, byte[] word, byte[] name, int count) {
        ReplyBuffer reply = client.reply();
        boolean silent = reply.discard(false);
        reply.push(3);
        reply.bulk(word);
        if (name == null) reply.nil();
        else reply.bulk(name);
        reply.integer(count);
        reply.discard(silent);
    }

    // ---- messages

    /** Sends a message to the subscribers of a channel and of matching patterns; how many it went to. */
    public int publish(byte[] channel, byte[] text) {
        Message message = new Message(SubscriptionKind.CHANNEL, channel, text);
        int receivers = send(SubscriptionKind.CHANNEL, channel, message);
        for (Map.Entry<Name, Set<Client>> entry : subscribers.get(SubscriptionKind.PATTERN).entrySet()) {
            byte[] pattern = entry.getKey().bytes();
            if (!Glob.matches(pattern, channel, false)) continue;
            receivers += sendByPattern(pattern, entry.getValue(), message);
        }
        return receivers;
    }

    /** Sends a message to the subscribers of a shard channel; how many it went to. */
    public int publishToShard(byte[] channel, byte[] text) {
        return send(SubscriptionKind.SHARD_CHANNEL, channel,
                new Message(SubscriptionKind.SHARD_CHANNEL, channel, text));
    }

    private int send(SubscriptionKind kind, byte[] channel, Message message) {
        Set<Client> clients = subscribers.get(kind).get(new Name(channel));
        if (clients == null) return 0;
        for (Client client : clients) {
            if (!takesMessages(client)) continue;
            message.writeTo(execution.beginPush(client));
            execution.endPush(client);
        }
        return clients.size();
    }

    private int sendByPattern(byte[] pattern, Set<Client> clients, Message message) {
        for (Client client : clients) {
            if (!takesMessages(client)) continue;
            message.writeTo(execution.beginPush(client), pattern);
            execution.endPush(client);
        }
        return clients.size();
    }

    /**
     * Who has been told to go, perhaps by the same message through another pattern, is a subscriber until the end of the
     * turn: as in Redis it counts as a receiver, and nothing is written for it.
     */
    private static boolean takesMessages(Client client) {
        return !client.isClosing();
    }

    // ---- figures

    /** How many different names of this kind have subscribers. */
    public int count(SubscriptionKind kind) {
        return subscribers.get(kind).size();
    }

    /** How many clients are subscribed to this name. */
    public int subscriberCount(SubscriptionKind kind, byte[] name) {
        return subscribers.get(kind).getOrDefault(new Name(name), Set.of()).size();
    }

    /** The names of this kind that have subscribers and match a pattern, or all of them where that is null. */
    public List<byte[]> names(SubscriptionKind kind, byte[] pattern) {
        List<byte[]> names = new ArrayList<>();
        for (Name name : subscribers.get(kind).keySet()) {
            if (pattern == null || Glob.matches(pattern, name.bytes(), false)) names.add(name.bytes());
        }
        return names;
    }
}
