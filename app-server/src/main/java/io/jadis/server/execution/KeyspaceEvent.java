package io.jadis.server.execution;

/** The types of keyspace events, one bit each, as {@code notify-keyspace-events} names them by letters. */
public final class KeyspaceEvent {
    /** K: messages on {@code __keyspace@db__:key}. */
    public static final int KEYSPACE = 1;
    /** E: messages on {@code __keyevent@db__:event}. */
    public static final int KEYEVENT = 1 << 1;
    /** g */
    public static final int GENERIC = 1 << 2;
    /** $ */
    public static final int STRING = 1 << 3;
    /** l */
    public static final int LIST = 1 << 4;
    /** s */
    public static final int SET = 1 << 5;
    /** h */
    public static final int HASH = 1 << 6;
    /** z */
    public static final int ZSET = 1 << 7;
    /** x */
    public static final int EXPIRED = 1 << 8;
    /** e */
    public static final int EVICTED = 1 << 9;
    /** t */
    public static final int STREAM = 1 << 10;
    /** m: only when asked for, not part of A */
    public static final int KEY_MISS = 1 << 11;
    /** d */
    public static final int MODULE = 1 << 13;
    /** n: only when asked for, not part of A */
    public static final int NEW = 1 << 14;

    private KeyspaceEvent() {}
}
