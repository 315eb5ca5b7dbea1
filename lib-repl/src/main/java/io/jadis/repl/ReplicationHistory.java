package io.jadis.repl;

/**
 * Whose history the data set is and how far it has come: the id of the stream of writes, and how many bytes of it the
 * data set holds. A stream that was taken over from another master has that one's id as well, up to where it was left:
 * replicas of it may go on with this server. Executor thread only.
 *
 * <pre>
 *   previousId             id
 *   ───────────────────────┬──────────────────►
 *   1      previousEndsAt  │                  offset
 * </pre>
 *
 * How it changes: {@link #renew} (a history of its own begins), {@link #adopt} (a full copy of a master's),
 * {@link #promote} (a replica becomes master), {@link #follow} (the master has got another id, and goes on),
 * {@link #restore} and {@link #resume} (what was saved
 * with the data set, for a replica and a master), {@link #advance}.
 */
public final class ReplicationHistory {
    public static final int ID_LENGTH = 40;
    /** Stands for no id. */
    public static final String NO_ID = "0".repeat(ID_LENGTH);
    /** {@link #previousEndsAt()} without a previous id. */
    public static final long NO_OFFSET = -1;

    private String id;
    private long offset;
    private String previousId = NO_ID;
    private long previousEndsAt = NO_OFFSET;

    /** @param id 40 hexadecimal digits that no other server has */
    public ReplicationHistory(String id) {
        this.id = checked(id);
    }

    private static String checked(String id) {
        if (id.length() != ID_LENGTH) throw new IllegalArgumentException("id=" + id);
        return id;
    }

    /** INFO's master_replid. */
    public String id() {
        return id;
    }

    /** How many bytes of the stream there were: master_repl_offset. The next byte has the offset one higher. */
    public long offset() {
        return offset;
    }

    /** INFO's master_replid2: {@link #NO_ID} if there is none. */
    public String previousId() {
        return previousId;
    }

    /** INFO's second_repl_offset: the first offset that the previous id doesn't have, or {@link #NO_OFFSET}. */
    public long previousEndsAt() {
        return previousEndsAt;
    }

    /** So many bytes more. */
    public void advance(long bytes) {
        assert bytes >= 0 : "bytes=" + bytes;
        offset += bytes;
    }

    /** From here on the data set is nobody else's: replicas of what it was need a full copy. The offset goes on. */
    public void renew(String newId) {
        id = checked(newId);
        forgetPrevious();
    }

    /** The data set is a full copy of a master's, up to an offset of its stream. */
    public void adopt(String masterId, long masterOffset) {
        id = checked(masterId);
        offset = masterOffset;
        forgetPrevious();
    }

    /**
     * A replica becomes a master: its stream goes on under a new id, and whoever knows it by the old one may go on,
     * too.
     */
    public void promote(String newId) {
        previousId = id;
        // The first byte that is this master's own: a replica that has everything before asks for just that one.
        previousEndsAt = offset + 1;
        id = checked(newId);
    }

    /** The master has a new id (it was promoted), and let this replica go on. */
    public void follow(String masterId) {
        if (!masterId.equals(id)) promote(masterId);
    }

    /** The data set was loaded with the place it has in a stream. */
    public void restore(String savedId, long savedOffset) {
        id = checked(savedId);
        offset = savedOffset;
    }

    /**
     * A master has loaded a data set and goes on under its own id: whoever was at most at the saved place may go on
     * here. What was written to the stream meanwhile comes behind that place.
     */
    public void resume(String savedId, long savedOffset) {
        previousId = checked(savedId);
        previousEndsAt = savedOffset + 1;
        offset += savedOffset;
    }

    public void forgetPrevious() {
        previousId = NO_ID;
        previousEndsAt = NO_OFFSET;
    }

    /** The data set is at this offset of the stream. */
    public void offset(long newOffset) {
        offset = newOffset;
    }

    /**
     * Whether bytes from an offset on under an id are bytes of this stream.
     *
     * @param askedId in any case, as a client has sent it
     */
    public boolean covers(String askedId, long fromOffset) {
        return isCurrent(askedId) || isPrevious(askedId) && fromOffset <= previousEndsAt;
    }

    public boolean isCurrent(String askedId) {
        return askedId.equalsIgnoreCase(id);
    }

    public boolean isPrevious(String askedId) {
        return !previousId.equals(NO_ID) && askedId.equalsIgnoreCase(previousId);
    }
}
