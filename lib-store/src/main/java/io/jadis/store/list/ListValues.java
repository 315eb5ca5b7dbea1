package io.jadis.store.list;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.number.Decimal;
import io.jadis.store.encoding.ElementVisitor;
import io.jadis.store.encoding.Listpack;
import io.jadis.store.encoding.RoomyListpack;
import io.jadis.store.keyspace.Database;
import io.jadis.store.keyspace.Encoding;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.keyspace.Record;
import io.jadis.store.keyspace.RecordType;
import io.jadis.store.memory.Allocator;

/**
 * Lists. A small one is a listpack with room at both ends, in a block that begins with where it lies; a larger one is a
 * {@link Quicklist}:
 *
 * <pre>
 *   0  front:32 | capacity:32 | room | listpack | room        encoding listpack
 * </pre>
 *
 * When a list changes its encoding is the caller's to say, at the moments that Redis has: {@link #grow} before elements
 * come, {@link #shrink} after some have gone. A list that has lost its last element is the caller's to remove.
 */
public final class ListValues implements AutoCloseable {
    static final int SMALL_HEADER_BYTES = 8;
    /** A larger block isn't kept for smaller elements. */
    private static final int HELD_BYTES_MAX = 64 * 1024;

    private final Keyspace keyspace;
    private final NodeStore store;
    private final Quicklist quicklist;
    private final RoomyListpack small;
    private final ListCursor cursor;
    private final Allocator allocator;
    /** A copy of an element, and room for the decimal of a number. */
    private long held;
    private long heldLength, heldCapacity;

    /** Registers the type with the keyspace. */
    public ListValues(Keyspace keyspace) {
        this.keyspace = keyspace;
        allocator = keyspace.allocator();
        store = new NodeStore(allocator);
        quicklist = new Quicklist(store, root -> keyspace.discard(RecordType.LIST, Encoding.QUICKLIST, root));
        small = new RoomyListpack(allocator, SMALL_HEADER_BYTES);
        cursor = new ListCursor(store, quicklist);
        keyspace.register(RecordType.LIST, new ListPayload(store));
    }

    /** Lists that are there already follow when they are written to. */
    public void configure(ListConfig config) {
        store.configure(config);
    }

    /** {@code list-max-listpack-size}. */
    public int nodeLimit() {
        return store.config().nodeLimit();
    }

    /** From this length on an element of a quicklist is a node of its own, without a listpack around it. */
    public void plainBytesMin(long bytes) {
        quicklist.plainBytesMin(bytes);
    }

    /** Gives back what was kept for later use; after the keyspace was closed. */
    @Override
    public void close() {
        store.close();
        if (held != 0) allocator.free(held);
        held = 0;
        heldCapacity = 0;
    }

    /** A walk over the nodes of lists, as they are stored. */
    public NodeSweep sweep() {
        return new NodeSweep(keyspace, store);
    }

    /** Builds lists that have no key yet. */
    public ListBuilder builder() {
        return new ListBuilder(store, quicklist);
    }

    // ---- reading

    public static long length(long record) {
        long root = Record.root(record);
        return Record.encoding(record) == Encoding.LISTPACK ? Listpack.count(smallListpack(root))
                : Nodes.elements(root);
    }

    /** The one cursor of all lists: whoever seeks takes it. */
    public ListCursor cursor() {
        return cursor;
    }

    /** Shows all elements in order. */
    public void forEach(long record, ElementVisitor visitor) {
        if (!cursor.seek(record, 0)) return;
        do {
            if (cursor.isInteger()) {
                hold();
                visitor.visit(held, heldLength);
            } else {
                visitor.visit(cursor.address(), cursor.length());
            }
        } while (cursor.next());
    }

    /** Keeps a copy of the cursor's element as bytes, until the next call of this or of {@link #forEach}. */
    public void hold() {
        boolean integer = cursor.isInteger();
        reserve(integer ? Decimal.LENGTH_MAX : cursor.length());
        heldLength = integer ? Decimal.write(cursor.integer(), held) : cursor.length();
        if (!integer) Memory.copy(cursor.address(), held, heldLength);
    }

