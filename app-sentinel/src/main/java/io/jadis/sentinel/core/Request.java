package io.jadis.sentinel.core;

import java.util.List;

/**
 * A command to an instance.
 *
 * @param about the instance in whose name it is sent: one link may serve a Sentinel's instances under several masters
 */
public record Request(Instance about, Purpose purpose, List<String> words) {
    /** What its reply is for. */
    public enum Purpose {
        /** Nothing: what the command did shows in the next INFO. */
        EFFECT,
        PING,
        INFO,
        HELLO,
        /** SENTINEL IS-MASTER-DOWN-BY-ADDR */
        ASK,
        /** No reply comes but messages. */
        SUBSCRIBE
    }
}
