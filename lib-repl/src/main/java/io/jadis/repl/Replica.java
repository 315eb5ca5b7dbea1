package io.jadis.repl;

/**
 * One replica as its master sees it: what it has told of itself, how far its synchronization is, and how much of the
 * stream it has acknowledged. Time is a parameter. Executor thread only.
 *
 * <pre>
 *   NEW ──► AWAITS_COPY ──► COPY_BEGUN ──► RECEIVES_FILE ──► ONLINE
 *    │                          │               └──► SERVED (it wanted no more than the copy)
 *    │                          └── a copy that needs no file ──► ONLINE, SERVED
 *    └── its bytes are in the backlog ──► ONLINE
 * </pre>
 */
public final class Replica {
    /** How far its synchronization is. */
    public enum State {
        /** It has not asked for anything yet. */
        NEW(""),
        /** It waits for a copy of the data set to be begun. */
        AWAITS_COPY("wait_bgsave"),
        /** A copy is being made; the stream from its beginning on is kept for this replica. */
        COPY_BEGUN("wait_bgsave"),
        /** The copy is whole, and on its way. */
        RECEIVES_FILE("send_bulk"),
        /** It follows the stream. */
        ONLINE("online"),
        /** It has the copy and wants nothing else. */
        SERVED("");

        private final String word;

        State(String word) {
            this.word = word;
        }

        /** The word in INFO; empty for one that isn't shown there. */
        public String word() {
            return word;
        }

        private boolean mayBecome(State next) {
            return switch (next) {
                case NEW -> false;
                case AWAITS_COPY -> this == NEW;
                case COPY_BEGUN -> this == AWAITS_COPY;
                case RECEIVES_FILE -> this == COPY_BEGUN;
                case ONLINE -> this == NEW || this == COPY_BEGUN || this == RECEIVES_FILE;
                case SERVED -> this == COPY_BEGUN || this == RECEIVES_FILE;
            };
        }
    }

    // ---- what it has told of itself
    private int listeningPort;
    private String announcedAddress = "";
    private boolean readsEndMark, knowsNewIds, unpacks;
    private boolean wantsStream = true;
    private boolean acknowledges = true;
    private CopyRequest copyRequest = CopyRequest.EVERYTHING;

    private State state = State.NEW;
    private long askedAtMs;
    private long copyOffset;
    private Backlog.Reader reader;
    private boolean streamHeld;

    private long ackedOffset, syncedOffset;
    private long heardAtMs;

    // ---- what it has told of itself

    /** REPLCONF listening-port: where its clients come in; 0 if it didn't say. */
    public int listeningPort() {
        return listeningPort;
    }

    public void listeningPort(int port) {
        listeningPort = port;
    }

    /** REPLCONF ip-address: how it wants to be known, or empty. */
    public String announcedAddress() {
        return announcedAddress;
    }

    public void announcedAddress(String address) {
        announcedAddress = address;
    }

    /** REPLCONF capa eof: it finds the end of a copy whose length is not known before. */
    public boolean readsEndMark() {
        return readsEndMark;
    }

    public void readsEndMark(boolean does) {
        readsEndMark = does;
    }

    /** REPLCONF capa psync2: it takes another id of the stream when it goes on. */
    public boolean knowsNewIds() {
        return knowsNewIds;
    }

    public void knowsNewIds(boolean does) {
        knowsNewIds = does;
    }

    /** REPLCONF capa {@link Payload#PACKED_CAPABILITY}: it wants a copy that doesn't come from a file to be packed. */
    public boolean unpacks() {
        return unpacks;
    }

    public void unpacks(boolean does) {
        unpacks = does;
    }

    /** REPLCONF rdb-only: whether it wants to follow the stream after the copy. */
    public boolean wantsStream() {
        return wantsStream;
    }

    public void wantsStream(boolean does) {
        wantsStream = does;
    }

