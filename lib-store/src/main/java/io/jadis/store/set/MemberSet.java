package io.jadis.store.set;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.number.Decimal;
import io.jadis.store.encoding.Intset;
import io.jadis.store.encoding.Listpack;
import io.jadis.store.keyspace.Encoding;
import io.jadis.store.keyspace.Record;
import io.jadis.store.table.HashTable;

/**
 * A set under the hand: what an encoding and a root lead to, of a record or of none yet. Changes it and converts it at
 * the moments when Redis does; whoever owns the set looks at {@link #encoding} and {@link #root} after a change.
 */
final class MemberSet {
    /** An intset's value as a listpack's entry: a byte of head, 8 of number, one of length. */
    private static final long NUMBER_ENTRY_BYTES_MAX = 10;

    private final SetParts parts;
    /** Made when it is first needed: there may be very many sets, as operands. */
    private HashTable.Cursor cursor;
    private int encoding;
    private long root;

    MemberSet(SetParts parts) {
        this.parts = parts;
    }

    MemberSet of(long record) {
        return of(Record.encoding(record), Record.root(record));
    }

    MemberSet of(int encoding, long root) {
        this.encoding = encoding;
        this.root = root;
        return this;
    }

    int encoding() {
        return encoding;
    }

    long root() {
        return root;
    }

    // ---- reading

    long size() {
        return switch (encoding) {
            case Encoding.INTSET -> Intset.count(root);
            case Encoding.LISTPACK -> Listpack.count(root);
            default -> parts.tables.size(root);
        };
    }

    boolean contains(long address, long length) {
        return switch (encoding) {
            case Encoding.INTSET -> {
                long number = Decimal.parse(address, length);
                yield isNumber(number, address, length) && Intset.find(root, number) >= 0;
            }
            case Encoding.LISTPACK -> Listpack.find(Listpack.first(root), 0, address, length) != 0;
            default -> parts.tables.find(root, address, length) != 0;
        };
    }

    boolean contains(long number) {
        if (encoding == Encoding.INTSET) return Intset.find(root, number) >= 0;
        return contains(parts.numberText, Decimal.write(number, parts.numberText));
    }

    private static boolean isNumber(long parsed, long address, long length) {
        return parsed != Decimal.NOT_A_LONG || Decimal.isLong(address, length);
    }

    // ---- new sets

    MemberSet createIntset() {
        return of(Encoding.INTSET, parts.intsets.create());
    }

    MemberSet createListpack() {
        return of(Encoding.LISTPACK, parts.listpacks.create());
    }

    MemberSet createTable(long membersExpected) {
        of(Encoding.HASHTABLE, parts.tables.create());
        if (membersExpected > 0) parts.tables.expandTo(root, membersExpected);
        return this;
    }

    /** An empty set in the encoding for its first member and so many members in all. */
    MemberSet createFor(long address, long length, long membersExpected) {
        SetConfig config = parts.config;
        if (membersExpected <= config.intsetEntriesMax() && Decimal.isLong(address, length)) return createIntset();
        return membersExpected <= config.listpackEntriesMax() ? createListpack() : createTable(membersExpected);
    }

    // ---- writing

    /** So many members are about to be added, the same ones perhaps: a compact set that these overfill converts. */
    boolean expect(long members) {
        boolean overfilled = encoding == Encoding.INTSET && members > parts.config.intsetEntriesMax()
                || encoding == Encoding.LISTPACK && members > parts.config.listpackEntriesMax();
        return !overfilled || toTable(members);
    }

    /** Whether the member was not there. */
    boolean add(long address, long length) {
        return switch (encoding) {
            case Encoding.INTSET -> {
                long number = Decimal.parse(address, length);
                yield isNumber(number, address, length) ? addToIntset(number) : addTextToIntset(address, length);
            }
            case Encoding.LISTPACK -> addToListpack(address, length);
            default -> addToTable(address, length);
        };
    }

    boolean add(long number) {
        if (encoding == Encoding.INTSET) return addToIntset(number);
        return add(parts.numberText, Decimal.write(number, parts.numberText));
    }

    private boolean addToIntset(long number) {
        int index = Intset.find(root, number);
        if (index >= 0) return false;
        root = parts.intsets.insert(root, ~index, number);
        int count = Intset.count(root);
        if (count > parts.intsetEntriesMax()) toTable(count);
        return true;
    }

    private boolean addTextToIntset(long address, long length) {
        int count = Intset.count(root);
        if (count < parts.config.listpackEntriesMax() && length <= parts.config.listpackValueBytesMax()
                && longestNumber() <= parts.config.listpackValueBytesMax()
                && count * NUMBER_ENTRY_BYTES_MAX + length <= Listpack.SAFE_BYTES_MAX) {
            toListpack();
            root = parts.listpacks.append(root, address, (int) length);
            return true;
        }
        toTable(count + 1L);
        return addToTable(address, length);
    }

    private int longestNumber() {
        int count = Intset.count(root);
        if (count == 0) return 0;
        return Math.max(Decimal.length(Intset.at(root, 0)), Decimal.length(Intset.at(root, count - 1)));
    }

    private boolean addToListpack(long address, long length) {
        if (Listpack.find(Listpack.first(root), 0, address, length) != 0) return false;
        int count = Listpack.count(root);
        if (count < parts.config.listpackEntriesMax() && length <= parts.config.listpackValueBytesMax()
                && Listpack.bytes(root) + length <= Listpack.SAFE_BYTES_MAX) {
            root = parts.listpacks.append(root, address, (int) length);
            return true;
        }
        toTable(count + 1L);
        return addToTable(address, length);
    }

