package io.jadis.store.keyspace;

/** The queue of values and of whole tables that nobody sees any more and whose memory is won back in slices. */
public final class LazyFree {
    /** A value that takes no more steps than this is freed at once even where lazy freeing is asked for. */
    public static final int EFFORT_MIN = 64;

    LazyFree() {}

    /**
     * Frees until the deadline on the keyspace's nano clock.
     *
     * @return true when nothing is left to free
     */
    public boolean reclaim(long deadlineNs) { throw new UnsupportedOperationException(); }

    /** INFO's lazyfree_pending_objects. */
    public long pendingCount() { throw new UnsupportedOperationException(); }

    /** INFO's lazyfreed_objects. */
    public long freedCount() { throw new UnsupportedOperationException(); }
}
