package io.jadis.store.list;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.encoding.Listpack;
import io.jadis.store.keyspace.Encoding;
import io.jadis.store.keyspace.Record;

/**
 * A place in a list, to read elements one behind the other. It is of no use any more when the list was written to by
 * others than {@link ListValues}'s methods that take it, or when another cursor has moved.
 */
public final class ListCursor {
    private final NodeStore store;
    private final Quicklist quicklist;
    /** The quicklist, or 0 in a listpack. */
    private long list;
    private int node, offset;
    private boolean plain;
    private long plainLength;
    private long listpack, entry;

    ListCursor(NodeStore store, Quicklist quicklist) {
        this.store = store;
        this.quicklist = quicklist;
    }

    // ---- moving

    /** Goes to an element, -1 is the last. False if there is none. */
    public boolean seek(long record, long index) {
        long root = Record.root(record);
        if (Record.encoding(record) == Encoding.LISTPACK) {
            list = 0;
            plain = false;
            listpack = ListValues.smallListpack(root);
            entry = index == (int) index ? Listpack.at(listpack, (int) index) : 0;
            return entry != 0;
        }
        list = root;
        long count = Nodes.elements(root);
        long at = index < 0 ? index + count : index;
        if (at < 0 || at >= count) return false;
        quicklist.locate(root, at);
        enter(quicklist.locatedNode(), quicklist.locatedOffset());
        return true;
    }

    /** Goes to the next element. False if there is none: then it stays. */
    public boolean next() {
        long next = plain ? 0 : Listpack.next(entry);
        if (next != 0) {
            entry = next;
            offset++;
            return true;
        }
        if (list == 0 || node + 1 == Nodes.count(list)) return false;
        enter(node + 1, 0);
        return true;
    }

    /** Goes to the element before. False if there is none: then it stays. */
    public boolean previous() {
        long previous = plain ? 0 : Listpack.previous(listpack, entry);
        if (previous != 0) {
            entry = previous;
            offset--;
            return true;
        }
        if (list == 0 || node == 0) return false;
        enter(node - 1, Nodes.elementCount(Nodes.node(list, node - 1)) - 1);
        return true;
    }

    private void enter(int node, int offset) {
        this.node = node;
        this.offset = offset;
        long descriptor = Nodes.node(list, node);
        plain = Nodes.isPlain(descriptor);
        listpack = store.read(descriptor);
        if (plain) {
            plainLength = Nodes.bytes(descriptor);
            entry = listpack;
            return;
        }
        entry = Listpack.at(listpack, offset);
    }

    // ---- the element

    /** Whether the element is stored as a number. */
    public boolean isInteger() {
        return !plain && Listpack.isInteger(entry);
    }

    /** The number of an element that is one. */
    public long integer() {
        return Listpack.integer(entry);
    }

    /** The bytes of an element that is no number. */
    public long address() {
        return plain ? entry : Listpack.stringAddress(entry);
    }

    /** The length of an element that is no number. */
    public long length() {
        return plain ? plainLength : Listpack.stringLength(entry);
    }

    /** Whether the element is these bytes. */
    public boolean is(long address, long length) {
        if (plain) return plainLength == length && Memory.equal(entry, address, length);
        return Listpack.is(entry, address, length);
    }

    // ---- for the room

    int node() {
        return node;
    }

    int offset() {
        return offset;
    }

    /** The entry in a list that is one listpack. */
    long entry() {
        return entry;
    }

    /** The listpack of a small list has moved, and this is where the cursor is now. */
    void move(long listpack, long entry) {
        this.listpack = listpack;
        this.entry = entry;
    }

    /** The cursor's node is gone: goes to the one behind it, or before it. False if there is none. */
    boolean enterAfterRemoval(int node, boolean forwards) {
        int at = forwards ? node : node - 1;
        if (at < 0 || at >= Nodes.count(list)) return false;
        enter(at, forwards ? 0 : Nodes.elementCount(Nodes.node(list, at)) - 1);
        return true;
    }

    /**
     * The elements of the node have changed: goes to this place, in the next or the last node if it isn't in this one.
     */
    boolean reenter(int node, int offset) {
        if (Nodes.count(list) == 0) return false;
        int at = node, in = offset;
        if (in < 0) {
            if (--at < 0) return false;
            in = Nodes.elementCount(Nodes.node(list, at)) - 1;
        } else if (in >= Nodes.elementCount(Nodes.node(list, at))) {
            if (++at >= Nodes.count(list)) return false;
            in = 0;
        }
        enter(at, in);
        return true;
    }
}
