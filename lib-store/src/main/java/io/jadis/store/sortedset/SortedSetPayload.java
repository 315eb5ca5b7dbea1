package io.jadis.store.sortedset;

import io.jadis.store.keyspace.Encoding;
import io.jadis.store.keyspace.PayloadType;
import io.jadis.store.memory.Allocator;

/** Sorted sets as the keyspace sees them. */
final class SortedSetPayload implements PayloadType {
    private final Allocator allocator;
    private final PackedForm packed;
    private final IndexedForm indexed;

    SortedSetPayload(Allocator allocator, PackedForm packed, IndexedForm indexed) {
        this.allocator = allocator;
        this.packed = packed;
        this.indexed = indexed;
    }

    @Override
    public long freeEffort(int encoding, long root) {
        return encoding == Encoding.LISTPACK ? 1 : IndexedForm.freeEffort(root);
    }

    @Override
    public void free(int encoding, long root) {
        if (encoding == Encoding.LISTPACK) packed.free(root);
        else indexed.free(root);
    }

    @Override
    public boolean freeSome(int encoding, long root, int steps) {
        if (encoding != Encoding.LISTPACK) return indexed.freeSome(root, steps);
        packed.free(root);
        return true;
    }

    @Override
    public long copy(int encoding, long root) {
        return encoding == Encoding.LISTPACK ? packed.copy(root) : indexed.copy(root);
    }

    @Override
    public long memoryBytes(int encoding, long root, int samples) {
        return encoding == Encoding.LISTPACK ? allocator.usableSize(root) : indexed.memoryBytes(root, samples);
    }
}
