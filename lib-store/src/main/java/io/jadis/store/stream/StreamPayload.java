package io.jadis.store.stream;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.keyspace.PayloadType;
import io.jadis.store.memory.Allocator;

/** What the keyspace does with streams that it knows nothing of. */
final class StreamPayload implements PayloadType {
    private final Allocator allocator;
    private final IdTree nodeTrees;
    private final StreamNode nodes;
    private final StreamGroups groups;
    private final IdTree.ValueVisitor nodeFreeing;

    StreamPayload(Allocator allocator, IdTree nodeTrees, StreamNode nodes, StreamGroups groups) {
        this.allocator = allocator;
        this.nodeTrees = nodeTrees;
        this.nodes = nodes;
        this.groups = groups;
        nodeFreeing = value -> allocator.freeInBackground(Memory.getLong(value));
    }

    @Override
    public long freeEffort(int encoding, long stream) {
        return IdTree.count(StreamRoot.nodes(stream)) + groups.blockCount(stream);
    }

    @Override
    public void free(int encoding, long stream) {
        while (!freeSome(encoding, stream, Integer.MAX_VALUE)) continue;
    }

    @Override
    public boolean freeSome(int encoding, long stream, int steps) {
        int left = steps;
        long tree = StreamRoot.nodes(stream);
        while (IdTree.count(tree) > 0) {
            if (left <= 0) return false;
            left -= nodeTrees.dropLastLeaf(tree, nodeFreeing);
        }
        while (groups.count(stream) > 0) {
            if (left <= 0) return false;
            left = groups.freeLast(stream, left);
        }
        allocator.free(stream);
        return true;
    }

    @Override
    public long copy(int encoding, long stream) {
        long copy = allocator.allocate(StreamRoot.BYTES);
        Memory.copy(stream, copy, StreamRoot.BYTES);
        long tree = StreamRoot.nodes(copy);
        IdTree.init(tree);
        NameList.init(StreamRoot.groups(copy));
        IdCursor cursor = new IdCursor(nodeTrees);
        boolean there = cursor.first(StreamRoot.nodes(stream));
        for (; there; there = cursor.next()) {
            long value = nodeTrees.insert(tree, cursor.ms(), cursor.seq());
            Memory.putLong(value, nodes.copy(Memory.getLong(cursor.value())));
        }
        groups.copyAll(stream, copy);
        return copy;
    }

    @Override
    public long memoryBytes(int encoding, long stream, int samples) {
        long tree = StreamRoot.nodes(stream), count = IdTree.count(tree);
        long bytes = allocator.usableSize(stream) + nodeTrees.bytes(tree) + groups.bytes(stream, samples);
        long sampled = 0, sampledBytes = 0;
        IdCursor cursor = new IdCursor(nodeTrees);
        boolean there = cursor.first(tree);
        for (; there && (samples == 0 || sampled < samples); there = cursor.next()) {
            sampledBytes += nodes.blockBytes(Memory.getLong(cursor.value()));
            sampled++;
        }
        // The last node is the only one with room to grow: it counts as the others do.
        return sampled == 0 ? bytes : bytes + (long) ((double) sampledBytes / sampled * count);
    }
}
