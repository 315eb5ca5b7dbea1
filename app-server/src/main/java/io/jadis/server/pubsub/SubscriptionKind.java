package io.jadis.server.pubsub;

import java.nio.charset.StandardCharsets;

/** What one can subscribe to, and the first words of the messages about it. */
public enum SubscriptionKind {
    CHANNEL("subscribe", "unsubscribe", "message"),
    PATTERN("psubscribe", "punsubscribe", "pmessage"),
    SHARD_CHANNEL("ssubscribe", "sunsubscribe", "smessage");

    private final byte[] subscribed, unsubscribed, message;

    SubscriptionKind(String subscribed, String unsubscribed, String message) {
        this.subscribed = subscribed.getBytes(StandardCharsets.US_ASCII);
        this.unsubscribed = unsubscribed.getBytes(StandardCharsets.US_ASCII);
        this.message = message.getBytes(StandardCharsets.US_ASCII);
    }

    byte[] subscribedWord() {
        return subscribed;
    }

    byte[] unsubscribedWord() {
        return unsubscribed;
    }

    byte[] messageWord() {
        return message;
    }
}
