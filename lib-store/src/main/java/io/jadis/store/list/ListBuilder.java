package io.jadis.store.list;

import io.jadis.store.encoding.Listpack;
import io.jadis.store.encoding.ListpackCheck;
import io.jadis.store.encoding.RoomyListpack;
import io.jadis.store.keyspace.Encoding;

/**
 * Builds a list that has no key yet, element by element or node by node: what is loaded. One list at a time, which is
 * the caller's afterwards: {@link #encoding} and {@link #root}, to be given to the keyspace as a key's or to be
 * discarded.
 */
public final class ListBuilder {
    private final NodeStore store;
    private final Quicklist quicklist;
    private final RoomyListpack small;
    private final Listpack listpacks;
    private boolean isSmall;
    private long root;

    ListBuilder(NodeStore store, Quicklist quicklist) {
        this.store = store;
        this.quicklist = quicklist;
        small = new RoomyListpack(store.allocator, ListValues.SMALL_HEADER_BYTES);
        listpacks = new Listpack(store.allocator);
    }

    /** Begins an empty list. */
    public void begin() {
        isSmall = false;
        root = quicklist.create();
    }

    /** Elements so far. */
    public long length() {
        return Nodes.elements(root);
    }

    public void add(long address, long length) {
        quicklist.push(root, false, address, length);
    }

    /** Makes a block that is one element a node. */
    public void addPlainNode(long block, long bytes) {
        quicklist.adoptPlainNode(root, block, bytes);
    }

    /** Makes a block with a listpack, one that is whole and not empty, a node. */
    public void addNode(long listpack) {
        long block = listpack;
        // What is folded and unfolded again comes back in the shortest form.
        if (!ListpackCheck.isShortest(listpack)) {
            block = listpacks.create();
            block = listpacks.appendAllAnew(block, listpack);
            listpacks.free(listpack);
        }
        quicklist.adoptNode(root, block);
    }

    /** All elements are there: a list that is small enough becomes one listpack. */
    public void finish() {
        if (Nodes.count(root) != 1) return;
        long node = Nodes.node(root, 0);
        if (Nodes.isPlain(node) || !store.config().isMet(Nodes.bytes(node), Nodes.elements(root))) return;
        store.enter(root);
        small.create(store.read(node), (int) Nodes.bytes(node));
        ListValues.writeSmallHeader(small);
        store.freePayload(node);
        Nodes.free(store.allocator, root);
        root = small.block();
        isSmall = true;
    }

    public int encoding() {
        return isSmall ? Encoding.LISTPACK : Encoding.QUICKLIST;
    }

    public long root() {
        return root;
    }
}
