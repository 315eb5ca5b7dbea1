package io.jadis.store.set;

import io.jadis.protocol.number.Decimal;
import io.jadis.store.encoding.Intset;
import io.jadis.store.encoding.Listpack;
import io.jadis.store.keyspace.Encoding;
import io.jadis.store.table.HashTable;

/**
 * A walk over the members of one set, which must not change meanwhile, nor is its table resized; reusable. A member is
 * a number or bytes, as it is stored; {@link #address} gives either as bytes.
 */
public final class MemberCursor {
    private final SetParts parts;
    private final HashTable.Cursor table = new HashTable.Cursor();
    private final long text;
    private int encoding;
    private long root;
    /** Of an intset, the index of the next one. */
    private int next;
    /** Of a listpack, the entry; 0 before the first. */
    private long entry;
    private boolean atNumber;
    private long number;
    private long address;
    private long length;

    MemberCursor(SetParts parts) {
        this.parts = parts;
        text = parts.allocator.allocate(Decimal.LENGTH_MAX);
    }

    /** At the end of its life. */
    public void release() {
        parts.allocator.free(text);
    }

    MemberCursor open(MemberSet set) {
        return open(set.encoding(), set.root());
    }

    /** Begins a walk over a listpack. */
    public MemberCursor openListpack(long listpack) {
        return open(Encoding.LISTPACK, listpack);
    }

    private MemberCursor open(int encoding, long root) {
        this.encoding = encoding;
        this.root = root;
        next = 0;
        entry = 0;
        if (encoding == Encoding.HASHTABLE) table.open(parts.tables, root);
        return this;
    }

    /** To be called at the end of each walk, however it ends. */
    public void close() {
        if (encoding == Encoding.HASHTABLE) table.close();
        root = 0;
    }

    /** Goes to the next member. Returns false at the end. */
    public boolean next() {
        return switch (encoding) {
            case Encoding.INTSET -> nextOfIntset();
            case Encoding.LISTPACK -> nextOfListpack();
            default -> nextOfTable();
        };
    }

    private boolean nextOfIntset() {
        if (next == Intset.count(root)) return false;
        setNumber(Intset.at(root, next++));
        return true;
    }

    private boolean nextOfListpack() {
        entry = entry == 0 ? Listpack.first(root) : Listpack.next(entry);
        if (entry == 0) return false;
        if (Listpack.isInteger(entry)) setNumber(Listpack.integer(entry));
        else setBytes(Listpack.stringAddress(entry), Listpack.stringLength(entry));
        return true;
    }

    private boolean nextOfTable() {
        entry = table.next();
        if (entry == 0) return false;
        setBytes(parts.members.keyAddress(entry), parts.members.keyLength(entry));
        return true;
    }

    private void setNumber(long number) {
        atNumber = true;
        this.number = number;
        address = 0;
    }

    private void setBytes(long address, long length) {
        atNumber = false;
        this.address = address;
        this.length = length;
    }

    // ---- the member

    /** Whether this one is stored as a number. */
    boolean isNumber() {
        return atNumber;
    }

    /** Whether it spells a 64-bit integer, however it is stored. */
    boolean spellsNumber() {
        return atNumber || encoding == Encoding.HASHTABLE && Decimal.isLong(address, length);
    }

    /** Valid until the cursor goes on. */
    public long address() {
        print();
        return address;
    }

    public long length() {
        print();
        return length;
    }

    private void print() {
        if (address != 0) return;
        address = text;
        length = Decimal.write(number, text);
    }

    /** The entry of a listpack or the member's block in a table. */
    long entry() {
        return entry;
    }

    // ---- the member and another set

    boolean isIn(MemberSet other) {
        return atNumber && other.encoding() == Encoding.INTSET
                ? other.contains(number)
                : other.contains(address(), length());
    }

    /** Whether the other set did not have it. */
    boolean addTo(MemberSet other) {
        return atNumber && other.encoding() == Encoding.INTSET
                ? other.add(number)
                : other.add(address(), length());
    }

    boolean removeFrom(MemberSet other) {
        return atNumber && other.encoding() == Encoding.INTSET
                ? other.remove(number)
                : other.remove(address(), length());
    }
}
