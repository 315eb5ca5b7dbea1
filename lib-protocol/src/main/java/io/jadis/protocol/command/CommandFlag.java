package io.jadis.protocol.command;

import java.util.Locale;

/**
 * What the dispatcher has to know of a command, one bit each, in the order in which COMMAND INFO shows them. The flags
 * behind {@link #MAY_REPLICATE} are for the server alone and never shown.
 */
public enum CommandFlag {
    /** May change the data set. */
    WRITE,
    /** Reads keys and changes none. */
    READONLY,
    /** Refused while memory is over its limit and nothing can be evicted. */
    DENYOOM,
    /** For operators. */
    ADMIN,
    /** Has to do with channels. */
    PUBSUB,
    /** Not allowed in scripts. */
    NOSCRIPT,
    /** May park the client. */
    BLOCKING,
    /** Allowed while the data set is being loaded. */
    LOADING,
    /** Allowed on a replica whose link is down and whose data is stale. */
    STALE,
    /** Not sent to MONITOR. */
    SKIP_MONITOR,
    /** Not written to the slow log. */
    SKIP_SLOWLOG,
    /** Behaves as though ASKING came before it. */
    ASKING,
    /** Constant or logarithmic time. */
    FAST,
    /** Allowed before the client has authenticated. */
    NO_AUTH,
    /** Its keys may be absent: an empty list of keys is not an error. */
    NO_MANDATORY_KEYS,
    /** Not allowed while a replica loads asynchronously, though LOADING allows it otherwise. */
    NO_ASYNC_LOADING,
    /** Not allowed inside MULTI. */
    NO_MULTI,
    /** First key, last key and step don't tell all keys. Derived from the key specs. */
    MOVABLEKEYS,
    /** Allowed while a script or function runs for too long. */
    ALLOW_BUSY,

    /** May be sent to replicas although it doesn't write. */
    MAY_REPLICATE,
    /** Exists in Sentinel mode. */
    SENTINEL,
    /** Exists in Sentinel mode only. */
    ONLY_SENTINEL,
    /** Needs {@code enable-debug-command} or its like. */
    PROTECTED,
    /** May touch keys that no key spec can tell. */
    TOUCHES_ARBITRARY_KEYS;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** This flag's bit in {@link Command#flags()}. */
    public long bit() {
        return 1L << ordinal();
    }

    /** The name in COMMAND INFO. */
    public String label() {
        return label;
    }

    /** Whether COMMAND INFO shows it. */
    public boolean isShown() {
        return ordinal() < MAY_REPLICATE.ordinal();
    }
}
