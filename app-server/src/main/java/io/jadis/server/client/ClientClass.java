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

    /** The class of this name, letter case ignored, as CLIENT LIST and KILL take it; null if there is none. */
    public static ClientClass named(String name) {
        if (name.equalsIgnoreCase("replica")) return REPLICA;
        for (ClientClass each : values()) {
            if (each.label.equalsIgnoreCase(name)) return each;
        }
        return null;
    }

    /** The word in CONFIG GET client-output-buffer-limit and the logs. */
    public String label() {
        return label;
    }
}
