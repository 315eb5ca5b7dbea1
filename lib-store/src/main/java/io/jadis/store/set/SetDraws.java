package io.jadis.store.set;

import io.jadis.protocol.number.Decimal;
import io.jadis.protocol.memory.Memory;
import io.jadis.store.encoding.ElementVisitor;
import io.jadis.store.encoding.Intset;
import io.jadis.store.encoding.Listpack;
import io.jadis.store.keyspace.Encoding;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Members drawn at random, each with the same chance in every encoding. */
final class SetDraws {
    /** Of a table, more than one in so many members are drawn by a walk over all. */
    private static final int WALK_FROM_PART = 3;
    /** If less than one in so many members stays, those that stay are drawn, and not those that go. */
    private static final int KEEP_BELOW_PART = 5;

    private final SetParts parts;
    private final RandomGenerator random;
    private final Consumer<MemberSet> discard;
    private final MemberSet kept;
    private final MemberCursor cursor;
    private final long text;
    private long address;
    private long length;
    /** Where the drawn member is: an index in an intset, an entry, a block of a table. */
    private long place;

    /** @param discard frees a set that has no key any more */
    SetDraws(SetParts parts, RandomGenerator random, Consumer<MemberSet> discard) {
        this.parts = parts;
        this.discard = discard;
        this.random = random;
        kept = new MemberSet(parts);
        cursor = new MemberCursor(parts);
        text = parts.allocator.allocate(Decimal.LENGTH_MAX);
    }

    void close() {
        parts.allocator.free(text);
        cursor.release();
    }

    // ---- one

    /** Draws one; it stays in the set, which must not be empty. */
    void draw(MemberSet set) {
        long root = set.root();
        switch (set.encoding()) {
            case Encoding.INTSET -> drawIndex(root, random.nextInt(Intset.count(root)));
            case Encoding.LISTPACK -> drawEntry(Listpack.at(root, random.nextInt(Listpack.count(root))));
            default -> drawMember(parts.tables.randomEntry(root, random));
        }
    }

    private void drawIndex(long intset, int index) {
        place = index;
        setNumber(Intset.at(intset, index));
    }

    private void drawEntry(long entry) {
        place = entry;
        if (Listpack.isInteger(entry)) {
            setNumber(Listpack.integer(entry));
        } else {
            address = Listpack.stringAddress(entry);
            length = Listpack.stringLength(entry);
        }
    }

    private void drawMember(long member) {
        place = member;
        address = parts.members.keyAddress(member);
        length = parts.members.keyLength(member);
    }

    private void setNumber(long number) {
        address = text;
        length = Decimal.write(number, text);
    }

    /** The member drawn last. Valid until the next draw or change of the set. */
    long address() {
        return address;
    }

    long length() {
        return length;
    }

    /** Removes the member drawn last. */
    void takeOut(MemberSet set) {
        switch (set.encoding()) {
            case Encoding.INTSET -> set.removeIndex((int) place);
            case Encoding.LISTPACK -> set.removeEntry(place);
            default -> set.removeMember(place);
        }
    }

    // ---- several, each of all members

    /** Draws so many, the same ones again perhaps, in random order. */
    void drawAny(MemberSet set, long count, ElementVisitor visitor) {
        if (set.encoding() == Encoding.LISTPACK && count > 1) {
            drawEntries(set.root(), count, visitor);
            return;
        }
        for (long i = 0; i < count; i++) {
            draw(set);
            visitor.visit(address, length);
        }
    }

    /** A listpack is walked once, to know where its entries are. */
    private void drawEntries(long listpack, long count, ElementVisitor visitor) {
        int entries = Listpack.count(listpack), i = 0;
        long offsets = parts.allocator.allocate((long) entries * Integer.BYTES);
        for (long at = Listpack.first(listpack); at != 0; at = Listpack.next(at)) {
            Memory.putInt(offsets + (long) i++ * Integer.BYTES, (int) (at - listpack));
        }
        for (long left = count; left > 0; left--) {
            drawEntry(listpack + Memory.getInt(offsets + (long) random.nextInt(entries) * Integer.BYTES));
            visitor.visit(address, length);
        }
        parts.allocator.free(offsets);
    }

    // ---- several, each of those that are left

    /** Draws so many different ones, fewer than there are, in no particular order. */
    void drawDistinct(MemberSet set, long count, ElementVisitor visitor) {
        long size = set.size();
        boolean few = switch (set.encoding()) {
            case Encoding.INTSET -> count * count <= size;
            case Encoding.LISTPACK -> false;
            default -> count * WALK_FROM_PART <= size;
        };
        if (!few) drawByWalk(set, count, visitor);
        else if (set.encoding() == Encoding.INTSET) drawIndexes(set.root(), (int) count, visitor);
        else drawMembers(set, count, visitor);
    }

