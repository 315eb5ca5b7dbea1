package io.jadis.sentinel.core;

/** The two connections of a link: for commands, and for the messages of the hello channel. */
public enum Channel {
    COMMAND("cmd"), PUBSUB("pubsub");

    final String word;

    Channel(String word) {
        this.word = word;
    }
}
