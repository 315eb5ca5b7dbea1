package io.jadis.store.stream;

import io.jadis.protocol.memory.Memory;

/**
 * Walks the nodes of a stream and gives each as Redis's listpack: for DUMP and RDB. Valid until the stream is changed.
 */
public final class NodeCursor {
    private final IdCursor nodes;
    private final StreamId id = new StreamId();

    NodeCursor(IdTree nodes) {
        this.nodes = new IdCursor(nodes);
    }

    /** Goes to the first node; false if there is none. */
    public boolean first(long stream) {
        return nodes.first(StreamRoot.nodes(stream)) && there();
    }

    /** Goes to the first node that begins behind this id; false if there is none. */
    public boolean after(long stream, long ms, long seq) {
        if (!nodes.floor(StreamRoot.nodes(stream), ms, seq)) return first(stream);
        return next();
    }

    public boolean next() {
        return nodes.next() && there();
    }

    private boolean there() {
        id.set(nodes.ms(), nodes.seq());
        return true;
    }

    /** What the ids of its entries count from: the id of the first one ever. The object is the cursor's. */
    public StreamId id() {
        return id;
    }

    /** The length of its listpack. */
    public int listpackBytes() {
        return StreamNode.listpackBytes(Memory.getLong(nodes.value()));
    }

    /** Writes {@link #listpackBytes} bytes. */
    public void writeListpack(long to) {
        StreamListpack.write(Memory.getLong(nodes.value()), to);
    }
}
