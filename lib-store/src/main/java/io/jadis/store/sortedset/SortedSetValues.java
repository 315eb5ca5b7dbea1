package io.jadis.store.sortedset;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.encoding.Listpack;
import io.jadis.store.keyspace.Database;
import io.jadis.store.keyspace.Encoding;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.keyspace.Record;
import io.jadis.store.keyspace.RecordType;
import io.jadis.store.memory.Allocator;

/**
 * The operations on sorted sets, by record. An operation may give a record another payload or encoding, but leaves it
 * in its place. A set that has become empty is for the caller to remove.
 *
 * <p>Ranks count from 0 in ascending order; a range is the ranks from one {@link Bound}'s to another's.
 */
public final class SortedSetValues implements AutoCloseable {
    /** Options of {@link #add}: only members that are not here, or that are. */
    public static final int NX = 1, XX = 2;
    /** Options of {@link #add}: of members that are here, change only lower scores, or higher ones. */
    public static final int GT = 4, LT = 8;
    /** Option of {@link #add}: the score is added to what the member has. */
    public static final int INCREMENT = 16;

    private final Keyspace keyspace;
    private final Allocator allocator;
    private final PackedForm packed;
    private final IndexedForm indexed;
    private final SortedSetCursor cursor;
    private final Bound behind = new Bound();
    private SortedSetConfig config;
    private double score;

    /** Makes sorted sets known to the keyspace. */
    public SortedSetValues(Keyspace keyspace, SortedSetConfig config) {
        this.keyspace = keyspace;
        this.config = config;
        allocator = keyspace.allocator();
        packed = new PackedForm(allocator);
        indexed = new IndexedForm(allocator);
        cursor = new SortedSetCursor(allocator);
        keyspace.register(RecordType.SORTED_SET, new SortedSetPayload(allocator, packed, indexed));
    }

    /** CONFIG SET: what is there already changes with its next growth. */
    public void configure(SortedSetConfig config) {
        this.config = config;
    }

    /** The keyspace must have been closed. */
    @Override
    public void close() {
        cursor.close();
        packed.close();
    }

    // ---- reading

    public static long size(long record) {
        return isPacked(record) ? PackedForm.size(Record.root(record)) : IndexedForm.size(Record.root(record));
    }

    /** Whether the member is there; then {@link #score()} is its score. */
    public boolean find(long record, long memberAddress, long memberLength) {
        long root = Record.root(record);
        if (isPacked(record)) {
            long element = PackedForm.find(root, memberAddress, memberLength);
            if (element == 0) return false;
            score = PackedForm.score(element);
        } else {
            long entry = indexed.find(root, memberAddress, memberLength);
            if (entry == 0) return false;
            score = ScoredMember.score(entry);
        }
        return true;
    }

    /** The score that the last call has found or set. */
    public double score() {
        return score;
    }

    /** The rank of a member, -1 if it isn't there; {@link #score()} is its score. */
    public long rank(long record, long memberAddress, long memberLength) {
        long root = Record.root(record);
        if (isPacked(record)) {
            long element = PackedForm.find(root, memberAddress, memberLength);
            if (element == 0) return -1;
            score = PackedForm.score(element);
            return PackedForm.rankOf(root, element);
        }
        long entry = indexed.find(root, memberAddress, memberLength);
        if (entry == 0) return -1;
        score = ScoredMember.score(entry);
        return indexed.rank(root, entry);
    }

    /** How many elements lie before the bound. */
    public long rank(long record, Bound bound) {
        long root = Record.root(record);
        return isPacked(record) ? packed.rank(root, bound) : indexed.rank(root, bound);
    }

    /** A walk that begins with the element of a rank, which must exist. There is one cursor: the last walk is over. */
    public SortedSetCursor open(long record, long rank, boolean descending) {
        long root = Record.root(record);
        return isPacked(record) ? cursor.openPacked(root, rank, descending) : openIndexed(root, rank, descending);
    }

    private SortedSetCursor openIndexed(long root, long rank, boolean descending) {
        indexed.seek(root, rank);
        return cursor.openLeaf(indexed.leaf(), indexed.slot(), descending);
    }