    private void reserve(long length) {
        if (length <= heldCapacity && (heldCapacity <= HELD_BYTES_MAX || length > HELD_BYTES_MAX)) return;
        if (held != 0) allocator.free(held);
        heldCapacity = Math.max(length, 64);
        held = allocator.allocate(heldCapacity);
    }

    public long heldAddress() {
        return held;
    }

    public long heldLength() {
        return heldLength;
    }

    /** How many nodes a quicklist has. */
    public static int nodeCount(long record) {
        return Nodes.count(Record.root(record));
    }

    /** The bytes of a quicklist's nodes as if none was closed. */
    public static long nodeBytes(long record) {
        long root = Record.root(record);
        long bytes = 0;
        for (int i = 0; i < Nodes.count(root); i++) bytes += Nodes.bytes(Nodes.node(root, i));
        return bytes;
    }

    // ---- creating, conversions

    /**
     * Creates a list without elements under a key that isn't there.
     *
     * @param elementBytes what the elements will take that are about to come
     * @return the record
     */
    public long create(Database database, long nowMs, long keyAddress, long keyLength, long elementBytes) {
        createSmall(elementBytes);
        return database.add(nowMs, keyAddress, keyLength, RecordType.LIST, Encoding.LISTPACK, small.block());
    }

    /** As {@link #create}, in the place of what the key may hold. */
    public long createOver(Database database, long nowMs, long keyAddress, long keyLength, long elementBytes) {
        createSmall(elementBytes);
        return database.put(nowMs, keyAddress, keyLength, RecordType.LIST, Encoding.LISTPACK, small.block());
    }

    private void createSmall(long elementBytes) {
        int capacity = (int) Math.min(Listpack.EMPTY_BYTES + elementBytes, store.config().bytesMax());
        small.create(capacity + 7 & -8);
        saveSmall();
    }

    /** Before elements come: so many, so many bytes long in all. */
    public void grow(Database database, long record, long bytes, long count) {
        if (Record.encoding(record) != Encoding.LISTPACK) return;
        long listpack = smallListpack(Record.root(record));
        if (store.config().isExceededBy(Listpack.bytes(listpack) + bytes, Listpack.count(listpack) + count)) {
            toQuicklist(database, record);
        }
    }

    /** After elements have gone. */
    public void shrink(Database database, long record) {
        if (Record.encoding(record) != Encoding.QUICKLIST) return;
        long root = Record.root(record);
        quicklist.endRemoval(root);
        if (Nodes.count(root) != 1 || Nodes.isPlain(Nodes.node(root, 0))) return;
        if (store.config().isHalfMet(Nodes.bytes(Nodes.node(root, 0)), Nodes.elements(root))) toListpack(database,
                record);
    }

    /** After a list was built element by element (SORT … STORE, loading): the encoding that its length asks for. */
    public void settle(Database database, long record) {
        long root = Record.root(record);
        if (Record.encoding(record) == Encoding.LISTPACK) {
            grow(database, record, 0, 0);
        } else if (Nodes.count(root) == 1 && !Nodes.isPlain(Nodes.node(root, 0))
                && store.config().isMet(Nodes.bytes(Nodes.node(root, 0)), Nodes.elements(root))) {
            toListpack(database, record);
        }
    }

    private void toQuicklist(Database database, long record) {
        long root = Record.root(record);
        long listpack = smallListpack(root);
        int count = Listpack.count(listpack);
        long list = quicklist.create();
        if (count > 0) quicklist.appendNode(list, listpack, count);
        allocator.freeInBackground(root);
        database.setRoot(record, Encoding.QUICKLIST, list);
    }

    private void toListpack(Database database, long record) {
        long root = Record.root(record);
        long node = Nodes.node(root, 0);
        store.enter(root);
        small.create(store.read(node), (int) Nodes.bytes(node));
        saveSmall();
        store.freePayload(node);
        quicklist.discardEmptied(root);
        database.setRoot(record, Encoding.LISTPACK, small.block());
    }

    // ---- writing