    /** Each member that the walk comes by is taken with the chance that it has among those to come. */
    private void drawByWalk(MemberSet set, long count, ElementVisitor visitor) {
        long left = set.size(), wanted = count;
        cursor.open(set);
        while (wanted > 0 && cursor.next()) {
            if (random.nextLong(left--) >= wanted) continue;
            visitor.visit(cursor.address(), cursor.length());
            wanted--;
        }
        cursor.close();
    }

    /** Few of many: Floyd's way, a draw for each that is wanted (Bentley, "A sample of brilliance", 1987). */
    private void drawIndexes(long intset, int count, ElementVisitor visitor) {
        long drawn = parts.intsets.create();
        for (int last = Intset.count(intset) - count; last < Intset.count(intset); last++) {
            int index = random.nextInt(last + 1);
            int at = Intset.find(drawn, index);
            if (at >= 0) {
                index = last;
                at = Intset.find(drawn, index);
            }
            drawn = parts.intsets.insert(drawn, ~at, index);
        }
        for (int i = 0; i < count; i++) {
            drawIndex(intset, (int) Intset.at(drawn, i));
            visitor.visit(address, length);
        }
        parts.allocator.free(drawn);
    }

    /** Few of many: drawn until they are enough; a table of the same members knows which ones have come already. */
    private void drawMembers(MemberSet set, long count, ElementVisitor visitor) {
        long drawn = parts.tables.create();
        parts.tables.expandTo(drawn, count);
        for (long wanted = count; wanted > 0; ) {
            draw(set);
            long hash = Memory.hash(address, length);
            if (parts.tables.find(drawn, hash, address, length) != 0) continue;
            parts.tables.insert(drawn, hash, place);
            visitor.visit(address, length);
            wanted--;
        }
        parts.tables.destroy(drawn);
    }

    // ---- several, taken out

    /** Shows so many, fewer than there are, and takes them out of the set. */
    void takeOutSome(MemberSet set, long count, ElementVisitor visitor) {
        switch (set.encoding()) {
            case Encoding.INTSET -> takeOutNumbers(set, (int) count, visitor);
            case Encoding.LISTPACK -> takeOutEntries(set, (int) count, visitor);
            default -> {
                long staying = set.size() - count;
                if (staying * KEEP_BELOW_PART > count) takeOutMembers(set, count, visitor);
                else takeOutAllBut(set, staying, visitor);
            }
        }
    }

    private void takeOutNumbers(MemberSet set, int count, ElementVisitor visitor) {
        long intset = set.root();
        int size = Intset.count(intset), wanted = count, kept = 0;
        for (int i = 0; i < size; i++) {
            if (random.nextInt(size - i) < wanted) {
                drawIndex(intset, i);
                visitor.visit(address, length);
                wanted--;
            } else {
                Intset.set(intset, kept++, Intset.at(intset, i));
            }
        }
        set.of(Encoding.INTSET, parts.intsets.truncate(intset, kept));
    }

    private void takeOutEntries(MemberSet set, int count, ElementVisitor visitor) {
        long listpack = set.root(), rest = parts.listpacks.create();
        int left = Listpack.count(listpack), wanted = count;
        for (long at = Listpack.first(listpack); at != 0; at = Listpack.next(at)) {
            if (random.nextInt(left--) < wanted) {
                drawEntry(at);
                visitor.visit(address, length);
                wanted--;
            } else if (Listpack.isInteger(at)) {
                rest = parts.listpacks.appendInteger(rest, Listpack.integer(at));
            } else {
                rest = parts.listpacks.append(rest, Listpack.stringAddress(at), Listpack.stringLength(at));
            }
        }
        parts.listpacks.free(listpack);
        set.of(Encoding.LISTPACK, rest);
    }

    private void takeOutMembers(MemberSet set, long count, ElementVisitor visitor) {
        for (long i = 0; i < count; i++) {
            draw(set);
            visitor.visit(address, length);
            takeOut(set);
        }
    }

    /** Those that stay move to a new set, which is compact again if it may be; the others are shown as they go. */
    private void takeOutAllBut(MemberSet set, long staying, ElementVisitor visitor) {
        if (staying <= parts.config.listpackEntriesMax()) kept.createListpack();
        else kept.createTable(staying);
        for (long i = 0; i < staying; i++) {
            draw(set);
            kept.add(address, length);
            takeOut(set);
        }
        cursor.open(set);
        while (cursor.next()) visitor.visit(cursor.address(), cursor.length());
        cursor.close();
        discard.accept(set);
        set.of(kept.encoding(), kept.root());
    }
}
