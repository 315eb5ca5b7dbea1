package io.jadis.store.list;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.keyspace.Encoding;
import io.jadis.store.keyspace.PayloadType;

/** How the keyspace frees, copies and measures lists. */
final class ListPayload implements PayloadType {
    private final NodeStore store;

    ListPayload(NodeStore store) {
        this.store = store;
    }

    @Override
    public long freeEffort(int encoding, long root) {
        return encoding == Encoding.LISTPACK ? 1 : Nodes.count(root);
    }

    @Override
    public void free(int encoding, long root) {
        freeSome(encoding, root, Integer.MAX_VALUE);
    }

    @Override
    public boolean freeSome(int encoding, long root, int steps) {
        if (encoding == Encoding.LISTPACK) {
            store.allocator.freeInBackground(root);
            return true;
        }
        store.enter(root);
        int count = Nodes.count(root);
        int left = Math.max(0, count - steps);
        for (int i = left; i < count; i++) store.freePayload(Nodes.node(root, i));
        Nodes.forget(root, left);
        if (left > 0) return false;
        Nodes.free(store.allocator, root);
        return true;
    }

    @Override
    public long copy(int encoding, long root) {
        if (encoding == Encoding.LISTPACK) {
            int capacity = ListValues.smallCapacity(root);
            long copy = store.allocator.allocate(capacity);
            Memory.copy(root, copy, capacity);
            return copy;
        }
        long copy = Nodes.copy(store.allocator, root);
        for (int i = 0; i < Nodes.count(copy); i++) store.copyPayload(Nodes.node(copy, i));
        return copy;
    }

    @Override
    public long memoryBytes(int encoding, long root, int samples) {
        if (encoding == Encoding.LISTPACK) return store.allocator.usableSize(root);
        int count = Nodes.count(root);
        int looked = samples == 0 ? count : Math.min(samples, count);
        long bytes = 0;
        for (int i = 0; i < looked; i++) {
            // From all over the list: the nodes at its ends are not like the others.
            int index = (int) ((2L * i + 1) * count / (2L * looked));
            bytes += store.allocator.usableSize(Nodes.payload(Nodes.node(root, index)));
        }
        long payloads = looked == 0 ? 0 : (long) ((double) bytes / looked * count);
        return Nodes.bytes(store.allocator, root) + payloads;
    }
}
