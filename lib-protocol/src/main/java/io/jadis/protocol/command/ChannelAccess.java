package io.jadis.protocol.command;

/** What a command does with the channels among its arguments, for ACL rules on channels. They begin at argument 1. */
public enum ChannelAccess {
    /** The command names no channels. */
    NONE,
    /** All arguments are channels to subscribe to. */
    SUBSCRIBE,
    /** All arguments are patterns to subscribe to. */
    SUBSCRIBE_PATTERNS,
    /** All arguments are channels to leave. */
    UNSUBSCRIBE,
    /** All arguments are patterns to leave. */
    UNSUBSCRIBE_PATTERNS,
    /** The first argument is the channel to publish to. */
    PUBLISH;

    /** Whether it needs a right to the channels: everyone may leave any. */
    public boolean isRestricted() {
        return this == SUBSCRIBE || this == SUBSCRIBE_PATTERNS || this == PUBLISH;
    }

    /** How many of a request's arguments are channels. */
    public int count(int argumentCount) {
        return this == NONE ? 0 : this == PUBLISH ? Math.min(1, argumentCount - 1) : argumentCount - 1;
    }
}
