package io.jadis.server.replication;

import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.server.persistence.Persistence;

/**
 * How much of our master's stream is safe in the append-only file, which has positions of its own: one pair of both is
 * kept in mind until the disk has it. A base that is whole has all that was executed before it was begun, whatever
 * {@code appendfsync} says.
 */
final class SyncedOffset {
    /** There is no append-only file. */
    static final long NONE = -1;
    private static final long NO_MARK = -1;

    private final Config config;
    private final Persistence persistence;
    private long markedPosition = NO_MARK, markedOffset;
    /** The next base has the stream at least up to here. */
    private long baseOffset;
    private long syncedOffset;

    SyncedOffset(Config config, Persistence persistence) {
        this.config = config;
        this.persistence = persistence;
    }

    /** Another history begins, at this offset. */
    void reset(long offset) {
        markedPosition = NO_MARK;
        baseOffset = offset;
        syncedOffset = 0;
    }

    /**
     * To be asked now and then, so that it goes on.
     *
     * @param appliedOffset how much of the stream has been executed and so appended
     */
    long at(long appliedOffset) {
        if (!persistence.isLogOpen()) baseOffset = appliedOffset;
        if (!config.get(Directives.APPENDONLY)) return NONE;
        if (!persistence.isLogOn()) return syncedOffset;
        syncedOffset = Math.max(syncedOffset, baseOffset);
        long durable = persistence.durablePosition();
        if (markedPosition != NO_MARK && durable >= markedPosition) {
            syncedOffset = markedOffset;
            markedPosition = NO_MARK;
        }
        if (markedPosition == NO_MARK) {
            if (durable >= persistence.appendedPosition()) {
                syncedOffset = appliedOffset;
            } else {
                markedPosition = persistence.appendedPosition();
                markedOffset = appliedOffset;
            }
        }
        return syncedOffset;
    }
}
