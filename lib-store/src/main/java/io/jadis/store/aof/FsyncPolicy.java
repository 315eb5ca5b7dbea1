package io.jadis.store.aof;

/** {@code appendfsync}: when what was written is made to survive a crash of the machine. */
public enum FsyncPolicy {
    /** Before a client hears that its command is done. */
    ALWAYS,
    /** Once a second. */
    EVERYSEC,
    /** When the operating system likes. */
    NO
}
