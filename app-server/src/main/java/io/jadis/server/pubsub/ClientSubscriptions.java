package io.jadis.server.pubsub;

import io.jadis.server.client.Client;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** What one client is subscribed to. */
final class ClientSubscriptions implements Client.Subscriptions {
    private final Map<SubscriptionKind, Set<Name>> names = new EnumMap<>(SubscriptionKind.class);
    private long bytes;

    boolean add(SubscriptionKind kind, Name name) {
        boolean added = names.computeIfAbsent(kind, k -> new LinkedHashSet<>()).add(name);
        if (added) bytes += Name.ENTRY_BYTES + name.bytes().length;
        return added;
    }

    boolean remove(SubscriptionKind kind, Name name) {
        Set<Name> ofThisKind = names.get(kind);
        boolean removed = ofThisKind != null && ofThisKind.remove(name);
        if (removed) bytes -= Name.ENTRY_BYTES + name.bytes().length;
        return removed;
    }

    /** In the order they were subscribed to. */
    Set<Name> of(SubscriptionKind kind) {
        return names.getOrDefault(kind, Set.of());
    }

    /** The number that the messages about a subscription show: channels and patterns together, shard channels apart. */
    int countShown(SubscriptionKind kind) {
        return kind == SubscriptionKind.SHARD_CHANNEL ? shardChannelCount() : channelCount() + patternCount();
    }

    @Override
    public int channelCount() {
        return of(SubscriptionKind.CHANNEL).size();
    }

    @Override
    public int patternCount() {
        return of(SubscriptionKind.PATTERN).size();
    }

    @Override
    public int shardChannelCount() {
        return of(SubscriptionKind.SHARD_CHANNEL).size();
    }

    @Override
    public long bytes() {
        return bytes;
    }
}
