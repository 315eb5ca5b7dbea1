package io.jadis.server.client;

/** The classes of clients that have output buffer limits of their own. */
public enum ClientClass {
    NORMAL("normal"),
    REPLICA("slave"),
    PUBSUB("pubsub"),
    MASTER("master");

    private final String label;

    ClientClass(String label) {
        this.label = label;
    }

    /** The word in CONFIG GET client-output-buffer-limit and the logs. */
    public String label() {
        return label;
    }
}
