package io.jadis.store.set;

import io.jadis.store.keyspace.Encoding;
import io.jadis.store.keyspace.PayloadType;
import io.jadis.store.table.TableStatistics;
import java.util.List;
import java.util.random.RandomGenerator;

/** What the keyspace does with sets of whose commands it knows nothing. */
final class SetPayload implements PayloadType {
    /** A full bucket's. */
    private static final int MEMBERS_PER_BUCKET = 7;
    private static final int SAMPLES_MAX = 1 << 16;

    private final SetParts parts;
    private final MemberSet set, copy;
    private final MemberCursor cursor;
    private final RandomGenerator random;

    SetPayload(SetParts parts, RandomGenerator random) {
        this.parts = parts;
        this.random = random;
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
        long size = parts.tables.size(root);
        boolean all = samples == 0 || samples >= Math.min(size, SAMPLES_MAX);
        return parts.tables.bucketBytes(root) + (all ? memberBytes(root) : Math.round(averageBytes(root, samples) * size));
    }

    private long memberBytes(long root) {
        long bytes = 0;
        cursor.open(set.of(Encoding.HASHTABLE, root));
        while (cursor.next()) bytes += parts.members.usableBytes(cursor.entry());
        cursor.close();
        return bytes;
    }

    private double averageBytes(long root, int samples) {
        long[] sample = new long[samples];
        int found = parts.tables.sample(root, random, sample, samples);
        long bytes = 0;
        for (int i = 0; i < found; i++) bytes += parts.members.usableBytes(sample[i]);
        return (double) bytes / Math.max(1, found);
    }

    @Override
    public List<TableStatistics> tableStatistics(int encoding, long root) {
        return encoding == Encoding.HASHTABLE ? parts.tables.statistics(root) : List.of();
    }
}
