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

    private final SetParts parts;
    private final MemberSet set, copy;
    private final RandomGenerator random;

    SetPayload(SetParts parts, RandomGenerator random) {
        this.parts = parts;
        this.random = random;
        set = new MemberSet(parts);
        copy = new MemberSet(parts);
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
        return parts.tables.bytes(root, samples, random, parts.members::usableBytes);
    }

    @Override
    public List<TableStatistics> tableStatistics(int encoding, long root) {
        return encoding == Encoding.HASHTABLE ? parts.tables.statistics(root) : List.of();
    }
}
