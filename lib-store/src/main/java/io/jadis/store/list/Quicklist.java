package io.jadis.store.list;

import io.jadis.store.encoding.Listpack;
import io.jadis.store.encoding.RoomyListpack;
import io.jadis.store.keyspace.LazyFree;
import java.util.function.LongConsumer;

/**
 * Operations on a quicklist: a sequence of {@link Nodes}, each a listpack of some elements or one large element. Where
 * nodes begin and end, when they are split and merged, is as in Redis, since the moments of conversion depend on it.
 *
 * <p>A place is a node's index and the offset of an element in it.
 */
final class Quicklist {
    /** What an element is taken to add to its length in a listpack: an estimate on the safe side. */
    private static final int ELEMENT_OVERHEAD_BYTES = 8;

    private final NodeStore store;
    private final LongConsumer discard;
    private final RoomyListpack splitOff;
    /** From this length on an element is a node of its own. */
    private long plainBytesMin = Listpack.SAFE_BYTES_MAX;
    private int locatedNode, locatedOffset;
    /** The node that elements are being removed from one by one, or -1. */
    private int removingFrom = -1;

    /** @param discard frees a quicklist that is no key's */
    Quicklist(NodeStore store, LongConsumer discard) {
        this.store = store;
        this.discard = discard;
        this.splitOff = new RoomyListpack(store.allocator, 0);
    }

    void plainBytesMin(long bytes) {
        plainBytesMin = bytes;
    }

    /** An empty quicklist. */
    long create() {
        return Nodes.create(store.allocator);
    }

    /** Appends a node with these entries of a listpack. */
    void appendNode(long list, long listpack, int count) {
        store.enter(list);
        long node = insertNode(list, Nodes.count(list));
        store.listpack.create(Listpack.first(listpack), Listpack.bytes(listpack) - Listpack.EMPTY_BYTES, count);
        store.written(node, count);
        Nodes.changeElements(list, count);
    }

    /** Makes a block that is a listpack the last node. */
    void adoptNode(long list, long block) {
        int bytes = Listpack.bytes(block), count = Listpack.count(block);
        store.enter(list);
        int index = Nodes.count(list);
        long node = insertNode(list, index);
        Nodes.setPayload(node, block, Nodes.PACKED, 0, bytes);
        Nodes.setLength(node, count, bytes);
        Nodes.changeElements(list, count);
        settle(list, index);
    }

    /** Makes a block that is one element the last node. */
    void adoptPlainNode(long list, long block, long bytes) {
        store.enter(list);
        int index = Nodes.count(list);
        Nodes.setPlain(insertNode(list, index), block, bytes);
        Nodes.changeElements(list, 1);
        settle(list, index);
    }

    // ---- places

    /** Finds the place of an element that is there, from the nearer end. */
    void locate(long list, long index) {
        long elements = Nodes.elements(list);
        assert index >= 0 && index < elements : "index=" + index;
        long rest;
        int at;
        if (index <= elements / 2) {
            at = 0;
            rest = index;
            for (long node = Nodes.node(list, 0); rest >= Nodes.elementCount(node); node += Nodes.DESCRIPTOR_BYTES) {
                rest -= Nodes.elementCount(node);
                at++;
            }
        } else {
            at = Nodes.count(list) - 1;
            rest = index - elements;
            for (long node = Nodes.node(list, at); rest < -Nodes.elementCount(node); node -= Nodes.DESCRIPTOR_BYTES) {
                rest += Nodes.elementCount(node);
                at--;
            }
            rest += Nodes.elementCount(Nodes.node(list, at));
        }
        locatedNode = at;
        locatedOffset = (int) rest;
    }

    int locatedNode() {
        return locatedNode;
    }

    int locatedOffset() {
        return locatedOffset;
    }

    // ---- at the ends

    void push(long list, boolean head, long address, long length) {
        store.enter(list);
        int count = Nodes.count(list);
        int end = head ? 0 : count - 1;
        if (count > 0 && admits(Nodes.node(list, end), length)) {
            put(Nodes.node(list, end), head ? 0 : -1, false, address, (int) length);
        } else {
            insertElementNode(list, head ? 0 : count, address, length);
            settle(list, head ? 0 : count);
        }
        Nodes.changeElements(list, 1);
    }

    void pop(long list, boolean head) {
        store.enter(list);
        int index = head ? 0 : Nodes.count(list) - 1;
        long node = Nodes.node(list, index);
        int count = Nodes.elementCount(node);
        if (count == 1) {
            removeNodes(list, index, 1);
            settle(list, index);
            return;
        }
        store.open(node);
        RoomyListpack listpack = store.write(node);
        if (head) listpack.deleteFirst();
        else listpack.deleteLast();
        listpack.shrink();
        store.written(node, count - 1);
        Nodes.changeElements(list, -1);
    }

    // ---- anywhere

