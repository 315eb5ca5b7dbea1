package io.jadis.store.set;

import io.jadis.store.encoding.ElementVisitor;
import io.jadis.store.keyspace.Database;
import io.jadis.store.keyspace.Encoding;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.keyspace.Record;
import io.jadis.store.keyspace.RecordType;
import io.jadis.store.table.EntryVisitor;

/**
 * The operations on sets: records of type SET. Members are given by (address, length), outside of the set itself. A
 * record stays where it is when its set changes; a set that has become empty is for the caller to remove.
 */
public final class SetValues implements AutoCloseable {
    private final Keyspace keyspace;
    private final SetParts parts;
    private final SetPayload payload;
    private final SetAlgebra algebra;
    private final SetDraws draws;
    private final MemberSet set;
    private final MemberCursor cursor;
    private final ScanVisitor scan = new ScanVisitor();

    public SetValues(Keyspace keyspace) {
        this.keyspace = keyspace;
        parts = new SetParts(keyspace.allocator());
        payload = new SetPayload(parts, keyspace.random());
        algebra = new SetAlgebra(parts, this);
        draws = new SetDraws(parts, keyspace.random(), this::discard);
        set = new MemberSet(parts);
        cursor = new MemberCursor(parts);
        keyspace.register(RecordType.SET, payload);
    }

    /** From now on these limits hold; sets that are over them convert when they are added to. */
    public void configure(SetConfig config) {
        parts.config = config;
    }

    /** Frees what it works with; no set is used after this. */
    @Override
    public void close() {
        cursor.release();
        draws.close();
        algebra.close();
        parts.close();
    }

    /** Union, intersection, difference. */
    public SetAlgebra algebra() {
        return algebra;
    }

    /** A walk over the members of sets; whoever asks for it releases it. */
    public MemberCursor cursor() {
        return new MemberCursor(parts);
    }

    /** A walk over the members of tables in pieces. */
    public MemberSweep sweep(ElementVisitor visitor) {
        return new MemberSweep(keyspace, parts, visitor);
    }

    /** Builds sets that have no key yet. */
    public SetBuilder builder() {
        return new SetBuilder(parts);
    }

    // ---- reading

    /** SCARD */
    public long size(long record) {
        return set.of(record).size();
    }

    /** SISMEMBER */
    public boolean contains(long record, long address, long length) {
        return set.of(record).contains(address, length);
    }

    /** SMEMBERS: shows every member once. The visitor must not change the set. */
    public void forEach(long record, ElementVisitor visitor) {
        cursor.open(set.of(record));
        while (cursor.next()) visitor.visit(cursor.address(), cursor.length());
        cursor.close();
    }

    /**
     * SSCAN: one step. A compact set is shown as a whole; the cursor is {@code HashTable}'s, 0 begins and ends. What is
     * shown is valid as long as the set doesn't change, but for numbers of compact sets.
     */
    public long scan(long record, long scanCursor, ElementVisitor visitor) {
        if (Record.encoding(record) != Encoding.HASHTABLE) {
            forEach(record, visitor);
            return 0;
        }
        return parts.tables.scan(Record.root(record), scanCursor, scan.showing(visitor));
    }

    /** Shows members of a table. */
    private final class ScanVisitor implements EntryVisitor {
        private ElementVisitor visitor;

        ScanVisitor showing(ElementVisitor visitor) {
            this.visitor = visitor;
            return this;
        }

        @Override
        public void visit(long member) {
            visitor.visit(parts.members.keyAddress(member), parts.members.keyLength(member));
        }
    }

    // ---- writing

    /**
     * An empty set under a key that is not there, in the encoding for this first member and so many in all, which the
     * caller adds then.
     *
     * @return the record
     */
    public long create(Database database, long nowMs, long keyAddress, long keyLength, long firstAddress,
            long firstLength, long membersExpected) {
        set.createFor(firstAddress, firstLength, membersExpected);
        return database.add(nowMs, keyAddress, keyLength, RecordType.SET, set.encoding(), set.root());
    }

    /** So many members, the same ones perhaps, are about to be added: a compact set that can't hold them converts. */
    public void expect(Database database, long record, long members) {
        set.of(record).expect(members);
        update(database, record);
    }

    /** SADD of one member: whether it was not there. */
    public boolean add(Database database, long record, long address, long length) {
        boolean added = set.of(record).add(address, length);
        if (added) update(database, record);
        return added;
    }

    /** SREM of one member: whether it was there. */
    public boolean remove(Database database, long record, long address, long length) {
        boolean removed = set.of(record).remove(address, length);
        if (removed) update(database, record);
        return removed;
    }

    private void update(Database database, long record) {
        if (set.root() != Record.root(record) || set.encoding() != Record.encoding(record)) {
            database.setRoot(record, set.encoding(), set.root());
        }
    }

    // ---- members at random

    /** Draws a member, which stays in the set: {@link #drawnAddress}, {@link #drawnLength}. */
    public void draw(long record) {
        draws.draw(set.of(record));
    }

    /** The member drawn last. Valid until the next call here. */
    public long drawnAddress() {
        return draws.address();
    }

    public long drawnLength() {
        return draws.length();
    }

    /** Removes the member just drawn. */
    public void takeOutDrawn(Database database, long record) {
        draws.takeOut(set.of(record));
        update(database, record);
    }

    /** SRANDMEMBER with a negative count: so many draws, each from all members. */
    public void drawAny(long record, long count, ElementVisitor visitor) {
        draws.drawAny(set.of(record), count, visitor);
    }

    /** SRANDMEMBER with a positive count: so many different members, all if it has no more. */
    public void drawDistinct(long record, long count, ElementVisitor visitor) {
        if (count >= size(record)) forEach(record, visitor);
        else draws.drawDistinct(set.of(record), count, visitor);
    }

    /** SPOP with a count less than the set has: shows so many members and removes them. */
    public void takeOutSome(Database database, long record, long count, ElementVisitor visitor) {
        draws.takeOutSome(set.of(record), count, visitor);
        update(database, record);
    }

    // ---- for the room

    /** Frees a set that has no key. */
    void discard(MemberSet set) {
        keyspace.discard(RecordType.SET, set.encoding(), set.root());
    }
}