    private boolean addToTable(long address, long length) {
        long hash = Memory.hash(address, length);
        if (parts.tables.find(root, hash, address, length) != 0) return false;
        parts.tables.insert(root, hash, parts.members.create(address, length));
        return true;
    }

    /** Whether the member was there. */
    boolean remove(long address, long length) {
        switch (encoding) {
            case Encoding.INTSET -> {
                long number = Decimal.parse(address, length);
                return isNumber(number, address, length) && removeFromIntset(number);
            }
            case Encoding.LISTPACK -> {
                long entry = Listpack.find(Listpack.first(root), 0, address, length);
                if (entry == 0) return false;
                removeEntry(entry);
            }
            default -> {
                long member = parts.tables.remove(root, Memory.hash(address, length), address, length);
                if (member == 0) return false;
                parts.members.free(member);
            }
        }
        return true;
    }

    boolean remove(long number) {
        if (encoding == Encoding.INTSET) return removeFromIntset(number);
        return remove(parts.numberText, Decimal.write(number, parts.numberText));
    }

    private boolean removeFromIntset(long number) {
        int index = Intset.find(root, number);
        if (index < 0) return false;
        removeIndex(index);
        return true;
    }

    // ---- removal of what a draw has pointed out

    /** From an intset. */
    void removeIndex(int index) {
        root = parts.intsets.remove(root, index);
    }

    /** From a listpack. */
    void removeEntry(long entry) {
        root = parts.listpacks.delete(root, entry);
    }

    /** From a table. */
    void removeMember(long member) {
        parts.tables.removeEntry(root, parts.members.hash(member), member);
        parts.members.free(member);
    }

    // ---- conversions

    private void toListpack() {
        long intset = root;
        createListpack();
        for (int i = 0, count = Intset.count(intset); i < count; i++) {
            root = parts.listpacks.appendInteger(root, Intset.at(intset, i));
        }
        parts.allocator.free(intset);
    }

    /**
     * A listpack may have a member twice if it came in a payload that nobody has looked through: a table has it once,
     * as what it is written to could not be read otherwise.
     *
     * @return whether all members were different
     */
    private boolean toTable(long membersExpected) {
        int before = encoding;
        long compact = root;
        createTable(membersExpected);
        boolean distinct = true;
        if (before == Encoding.INTSET) {
            for (int i = 0, count = Intset.count(compact); i < count; i++) addToTable(Intset.at(compact, i));
        } else {
            for (long at = Listpack.first(compact); at != 0; at = Listpack.next(at)) {
                distinct &= Listpack.isInteger(at) ? addToTable(Listpack.integer(at))
                        : addToTable(Listpack.stringAddress(at), Listpack.stringLength(at));
            }
        }
        parts.allocator.free(compact);
        return distinct;
    }

    private boolean addToTable(long number) {
        return addToTable(parts.movedNumberText, Decimal.write(number, parts.movedNumberText));
    }

    /** Makes a set whose members are all numbers an intset, unless it has too many. */
    void numbersToIntset() {
        if (encoding == Encoding.INTSET || size() > parts.intsetEntriesMax()) return;
        long intset = parts.intsets.create();
        if (encoding == Encoding.LISTPACK) {
            for (long at = Listpack.first(root); at != 0; at = Listpack.next(at)) {
                intset = inserted(intset, Listpack.integer(at));
            }
        } else {
            HashTable.Cursor cursor = walk(root);
            for (long member; (member = cursor.next()) != 0; ) {
                long number = Decimal.parse(parts.members.keyAddress(member), parts.members.keyLength(member));
                intset = inserted(intset, number);
            }
            cursor.close();
        }
        free();
        of(Encoding.INTSET, intset);
    }

    private HashTable.Cursor walk(long table) {
        if (cursor == null) cursor = new HashTable.Cursor();
        cursor.open(parts.tables, table);
        return cursor;
    }

    private long inserted(long intset, long number) {
        return parts.intsets.insert(intset, ~Intset.find(intset, number), number);
    }

    // ---- the whole set

    MemberSet copyOf(MemberSet other) {
        switch (other.encoding) {
            case Encoding.INTSET -> of(Encoding.INTSET, parts.intsets.copy(other.root));
            case Encoding.LISTPACK -> of(Encoding.LISTPACK, parts.listpacks.copy(other.root));
            default -> {
                createTable(other.size());
                HashTable.Cursor cursor = walk(other.root);
                for (long member; (member = cursor.next()) != 0; ) {
                    long address = parts.members.keyAddress(member), length = parts.members.keyLength(member);
                    parts.tables.insert(root, Memory.hash(address, length), parts.members.create(address, length));
                }
                cursor.close();
            }
        }
        return this;
    }

    /** Frees all of it at once. */
    void free() {
        if (encoding != Encoding.HASHTABLE) parts.allocator.free(root);
        else while (!freeSome(Integer.MAX_VALUE)) continue;
    }

    /** Frees the members of so many buckets, with the last the rest. Returns whether that was it. */
    boolean freeSome(int buckets) {
        if (encoding != Encoding.HASHTABLE) {
            parts.allocator.free(root);
            return true;
        }
        if (parts.tables.size(root) > 0 && parts.tables.drain(root, parts.members::free, buckets)) return false;
        parts.tables.destroy(root);
        return true;
    }
}