    /** Removes elements that are there. */
    void removeRange(long list, long start, long count) {
        if (count == 0) return;
        store.enter(list);
        locate(list, start);
        int index = locatedNode, offset = locatedOffset;
        while (count > 0) {
            long node = Nodes.node(list, index);
            int inNode = Nodes.elementCount(node);
            if (offset == 0 && count >= inNode) {
                int whole = 0;
                while (count > 0 && count >= Nodes.elementCount(node)) {
                    count -= Nodes.elementCount(node);
                    whole++;
                    node += Nodes.DESCRIPTOR_BYTES;
                }
                removeNodes(list, index, whole);
                continue;
            }
            int removed = (int) Math.min(count, inNode - offset);
            store.open(node);
            RoomyListpack listpack = store.write(node);
            listpack.delete(Listpack.at(listpack.listpack(), offset), removed);
            listpack.shrink();
            store.written(node, inNode - removed);
            Nodes.changeElements(list, -removed);
            count -= removed;
            offset = 0;
            index++;
        }
        settle(list, index);
    }

    /**
     * Removes the element at a place; several may follow, from one end of the list to the other, and then {@link
     * #endRemoval}. Returns whether its node is gone with it.
     */
    boolean remove(long list, int index, int offset) {
        store.enter(list);
        if (index != removingFrom) endRemoval(list);
        long node = Nodes.node(list, index);
        int count = Nodes.elementCount(node);
        if (count == 1) {
            removeNodes(list, index, 1);
            removingFrom = -1;
            settle(list, index);
            return true;
        }
        removingFrom = index;
        store.open(node);
        RoomyListpack listpack = store.write(node);
        listpack.delete(Listpack.at(listpack.listpack(), offset), 1);
        listpack.shrink();
        store.written(node, count - 1);
        Nodes.changeElements(list, -1);
        return false;
    }

    /** The node that {@link #remove} has opened may be closed again. */
    void endRemoval(long list) {
        if (removingFrom < 0) return;
        store.enter(list);
        settle(list, removingFrom);
        removingFrom = -1;
    }

    /** Puts an element before the one at a place, or behind it. */
    void insert(long list, int index, int offset, boolean after, long address, long length) {
        store.enter(list);
        insertBeside(list, index, offset, after, address, length);
        settle(list, Math.min(index, Nodes.count(list) - 1));
    }

    private void insertBeside(long list, int index, int offset, boolean after, long address, long length) {
        long node = Nodes.node(list, index);
        int nodes = Nodes.count(list);
        boolean atTail = after && offset == Nodes.elementCount(node) - 1;
        boolean atHead = !after && offset == 0;
        boolean large = length >= plainBytesMin;
        if (admits(node, length)) {
            put(node, offset, after, address, (int) length);
        } else if (large && (Nodes.isPlain(node) || atTail || atHead)) {
            insertElementNode(list, after ? index + 1 : index, address, length);
        } else if (large) {
            split(list, index, after ? offset + 1 : offset);
            insertElementNode(list, index + 1, address, length);
        } else if (atTail && index + 1 < nodes && admits(Nodes.node(list, index + 1), length)) {
            put(Nodes.node(list, index + 1), 0, false, address, (int) length);
        } else if (atHead && index > 0 && admits(Nodes.node(list, index - 1), length)) {
            put(Nodes.node(list, index - 1), -1, true, address, (int) length);
        } else if (atTail || atHead) {
            insertElementNode(list, after ? index + 1 : index, address, length);
        } else {
            split(list, index, after ? offset + 1 : offset);
            put(Nodes.node(list, after ? index + 1 : index), after ? 0 : -1, !after, address, (int) length);
            mergeAround(list, after ? index : index + 1);
        }
        Nodes.changeElements(list, 1);
    }

    /** Puts an element in the place of another. */
    void replace(long list, int index, int offset, long address, long length) {
        store.enter(list);
        long node = Nodes.node(list, index);
        boolean large = length >= plainBytesMin;
        if (Nodes.isPlain(node)) {
            if (large) {
                store.freePayload(node);
                store.setPlain(node, address, length);
            } else {
                insertBeside(list, index, offset, true, address, length);
                removeNodes(list, index, 1);
            }
        } else if (!large && Nodes.bytes(node) + length + ELEMENT_OVERHEAD_BYTES < Listpack.SAFE_BYTES_MAX) {
            store.open(node);
            RoomyListpack listpack = store.write(node);
            listpack.replace(Listpack.at(listpack.listpack(), offset), address, (int) length);
            listpack.shrink();
            store.written(node, Nodes.elementCount(node));
        } else {
            if (offset != Nodes.elementCount(node) - 1) split(list, index, offset + 1);
            insertElementNode(list, index + 1, address, length);
            Nodes.changeElements(list, 1);
            boolean gone = remove(list, index, offset);
            removingFrom = -1;
            if (!gone) mergeAround(list, index + 1);
        }
        settle(list, Math.min(index, Nodes.count(list) - 1));
    }

    // ---- nodes

    /** Frees a list from which the nodes have gone. */
    void discardEmptied(long list) {
        Nodes.forget(list, 0);
        discard.accept(list);
    }

