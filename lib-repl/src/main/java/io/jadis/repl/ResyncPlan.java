package io.jadis.repl;

/** What a replica gets that asks to go on with the stream. */
public sealed interface ResyncPlan {
    /** The bytes from this offset on. */
    record Continue(long fromOffset) implements ResyncPlan {}

    /**
     * Everything.
     *
     * @param why the line for the log, with {@code {}} where the replica's name goes
     * @param ahead whether it asked for what this stream doesn't have yet, which it can't know from here
     */
    record FullCopy(String why, boolean ahead) implements ResyncPlan {}

    /**
     * @param askedId of the stream, as the replica has sent it; {@code ?} for one that knows none
     * @param fromOffset of the first byte that it doesn't have
     */
    static ResyncPlan of(ReplicationHistory history, Backlog backlog, String askedId, long fromOffset) {
        if (!history.covers(askedId, fromOffset)) return new FullCopy(whyNotCovered(history, askedId, fromOffset),
                false);
        if (!backlog.reaches(fromOffset)) {
            return new FullCopy("Unable to partial resync with replica {} for lack of backlog (Replica request was: "
                    + fromOffset + ").", fromOffset > history.offset());
        }
        return new Continue(fromOffset);
    }

    private static String whyNotCovered(ReplicationHistory history, String askedId, long fromOffset) {
        if (askedId.startsWith("?")) return "Full resync requested by replica {}";
        if (history.isPrevious(askedId)) {
            return "Partial resynchronization not accepted: Requested offset for second ID was " + fromOffset
                    + ", but I can reply up to " + history.previousEndsAt();
        }
        return "Partial resynchronization not accepted: Replication ID mismatch (Replica asked for '" + askedId
                + "', my replication IDs are '" + history.id() + "' and '" + history.previousId() + "')";
    }
}