    public void push(Database database, long record, boolean head, long address, long length) {
        if (Record.encoding(record) == Encoding.QUICKLIST) {
            quicklist.push(Record.root(record), head, address, length);
            return;
        }
        loadSmall(record);
        if (head) small.prepend(address, (int) length);
        else small.append(address, (int) length);
        saveSmall(database, record);
    }

    /** Removes elements at one end; that many must be there. */
    public void pop(Database database, long record, boolean head, long count) {
        if (count == 1 && Record.encoding(record) == Encoding.QUICKLIST) {
            quicklist.pop(Record.root(record), head);
        } else if (count == 1) {
            loadSmall(record);
            if (head) small.deleteFirst();
            else small.deleteLast();
            small.shrink();
            saveSmall(database, record);
        } else {
            removeRange(database, record, head ? 0 : length(record) - count, count);
        }
    }

    /** Removes elements that are there. */
    public void removeRange(Database database, long record, long start, long count) {
        if (Record.encoding(record) == Encoding.QUICKLIST) {
            quicklist.removeRange(Record.root(record), start, count);
        } else if (count > 0) {
            loadSmall(record);
            small.delete(Listpack.at(small.listpack(), (int) start), (int) count);
            small.shrink();
            saveSmall(database, record);
        }
    }

    /** Puts an element in the place of the cursor's, which then is of no use any more. */
    public void replace(Database database, long record, ListCursor cursor, long address, long length) {
        if (Record.encoding(record) == Encoding.QUICKLIST) {
            quicklist.replace(Record.root(record), cursor.node(), cursor.offset(), address, length);
            return;
        }
        loadSmall(record);
        small.replace(cursor.entry(), address, (int) length);
        small.shrink();
        saveSmall(database, record);
    }

    /** Puts an element beside the cursor's; the cursor then is of no use any more. */
    public void insert(Database database, long record, ListCursor cursor, boolean after, long address, long length) {
        if (Record.encoding(record) == Encoding.QUICKLIST) {
            quicklist.insert(Record.root(record), cursor.node(), cursor.offset(), after, address, length);
            return;
        }
        loadSmall(record);
        if (after) small.insertAfter(cursor.entry(), address, (int) length);
        else small.insertBefore(cursor.entry(), address, (int) length);
        saveSmall(database, record);
    }

    /**
     * Removes the cursor's element and moves the cursor to the next one, or to the one before. After the last removal
     * {@link #shrink} is to be called, unless the list is empty.
     *
     * @return false if there is none in that direction
     */
    public boolean remove(Database database, long record, ListCursor cursor, boolean forwards) {
        if (Record.encoding(record) == Encoding.QUICKLIST) {
            int node = cursor.node(), offset = cursor.offset();
            boolean nodeGone = quicklist.remove(Record.root(record), node, offset);
            if (!nodeGone) return cursor.reenter(node, forwards ? offset : offset - 1);
            return cursor.enterAfterRemoval(node, forwards);
        }
        loadSmall(record);
        long next = small.delete(cursor.entry(), 1);
        long entry = forwards ? next : next == 0 ? Listpack.last(small.listpack())
                : Listpack.previous(small.listpack(), next);
        long offset = entry - small.listpack();
        if (small.shrink() && entry != 0) entry = small.listpack() + offset;
        saveSmall(database, record);
        cursor.move(small.listpack(), entry);
        return entry != 0;
    }

    // ---- small lists

    static long smallListpack(long root) {
        return root + Memory.getInt(root);
    }

    static int smallCapacity(long root) {
        return Memory.getInt(root + 4);
    }

    private void loadSmall(long record) {
        long root = Record.root(record);
        small.at(root, Memory.getInt(root), smallCapacity(root));
    }

    private void saveSmall() {
        writeSmallHeader(small);
    }

    /** Says in the block of a small list where in it the listpack lies. */
    static void writeSmallHeader(RoomyListpack small) {
        Memory.putInt(small.block(), small.front());
        Memory.putInt(small.block() + 4, small.capacity());
    }

    private void saveSmall(Database database, long record) {
        saveSmall();
        if (small.block() != Record.root(record)) database.setRoot(record, Encoding.LISTPACK, small.block());
    }
}