    /** A walk over all elements in ascending order; as {@link #open(long, long, boolean)}. */
    public SortedSetCursor open(long record) {
        return open(record, 0, false);
    }

    /** ZSCAN: shows some elements, those of a listpack all at once, and gives the next cursor; 0 begins and ends. */
    public long scan(long record, long scanCursor, SortedSetVisitor visitor) {
        if (isPacked(record)) {
            SortedSetCursor all = open(record);
            while (all.next()) visitor.visit(all.address(), all.length(), all.score());
            return 0;
        }
        return indexed.scan(Record.root(record), scanCursor, entry ->
                visitor.visit(ScoredMember.address(entry), ScoredMember.length(entry), ScoredMember.score(entry)));
    }

    /** A cursor of its own, for a walk that others don't end; whoever asks for it closes it. */
    public SortedSetCursor cursor() {
        return new SortedSetCursor(allocator);
    }

    /** A walk over the elements of indexed sets in pieces. */
    public ElementSweep sweep(SortedSetVisitor visitor) {
        return new ElementSweep(keyspace, indexed, visitor);
    }

    /** Builds sorted sets that have no key yet. */
    public SortedSetLoader loader() {
        return new SortedSetLoader(this, packed, indexed);
    }

    // ---- writing

    /**
     * Creates an empty sorted set under a key that isn't there.
     *
     * @param pairs how many are going to be added, members that come twice included
     * @param firstMemberLength of the first of them
     * @return the record
     */
    public long create(Database database, long nowMs, long keyAddress, long keyLength, long pairs,
            long firstMemberLength) {
        boolean fits = pairs <= config.listpackEntriesMax() && firstMemberLength <= config.listpackValueBytesMax();
        long root = fits ? packed.create() : indexed.create(pairs);
        return database.add(nowMs, keyAddress, keyLength, RecordType.SORTED_SET, encoding(fits), root);
    }

    /** So many pairs are going to be added, members that come twice included. */
    public void expect(Database database, long record, long pairs) {
        if (isPacked(record) && pairs > config.listpackEntriesMax()) index(database, record, pairs);
    }

    /**
     * Adds an element or changes its score; unless it was left out, {@link #score()} is the score that it has now.
     *
     * @param options NX, XX, GT, LT, INCREMENT
     */
    public AddOutcome add(Database database, long record, long memberAddress, long memberLength, double given,
            int options) {
        if (!isPacked(record)) return addIndexed(Record.root(record), memberAddress, memberLength, given, options);
        long listpack = Record.root(record);
        long element = PackedForm.find(listpack, memberAddress, memberLength);
        if (element != 0) {
            AddOutcome outcome = decide(PackedForm.score(element), given, options);
            if (outcome == AddOutcome.UPDATED) {
                long shorter = packed.delete(listpack, element);
                setPacked(database, record, insert(shorter, memberAddress, memberLength));
            }
            return outcome;
        }
        if ((options & XX) != 0) return AddOutcome.SKIPPED;
        if (PackedForm.size(listpack) >= config.listpackEntriesMax()
                || memberLength > config.listpackValueBytesMax()
                || !PackedForm.hasRoomFor(listpack, memberLength)) {
            index(database, record, PackedForm.size(listpack) + 1L);
            return addIndexed(Record.root(record), memberAddress, memberLength, given, options);
        }
        score = given;
        setPacked(database, record, insert(listpack, memberAddress, memberLength));
        return AddOutcome.ADDED;
    }

    private long insert(long listpack, long memberAddress, long memberLength) {
        behind.behind(score, memberAddress, memberLength);
        return packed.insert(listpack, behind, score, memberAddress, memberLength);
    }

    private AddOutcome addIndexed(long root, long memberAddress, long memberLength, double given, int options) {
        long hash = Memory.hash(memberAddress, memberLength);
        long entry = indexed.find(root, hash, memberAddress, memberLength);
        if (entry != 0) {
            AddOutcome outcome = decide(ScoredMember.score(entry), given, options);
            if (outcome == AddOutcome.UPDATED) indexed.setScore(root, entry, score);
            return outcome;
        }
        if ((options & XX) != 0) return AddOutcome.SKIPPED;
        score = given;
        indexed.add(root, hash, given, memberAddress, memberLength);
        return AddOutcome.ADDED;
    }

