package io.jadis.server.persistence;

/**
 * When the slices of a snapshot come, and how long they are. Times are in ns, of {@link System#nanoTime}; the executor's
 * alone.
 */
final class SlicePace {
    /**
     * What a client may have to wait for one slice: little where few commands come, as each of them may meet a slice;
     * more where many do, as it then is a small part of what they wait for one another.
     */
    static final long SLICE_NS = 25_000, SLICE_MAX_NS = 100_000;
    /** What a client may have to wait where changes make more to write than slices write. */
    static final long LARGE_SLICE_NS = 500_000;
    /**
     * Where commands come, they have so long at least between slices, and where none is there the executor sleeps: a
     * thread that was awake all the time has used up its share of a busy machine, and the kernel lets others have
     * theirs, for milliseconds, before a command is answered.
     */
    static final long PAUSE_NS = 50_000;
    /** Sockets are looked at before a timer; a task that is queued comes before them, and again, for up to a second. */
    static final long NO_PAUSE_NS = 1;
    /**
     * Where no command has come for so long nobody is waiting. One client alone sends nothing for some slices, which is
     * no reason to stay awake.
     */
    static final long QUIET_NS = 5_000_000;

    private final int pauseShare;
    private long commandsSeen, commandSeenNs, pauseBeganNs, sliceNs;
    private boolean commandsCome, behind;

    /** @param pauseShare of the time that commands have had, slices get this part at most, if they keep the executor busy */
    SlicePace(int pauseShare, long nowNs) {
        this.pauseShare = pauseShare;
        pauseBeganNs = nowNs;
        commandSeenNs = nowNs - QUIET_NS;
    }

    /**
     * A slice could begin.
     *
     * @param commandsCount grows with each command
     * @param isBehind whether there is more kept for the snapshot than there should be
     * @return by how much it is too early for it; 0 if it may begin
     */
    long earlyNs(long nowNs, long commandsCount, boolean isBehind) {
        if (commandsCount != commandsSeen) {
            commandsSeen = commandsCount;
            commandSeenNs = nowNs;
        }
        commandsCome = nowNs - commandSeenNs < QUIET_NS;
        behind = isBehind;
        long pauseNs = nowNs - pauseBeganNs;
        if (commandsCome && !behind && pauseNs < PAUSE_NS) return PAUSE_NS - pauseNs;
        if (behind) sliceNs = LARGE_SLICE_NS;
        else sliceNs = Math.clamp(commandsCome ? pauseNs / pauseShare : 0, SLICE_NS, SLICE_MAX_NS);
        return 0;
    }

    /** How long the slice is that may begin. */
    long sliceNs() {
        return sliceNs;
    }

    /** It has ended. @return after what pause the next one comes */
    long sliceEnded(long nowNs) {
        pauseBeganNs = nowNs;
        return commandsCome && !behind ? PAUSE_NS : NO_PAUSE_NS;
    }
}
