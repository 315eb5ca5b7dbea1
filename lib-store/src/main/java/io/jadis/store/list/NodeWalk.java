package io.jadis.store.list;

import io.jadis.store.encoding.Listpack;
import io.jadis.store.keyspace.Encoding;
import io.jadis.store.keyspace.Record;

/**
 * A walk over the nodes of one list, which must not change meanwhile: listpacks and single elements, open or compressed.
 * A list that is one listpack shows it as its only node. Reusable.
 */
public final class NodeWalk {
    private final NodeStore store;
    private long root;
    private boolean small;
    private int next;
    private long node;

    NodeWalk(NodeStore store) {
        this.store = store;
    }

    /** Begins a walk; returns how many nodes there are. */
    public int open(long record) {
        root = Record.root(record);
        small = Record.encoding(record) == Encoding.LISTPACK;
        next = 0;
        return small ? 1 : Nodes.count(root);
    }

    /** Goes to the next node. Returns false at the end. */
    public boolean next() {
        if (next == (small ? 1 : Nodes.count(root))) return false;
        if (!small) node = Nodes.node(root, next);
        next++;
        return true;
    }

    /** Whether the node is one element without a listpack around it. */
    public boolean isPlain() {
        return !small && Nodes.isPlain(node);
    }

    /** Whether the node is stored as {@code Lzf} has compressed it. */
    public boolean isCompressed() {
        if (small) return false;
        int kind = Nodes.kind(node);
        return kind == Nodes.COMPRESSED || kind == Nodes.PLAIN_COMPRESSED;
    }

    /** The bytes of a compressed node as they are stored, {@link #compressedBytes} of them. */
    public long compressedAddress() {
        return Nodes.payload(node);
    }

    public int compressedBytes() {
        return Nodes.capacity(node);
    }

    /** The listpack or the element: valid until another node of any list is read. */
    public long address() {
        return small ? ListValues.smallListpack(root) : store.read(node);
    }

    /** Bytes of the listpack or the element, not compressed. */
    public int bytes() {
        return small ? Listpack.bytes(ListValues.smallListpack(root)) : Nodes.bytes(node);
    }
}
