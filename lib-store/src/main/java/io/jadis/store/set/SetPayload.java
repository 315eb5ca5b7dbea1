package io.jadis.store.set;

import io.jadis.store.keyspace.Encoding;
import io.jadis.store.keyspace.PayloadType;
import io.jadis.store.table.TableStatistics;
import java.util.List;

/** What the keyspace does with sets of whose commands it knows nothing. */
final class SetPayload implements PayloadType {
    /** A full bucket's. */
    private static final int MEMBERS_PER_BUCKET = 7;

    private final SetParts parts;
    private final MemberSet set, copy;
    private final MemberCursor cursor;

    SetPayload(SetParts parts) {
        this.parts = parts;
        set = new MemberSet(parts);
        copy = new MemberSet(parts);
        cursor = new MemberCursor(parts);
    }

    void close() {
        cursor.release();
    }

    @Override
    public long freeEffort(int encoding, long root) {
        return encoding == Encoding.HASHTABLE ? parts.tables.size(root) : 1;
    }

    @Override
    public void free(int encoding, long root) {
        set.of(encoding, root).free();
    }

    @Override
    public boolean freeSome(int encoding, long root, int steps) {
        return set.of(encoding, root).freeSome(Math.max(1, steps / MEMBERS_PER_BUCKET));
    }

    @Override
    public long copy(int encoding, long root) {
        return copy.copyOf(set.of(encoding, root)).root();
    }

    @Override
    public long memoryBytes(int encoding, long root, int samples) {
        if (encoding != Encoding.HASHTABLE) return parts.allocator.usableSize(root);
        long seen = 0, bytes = 0;
        cursor.open(set.of(encoding, root));
        while ((samples == 0 || seen < samples) && cursor.next()) {
            bytes += parts.members.usableBytes(cursor.entry());
            seen++;
        }
        cursor.close();
        long size = parts.tables.size(root);
        // Of some members the average stands for all.
        if (seen < size && seen > 0) bytes = Math.round((double) bytes / seen * size);
        return parts.tables.bucketBytes(root) + bytes;
    }

    @Override
    public List<TableStatistics> tableStatistics(int encoding, long root) {
        return encoding == Encoding.HASHTABLE ? parts.tables.statistics(root) : List.of();
    }
}
