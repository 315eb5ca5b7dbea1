package io.jadis.store.list;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.encoding.Listpack;
import io.jadis.store.keyspace.Encoding;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.keyspace.Record;
import io.jadis.store.table.Sweep;

/**
 * A walk over the nodes of a list in their order: listpacks and single elements, open or compressed. A list that is one
 * listpack shows it as its only node. Unlike other sweeps it stands at a node after {@link #next}, whose bytes are
 * valid until another node of any list is read. Reusable.
 *
 * <p>Once it {@link #watch}es, it has a copy of the nodes' descriptors, and each of these nodes knows its place in
 * that. A node that is about to change or to go before the walk has come to it leaves its payload to the copy, or a
 * copy of that.
 */
public final class NodeSweep implements Sweep {
    private final Keyspace keyspace;
    private final NodeStore store;
    private long root;
    private boolean small;
    /** The descriptors, of the list itself or a copy of them. */
    private long descriptors;
    private int count;
    private int next;
    private long node;

    private boolean watching;
    /** Which of a descriptor's places is this sweep's. */
    private int placeIndex;
    private long keptBytes;
    /** Another one that watches the same list. */
    NodeSweep other;

    NodeSweep(Keyspace keyspace, NodeStore store) {
        this.keyspace = keyspace;
        this.store = store;
    }

    /** Begins; returns how many nodes there are. The list must not change in between. */
    public int open(long record) {
        root = Record.root(record);
        small = Record.encoding(record) == Encoding.LISTPACK;
        count = small ? 1 : Nodes.count(root);
        descriptors = small ? 0 : Nodes.node(root, 0);
        next = 0;
        keptBytes = 0;
        watching = false;
        return count;
    }

    @Override
    public void watch() {
        assert !small;
        keyspace.pin(root);
        NodeSweep first = store.sweepsOf(root);
        placeIndex = first == null ? 0 : 1 - first.placeIndex;
        long from = descriptors;
        descriptors = store.allocator.allocate((long) count * Nodes.DESCRIPTOR_BYTES);
        Memory.copy(from, descriptors, (long) count * Nodes.DESCRIPTOR_BYTES);
        for (int i = 0; i < count; i++) {
            Nodes.setPlace(from + (long) i * Nodes.DESCRIPTOR_BYTES, placeIndex, i + 1);
            // In the copy the places say whether a payload is the copy's own.
            Nodes.forgetPlaces(at(i));
        }
        watching = true;
        store.watch(this, root);
    }

    @Override
    public boolean next() {
        if (watching && next > 0) release(next - 1);
        if (next == count) return false;
        node = small ? 0 : at(next);
        next++;
        return true;
    }

    /** Bytes that it takes, kept payloads included. */
    @Override
    public long footprintBytes() {
        return watching ? (long) count * Nodes.DESCRIPTOR_BYTES + keptBytes : 0;
    }

    @Override
    public void close() {
        if (!watching) return;
        store.unwatch(this, root);
        for (int i = Math.max(0, next - 1); i < count; i++) release(i);
        store.allocator.freeInBackground(descriptors);
        watching = false;
        keyspace.unpin(root);
    }

    private long at(int index) {
        return descriptors + (long) index * Nodes.DESCRIPTOR_BYTES;
    }

    private void release(int index) {
        long mine = at(index);
        if (!isKept(mine)) return;
        Nodes.forgetPlaces(mine);
        keptBytes -= Nodes.payloadBytes(mine);
        store.free(Nodes.payload(mine));
    }

    private static boolean isKept(long mine) {
        return Nodes.place(mine, 0) != 0;
    }

    // ---- for the list

    /** Whether the payload of one of the list's nodes is still to be shown. */
    boolean needs(long listNode) {
        int place = Nodes.place(listNode, placeIndex);
        return place > next && !isKept(at(place - 1));
    }

    /** The node is about to change: keeps a copy of its payload. */
    void keepCopy(long listNode) {
        long mine = at(Nodes.place(listNode, placeIndex) - 1);
        // The list may have closed or opened the node since, or given it room.
        Memory.copy(listNode, mine, Nodes.DESCRIPTOR_BYTES);
        store.copyPayload(mine);
        kept(mine, listNode);
    }

    /** The node is about to lose its payload: takes it. */
    void take(long listNode) {
        long mine = at(Nodes.place(listNode, placeIndex) - 1);
        Memory.copy(listNode, mine, Nodes.DESCRIPTOR_BYTES);
        kept(mine, listNode);
    }

    private void kept(long mine, long listNode) {
        Nodes.forgetPlaces(mine);
        Nodes.setPlace(mine, 0, 1);
        Nodes.setPlace(listNode, placeIndex, 0);
        keptBytes += Nodes.payloadBytes(mine);
    }

    // ---- the node

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
    public long bytes() {
        return small ? Listpack.bytes(ListValues.smallListpack(root)) : Nodes.bytes(node);
    }
}