    /** Whether an element of this length may join a node. */
    private boolean admits(long node, long length) {
        if (length >= plainBytesMin || Nodes.isPlain(node)) return false;
        long bytes = Nodes.bytes(node) + length + ELEMENT_OVERHEAD_BYTES;
        return !store.config().isExceededBy(bytes, Nodes.elementCount(node) + 1L);
    }

    /** Puts an element into a node, beside another: offset -1 is the end. */
    private void put(long node, int offset, boolean after, long address, int length) {
        store.open(node);
        RoomyListpack listpack = store.write(node);
        if (offset == -1) listpack.append(address, length);
        else if (offset == 0 && !after) listpack.prepend(address, length);
        else if (after) listpack.insertAfter(Listpack.at(listpack.listpack(), offset), address, length);
        else listpack.insertBefore(Listpack.at(listpack.listpack(), offset), address, length);
        store.written(node, Nodes.elementCount(node) + 1);
    }

    private long insertNode(long list, int index) {
        return Nodes.insert(store.allocator, list, index);
    }

    /** A new node with one element; it isn't counted yet. */
    private void insertElementNode(long list, int index, long address, long length) {
        long node = insertNode(list, index);
        if (length >= plainBytesMin) store.setPlain(node, address, length);
        else store.setPacked(node, address, length);
    }

    private void removeNodes(long list, int index, int count) {
        long elements = 0;
        for (int i = 0; i < count; i++) elements += Nodes.elementCount(Nodes.node(list, index + i));
        if (count > LazyFree.EFFORT_MIN) {
            // So many take their time: as a list of their own they go as any large value does.
            for (int i = 0; i < count; i++) store.leaveToSweeps(Nodes.node(list, index + i));
            discard.accept(Nodes.copy(store.allocator, list, index, count, elements));
        } else {
            for (int i = 0; i < count; i++) store.freePayload(Nodes.node(list, index + i));
        }
        Nodes.remove(store.allocator, list, index, count);
        Nodes.changeElements(list, -elements);
    }

    /** Leaves the elements before the offset in a node and puts the others into a new one behind it. */
    private void split(long list, int index, int offset) {
        insertNode(list, index + 1);
        long node = Nodes.node(list, index);
        store.open(node);
        RoomyListpack listpack = store.write(node);
        int count = Nodes.elementCount(node);
        long from = Listpack.at(listpack.listpack(), offset);
        long end = listpack.listpack() + Listpack.bytes(listpack.listpack()) - 1;
        splitOff.create(from, (int) (end - from), count - offset);
        listpack.delete(from, count - offset);
        listpack.shrink();
        store.written(node, offset);
        long rest = Nodes.node(list, index + 1);
        Nodes.setPayload(rest, splitOff.block(), Nodes.PACKED, splitOff.front(), splitOff.capacity());
        Nodes.setLength(rest, count - offset, Listpack.bytes(splitOff.listpack()));
    }

    /** Merges what fits together of two nodes before an index, this one, and two behind: pairs in Redis's order. */
    private void mergeAround(long list, int index) {
        int center = index;
        if (merge(list, center - 2)) center--;
        merge(list, center + 1);
        if (merge(list, center - 1)) center--;
        merge(list, center);
    }

    /** Merges a node with the next one if both are there and short enough. */
    private boolean merge(long list, int index) {
        if (index < 0 || index + 1 >= Nodes.count(list)) return false;
        long a = Nodes.node(list, index), b = Nodes.node(list, index + 1);
        if (Nodes.isPlain(a) || Nodes.isPlain(b)) return false;
        int count = Nodes.elementCount(a) + Nodes.elementCount(b);
        long bytes = Nodes.bytes(a) + Nodes.bytes(b) - Listpack.EMPTY_BYTES;
        if (store.config().isExceededBy(bytes, count)) return false;
        store.open(a);
        store.write(a).appendAll(store.read(b));
        store.written(a, count);
        store.freePayload(b);
        Nodes.remove(store.allocator, list, index + 1, 1);
        return true;
    }

    /** Nodes have come, gone or been written to: opens those at the ends and closes those that are inside now. */
    private void settle(long list, int touched) {
        int count = Nodes.count(list);
        int depth = store.config().compressDepth();
        for (int i = 0; i < Math.min(Math.max(1, depth), count); i++) {
            store.open(Nodes.node(list, i));
            store.open(Nodes.node(list, count - 1 - i));
        }
        if (depth > 0) {
            for (int i = touched - 1; i <= touched + 1; i++) compressInside(list, i, depth);
            compressInside(list, depth, depth);
            compressInside(list, count - 1 - depth, depth);
        } else if (count > 2) {
            if (touched <= 1) store.fold(Nodes.node(list, 1));
            if (touched >= count - 2) store.fold(Nodes.node(list, count - 2));
        }
    }

    private void compressInside(long list, int index, int depth) {
        if (index >= depth && index < Nodes.count(list) - depth) store.compress(Nodes.node(list, index));
    }
}
