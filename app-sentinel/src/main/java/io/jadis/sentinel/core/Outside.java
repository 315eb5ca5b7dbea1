package io.jadis.sentinel.core;

import java.util.List;

/**
 * What a Sentinel does to the world: connections, events, its file. All calls come from within an input of
 * {@link Sentinel}, and none may call back into it before that input has returned.
 */
public interface Outside {
    /** Begins to connect; requests may be sent at once. Failure and end are told by {@link Sentinel#onClosed}. */
    void open(Link link, Channel channel, Address to);

    /** Drops a connection; nothing more is heard of it. */
    void close(Link link, Channel channel);

    /** Sends a command; its reply is handed to {@link Sentinel#onReply}, in the order of the commands. */
    void send(Link link, Channel channel, Request request);

    /** Our end of the command connection, or null while that isn't known. */
    String localIp(Link link);

    /** Something that operators are to know: for the log and, unless it is debug, the subscribers. */
    void event(EventLevel level, String type, String text);

    /** A line for the log alone. */
    void log(EventLevel level, String text);

    /**
     * The state is to be in the file, to stay there whatever happens next. That may take long, and nobody waits for it:
     * but what is said to the world from now on is held back until then. What the core itself says holds it back, see
     * {@link #isPersisted}; replies, events and scripts are held back by who calls it.
     */
    void persist();

    /** How often {@link #persist} was called: what is said now may tell of all of that. */
    long persistPosition();

    /** Whether so much of what was to be in the file is there, or could not be written: then the log has said so. */
    boolean isPersisted(long position);

    /** Puts a script of the operator's in the queue. */
    void runScript(List<String> command);

    /**
     * The address of a host, or null; in the one form that an address has, as addresses are compared by their text.
     *
     * @param names whether names are looked up; else they have no address
     */
    String resolve(String host, boolean names);

    /** Whether {@link #resolve} says of a host what a name server says now; if not, that is being found out. */
    boolean isFresh(String host);

    /** Whether there is a file that this process may execute. */
    boolean isExecutable(String path);

    /** A moment as people read it: {@code Wed Nov 25 19:15:40 2026}. */
    String calendarTime(long atMs);

    /** SENTINEL SIMULATE-FAILURE: ends the process, status 99. */
    void crash();
}