    /** REPLCONF rdb-filter-only */
    public CopyRequest copyRequest() {
        return copyRequest;
    }

    public void copyRequest(CopyRequest request) {
        copyRequest = request;
    }

    /** False for one that has come by SYNC: it is not expected to acknowledge, and never times out. */
    public boolean acknowledges() {
        return acknowledges;
    }

    public void acknowledges(boolean does) {
        acknowledges = does;
    }

    // ---- synchronization

    public State state() {
        return state;
    }

    public boolean isOnline() {
        return state == State.ONLINE;
    }

    /** When it has asked for the copy. */
    public long askedAtMs() {
        return askedAtMs;
    }

    /** It needs a full copy. */
    public void awaitCopy(long nowMs) {
        enter(State.AWAITS_COPY);
        askedAtMs = nowMs;
    }

    /**
     * A copy of the data set at this offset of the stream is being made.
     *
     * @param backlog keeps for it what comes after that
     */
    public void copyBegun(long offset, Backlog backlog) {
        enter(State.COPY_BEGUN);
        copyOffset = offset;
        if (wantsStream) reader = backlog.readerFrom(offset + 1);
    }

    /** The offset of the copy that it gets. */
    public long copyOffset() {
        return copyOffset;
    }

    /** The copy is whole, and is going to be sent. */
    public void copyIsWhole() {
        enter(State.RECEIVES_FILE);
    }

    /**
     * It has been sent the whole copy.
     *
     * @param held whether it gets the stream only after it has acknowledged something: so it can tell the end of the
     *     copy
     */
    public void copySent(boolean held, long nowMs) {
        if (!wantsStream) {
            enter(State.SERVED);
            return;
        }
        enter(State.ONLINE);
        streamHeld = held;
        heardAtMs = nowMs;
    }

    /** It goes on with the stream from this offset. */
    public void continueFrom(long offset, Backlog backlog, long nowMs) {
        enter(State.ONLINE);
        reader = backlog.readerFrom(offset);
        heardAtMs = nowMs;
    }

    private void enter(State next) {
        assert state.mayBecome(next) : state + " -> " + next;
        state = next;
    }

    /** Its place in the stream; null while nothing is kept for it. */
    public Backlog.Reader reader() {
        return reader;
    }

    /** Whether it is to be sent what its reader has. */
    public boolean mayStream() {
        return state == State.ONLINE && !streamHeld;
    }

    /** Bytes of the stream that are kept for it. */
    public long pendingBytes() {
        return reader == null ? 0 : reader.pendingBytes();
    }

    /** It is gone. */
    public void close() {
        if (reader != null) reader.close();
        reader = null;
    }

    // ---- acknowledgements

    /**
     * REPLCONF ACK
     *
     * @return whether the stream begins with this
     */
    public boolean acknowledged(long offset, long nowMs) {
        ackedOffset = Math.max(ackedOffset, offset);
        heardAtMs = nowMs;
        if (!streamHeld || state != State.ONLINE) return false;
        streamHeld = false;
        return true;
    }

    /** It has said that it is still there, and nothing else: it loads its copy. */
    public void heard(long nowMs) {
        heardAtMs = nowMs;
    }

    /** REPLCONF ACK … FACK: what it has on its disk. */
    public void acknowledgedSynced(long offset) {
        syncedOffset = Math.max(syncedOffset, offset);
    }

    public long ackedOffset() {
        return ackedOffset;
    }

    public long syncedOffset() {
        return syncedOffset;
    }

    /** Since when nothing was heard of it, in seconds as clocks show them; 0 for one that isn't online. */
    public long lagSeconds(long nowMs) {
        return state == State.ONLINE ? nowMs / 1000 - heardAtMs / 1000 : 0;
    }

    /** Whether it should have been heard of by now. */
    public boolean isTimedOut(long nowMs, int timeoutSeconds) {
        return acknowledges && lagSeconds(nowMs) > timeoutSeconds;
    }
}