    /** What the options make of a member that is there: UPDATED means that {@link #score} is to become its score. */
    private AddOutcome decide(double current, double given, int options) {
        if ((options & NX) != 0) return AddOutcome.SKIPPED;
        double wanted = (options & INCREMENT) != 0 ? current + given : given;
        if (Double.isNaN(wanted)) return AddOutcome.NOT_A_NUMBER;
        boolean isRefused = (options & LT) != 0 && wanted >= current || (options & GT) != 0 && wanted <= current;
        if (isRefused) return AddOutcome.SKIPPED;
        score = wanted;
        return wanted == current ? AddOutcome.UNCHANGED : AddOutcome.UPDATED;
    }

    /** Returns whether the member was there. */
    public boolean remove(Database database, long record, long memberAddress, long memberLength) {
        long root = Record.root(record);
        if (!isPacked(record)) return indexed.remove(root, memberAddress, memberLength);
        long element = PackedForm.find(root, memberAddress, memberLength);
        if (element == 0) return false;
        setPacked(database, record, packed.delete(root, element));
        return true;
    }

    /** Removes the elements of so many ranks, all of which must exist. */
    public void removeRange(Database database, long record, long fromRank, long number) {
        long root = Record.root(record);
        if (number == 0) return;
        if (isPacked(record)) setPacked(database, record, packed.deleteRange(root, fromRank, number));
        else indexed.removeRange(root, fromRank, number);
    }

    // ---- results

    /** A sorted set that is no key's yet, or never will be. The caller ends it by storing or discarding it. */
    public SortedSetBuilder build(long sizeHint) {
        return new SortedSetBuilder(this, sizeHint);
    }

    SortedSetConfig config() {
        return config;
    }

    IndexedForm indexed() {
        return indexed;
    }

    SortedSetCursor walk(long root) {
        return IndexedForm.size(root) == 0 ? cursor.openNothing() : openIndexed(root, 0, false);
    }

    /** Puts the set in a key, of whatever type it was, as a listpack if it is small enough. */
    long store(Database database, long nowMs, long keyAddress, long keyLength, long root) {
        boolean fits = fitsListpack(root);
        long stored = fits ? pack(root) : root;
        if (fits) indexed.free(root);
        return database.put(nowMs, keyAddress, keyLength, RecordType.SORTED_SET, encoding(fits), stored);
    }

    boolean fitsListpack(long root) {
        if (IndexedForm.size(root) > config.listpackEntriesMax()) return false;
        long bytes = 0;
        for (SortedSetCursor all = walk(root); all.next(); bytes += all.length()) {
            if (all.length() > config.listpackValueBytesMax()) return false;
        }
        return bytes <= Listpack.SAFE_BYTES_MAX;
    }

    // ---- the two forms

    private static boolean isPacked(long record) {
        return Record.encoding(record) == Encoding.LISTPACK;
    }

    static int encoding(boolean packed) {
        return packed ? Encoding.LISTPACK : Encoding.SKIPLIST;
    }

    private static void setPacked(Database database, long record, long listpack) {
        database.setRoot(record, Encoding.LISTPACK, listpack);
    }

    /**
     * A listpack may have a member twice if it came in a payload that nobody has looked through; of these the first
     * stays, which is the one that was found so far.
     */
    private void index(Database database, long record, long sizeHint) {
        long listpack = Record.root(record);
        long root = indexed.create(sizeHint);
        for (SortedSetCursor all = cursor.openPacked(listpack, 0, false); all.next(); ) {
            long hash = Memory.hash(all.address(), all.length());
            if (indexed.find(root, hash, all.address(), all.length()) != 0) continue;
            indexed.add(root, hash, all.score(), all.address(), all.length());
        }
        database.setRoot(record, Encoding.SKIPLIST, root);
        packed.free(listpack);
    }

    /** A listpack with what an indexed form has. */
    long pack(long root) {
        long listpack = packed.create();
        for (SortedSetCursor all = walk(root); all.next(); ) {
            listpack = packed.append(listpack, all.score(), all.address(), all.length());
        }
        return listpack;
    }
}
