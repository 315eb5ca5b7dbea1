package io.jadis.store.table;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.AddressMap;
import io.jadis.store.memory.Allocator;
import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.random.RandomGenerator;

/**
 * The operations on hash tables of one kind of entry. A table is an address; it holds addresses of entries, which
 * belong to the caller. A lookup costs two dependent cache misses: the bucket, and the entry that its tag points out.
 *
 * <p>Rehashing is incremental: while it goes on, each find, insert and remove moves a bucket. New entries go to the new
 * array only. The table grows when it holds seven entries per bucket on average and shrinks below an eighth of that;
 * small arrays move at once, so that a small table never keeps two. All entries of a table must be valid in every call,
 * except where it says that none is read.
 */
public final class HashTable {
    /** Arrays up to 16 buckets are rehashed in one go. */
    private static final int AT_ONCE_EXPONENT_MAX = 4;
    /** A table shrinks when it is filled to less than 1 / this. */
    private static final int SHRINK_BELOW_PART = 8;
    /** For each bucket that it moves, rehashing looks at this many empty ones at most. */
    private static final int EMPTY_BUCKETS_PER_MOVE_MAX = 16;
    /** Samples of more are taken for all. */
    private static final int SAMPLES_MAX = 1 << 16;

    private final Allocator allocator;
    private final EntryLayout layout;
    /** What {@link #touchEntries} has seen: kept, so that its loads aren't optimized away. */
    private int touched;
    /** By table, the sweeps that watch it, each leading to the next; null while there are none. */
    private AddressMap<TableSweep> sweeps;

    public HashTable(Allocator allocator, EntryLayout layout) {
        this.allocator = allocator;
        this.layout = layout;
    }

    /** An empty table; it has no buckets before the first insertion. */
    public long create() {
        return allocator.allocateZeroed(TableState.BYTES);
    }

    /** Frees the table, but no entry, and reads none. */
    public void destroy(long table) {
        if (TableState.overflowCount(table) > 0) {
            freeChains(table, TableState.array(table), TableState.position(table), TableState.buckets(table));
            freeChains(table, TableState.next(table), 0, TableState.nextBuckets(table));
        }
        if (TableState.array(table) != 0) allocator.freeInBackground(TableState.array(table));
        if (TableState.rehashing(table)) allocator.freeInBackground(TableState.next(table));
        allocator.free(table);
    }

    private void freeChains(long table, long array, long from, long to) {
        for (long index = from; index < to; index++) freeOverflow(table, TableState.bucketAt(array, index));
    }

    /** Frees the buckets of a chain, but for the first, which belongs to an array. */
    private void freeOverflow(long table, long bucket) {
        long at = bucket;
        while (Bucket.isChained(Bucket.head(at))) {
            long next = Bucket.next(at);
            if (at != bucket) freeOverflowBucket(table, at);
            at = next;
        }
        if (at != bucket) freeOverflowBucket(table, at);
    }

    private void freeOverflowBucket(long table, long bucket) {
        allocator.free(bucket);
        TableState.addOverflow(table, -1);
    }

    public long size(long table) {
        return TableState.size(table);
    }

    /** The entry with this key, or 0. */
    public long find(long table, long keyAddress, long keyLength) {
        return find(table, Memory.hash(keyAddress, keyLength), keyAddress, keyLength);
    }

    /** The entry with this key, or 0. */
    public long find(long table, long hash, long keyAddress, long keyLength) {
        long slot = findSlot(table, hash, keyAddress, keyLength);
        return slot == 0 ? 0 : Memory.getLong(slot);
    }

    /**
     * The address of the 8 bytes that hold the entry with this key, or 0. Valid until the next call for this table, a
     * find included, since that may move entries; {@link #replace} alone keeps it valid.
     */
    public long findSlot(long table, long hash, long keyAddress, long keyLength) {
        if (TableState.rehashing(table)) return findSlotInBoth(table, hash, keyAddress, keyLength);
        long array = TableState.array(table);
        if (array == 0) return 0;
        long bucket = TableState.bucketAt(array, TableState.index(hash, TableState.exponent(table)));
        return search(bucket, Bucket.tag(hash), keyAddress, keyLength);
    }

    private long findSlotInBoth(long table, long hash, long keyAddress, long keyLength) {
        step(table);
        int tag = Bucket.tag(hash);
        long bucket = TableState.bucket(table, hash);
        long slot = bucket == 0 ? 0 : search(bucket, tag, keyAddress, keyLength);
        if (slot != 0 || !TableState.rehashing(table)) return slot;
        return search(TableState.nextBucket(table, hash), tag, keyAddress, keyLength);
    }

    private long search(long bucket, int tag, long keyAddress, long keyLength) {
        for (long at = bucket;; at = Bucket.next(at)) {
            long head = Bucket.head(at);
            for (long matches = Bucket.matches(head, tag); matches != 0; matches &= matches - 1) {
                long slot = at + Bucket.offset(matches);
                if (layout.hasKey(Memory.getLong(slot), keyAddress, keyLength)) return slot;
            }
            if (!Bucket.isChained(head)) return 0;
        }
    }

    /**
     * Loads the first words of the buckets where an entry with this hash is, or will be: their cache lines are at hand then.
     */
    public long touch(long table, long hash) {
        if (TableState.array(table) == 0) return 0;
        if (TableState.rehashing(table)) {
            return Bucket.head(movedBucket(table, hash)) ^ Bucket.head(TableState.nextBucket(table, hash));
        }
        return Bucket.head(TableState.bucketAt(TableState.array(table),
                TableState.index(hash, TableState.exponent(table))));
    }

    /** During a rehash: where entries with this hash still are, or are already. */
    private static long movedBucket(long table, long hash) {
        long bucket = TableState.bucket(table, hash);
        return bucket == 0 ? TableState.nextBucket(table, hash) : bucket;
    }

    /** Loads the first byte of the entry that is most likely to have this hash, if there is one. */
    public long touchEntry(long table, long hash) {
        if (TableState.array(table) == 0) return 0;
        long bucket = TableState.rehashing(table) ? movedBucket(table, hash)
                : TableState.bucketAt(TableState.array(table), TableState.index(hash, TableState.exponent(table)));
        long matches = Bucket.matches(Bucket.head(bucket), Bucket.tag(hash));
        return matches == 0 ? 0 : Memory.getByte(Memory.getLong(bucket + Bucket.offset(matches)));
    }

    /** Puts another entry with the same key in a slot that {@link #findSlot} returned. */
    public void replace(long slot, long entry) {
        Memory.putLong(slot, entry);
    }

    /** Adds an entry whose key is known to be absent. The entry itself is not read. */
    public void insert(long table, long hash, long entry) {
        if (TableState.rehashing(table)) step(table);
        else growIfFull(table);
        long bucket = TableState.rehashing(table) ? TableState.nextBucket(table, hash)
                : TableState.bucketAt(TableState.array(table), TableState.index(hash, TableState.exponent(table)));
        if (sweeps != null) beforeChange(table, hash);
        put(table, bucket, Bucket.tag(hash), entry);
        TableState.addSize(table, 1);
    }

    private void put(long table, long bucket, int tag, long entry) {
        long last = bucket;
        int length = 1;
        for (; Bucket.isChained(Bucket.head(last)); length++) last = Bucket.next(last);
        if (Bucket.count(Bucket.head(last)) == Bucket.ENTRIES_MAX) {
            long overflow = allocator.allocateZeroed(Bucket.BYTES);
            Bucket.chain(last, overflow);
            TableState.addOverflow(table, 1);
            TableState.noteChain(table, length + 1);
            last = overflow;
        }
        Bucket.append(last, tag, entry);
    }

    /** Takes the entry with this key out of the table. @return the entry, or 0 if there was none */
    public long remove(long table, long hash, long keyAddress, long keyLength) {
        long slot = findSlot(table, hash, keyAddress, keyLength);
        if (slot == 0) return 0;
        long entry = Memory.getLong(slot);
        removeSlot(table, hash, slot);
        return entry;
    }

    /** Takes this very entry out of the table; it is not read. @return whether it was there */
    public boolean removeEntry(long table, long hash, long entry) {
        long slot = slotOf(table, hash, entry);
        if (slot == 0) return false;
        removeSlot(table, hash, slot);
        if (TableState.rehashing(table)) step(table);
        return true;
    }

    /**
     * Puts the new address of an entry that a reallocation moved in the place of the old one. No entry is read.
     *
     * @throws IllegalStateException if the old one isn't there
     */
    public void replaceEntry(long table, long hash, long oldEntry, long newEntry) {
        long slot = slotOf(table, hash, oldEntry);
        if (slot == 0) throw new IllegalStateException("no such entry, entry=" + oldEntry + " table=" + table);
        Memory.putLong(slot, newEntry);
    }

    private static long slotOf(long table, long hash, long entry) {
        if (TableState.array(table) == 0) return 0;
        int tag = Bucket.tag(hash);
        long bucket = TableState.bucket(table, hash);
        long slot = bucket == 0 ? 0 : Bucket.slotOf(bucket, tag, entry);
        if (slot != 0 || !TableState.rehashing(table)) return slot;
        return Bucket.slotOf(TableState.nextBucket(table, hash), tag, entry);
    }

    private void removeSlot(long table, long hash, long slot) {
        if (sweeps != null) beforeChange(table, hash);
        long holder = slot & -Bucket.BYTES;
        long bucket = TableState.bucket(table, hash);
        if (bucket == 0 || !Bucket.chainHolds(bucket, holder)) bucket = TableState.nextBucket(table, hash);
        long beforeLast = 0, last = bucket;
        while (Bucket.isChained(Bucket.head(last))) {
            beforeLast = last;
            last = Bucket.next(last);
        }
        Bucket.fillFromLast(slot, last);
        if (beforeLast != 0 && Bucket.count(Bucket.head(last)) == 1) {
            Bucket.unchain(beforeLast);
            freeOverflowBucket(table, last);
        }
        TableState.addSize(table, -1);
        if (!TableState.rehashing(table)) shrinkIfSparse(table);
    }

    /**
     * One step of a scan with the guarantees of Redis's SCAN: what is in the table from the first step to the last is
     * visited at least once, however the table grows and shrinks in between; begins with cursor 0.
     *
     * @param visitor must not change the table
     * @return the cursor for the next step, 0 at the end
     */
    public long scan(long table, long cursor, EntryVisitor visitor) {
        pauseResize(table);
        try {
            return TableScan.step(table, cursor, visitor);
        } finally {
            TableState.addPauses(table, -1);
        }
    }

    /**
     * An entry, each with the same probability; 0 if the table is empty. Takes some tries at any fill that the table
     * has when it isn't kept from shrinking.
     */
    public long randomEntry(long table, RandomGenerator random) {
        return TableSampling.randomEntry(table, random);
    }

    /**
     * Neighbours from a random place on: quick, and fair enough for eviction. Looks at no more than ten buckets per
     * entry wanted, so that it may give fewer than the table has; never one twice.
     *
     * @return how many
     */
    public int sample(long table, RandomGenerator random, long[] into, int count) {
        return TableSampling.sample(table, random, into, count);
    }

    /**
     * Bytes of buckets and entries, these from a sample of so many; 0, and very many, looks at all.
     *
     * @param entryBytes what an entry takes
     */
    public long bytes(long table, int samples, RandomGenerator random, LongUnaryOperator entryBytes) {
        long size = size(table);
        if (size == 0) return bucketBytes(table);
        if (samples != 0 && samples < Math.min(size, SAMPLES_MAX)) {
            long bytes = 0;
            long[] sample = new long[samples];
            int found = sample(table, random, sample, samples);
            for (int i = 0; i < found; i++) bytes += entryBytes.applyAsLong(sample[i]);
            return bucketBytes(table) + (long) ((double) bytes / Math.max(1, found) * size);
        }
        long[] sum = new long[1];
        long cursor = 0;
        do {
            cursor = scan(table, cursor, entry -> sum[0] += entryBytes.applyAsLong(entry));
        } while (cursor != 0);
        return bucketBytes(table) + sum[0];
    }

    /** Whether entries are being moved to another array. */
    public boolean rehashing(long table) {
        return TableState.rehashing(table);
    }

    /** Moves up to that many buckets. @return whether there are more, and it is allowed to move them */
    public boolean rehash(long table, int buckets) {
        if (!TableState.rehashing(table) || TableState.pauses(table) > 0) return false;
        moveBuckets(table, buckets);
        return TableState.rehashing(table);
    }

    /** Makes room for that many entries in all, before many are added; a hint, ignored while buckets can't move. */
    public void expandTo(long table, long entries) {
        int exponent = exponentFor(entries);
        boolean grows = TableState.array(table) == 0 || exponent > TableState.exponent(table);
        if (grows && !TableState.rehashing(table) && TableState.pauses(table) == 0) resize(table, exponent);
    }

    /** From now on no entry moves to another bucket, until as many calls of {@link #resumeResize}. */
    public void pauseResize(long table) {
        TableState.addPauses(table, 1);
    }

    public void resumeResize(long table) {
        TableState.addPauses(table, -1);
        if (!TableState.rehashing(table)) shrinkIfSparse(table);
    }

    /** The bytes that the table takes without its entries. */
    public long bucketBytes(long table) {
        long bytes = allocator.usableSize(table) + TableState.overflowCount(table) * Bucket.BYTES;
        if (TableState.array(table) != 0) bytes += allocator.usableSize(TableState.array(table));
        if (TableState.rehashing(table)) bytes += allocator.usableSize(TableState.next(table));
        return bytes;
    }

    /** How the entries lie: for the table's array and, while it is rehashed, the next one. Walks all buckets. */
    public List<TableStatistics> statistics(long table) {
        return TableStatistics.of(table);
    }

    /**
     * Takes the entries of that many buckets out of the table and shows them to the visitor, which may free them: so a
     * giant table ends in slices. Once begun, nothing else may be done with the table than {@link #size} and {@link
     * #destroy}, until it is empty.
     *
     * @return whether there is more
     */
    public boolean drain(long table, EntryVisitor visitor, int buckets) {
        for (int left = buckets; left > 0; left--) {
            long position = TableState.position(table);
            if (position == TableState.buckets(table)) {
                if (TableState.array(table) != 0) allocator.freeInBackground(TableState.array(table));
                TableState.endRehash(table);
                if (TableState.array(table) == 0) return false;
                position = 0;
            }
            long bucket = TableState.bucketAt(TableState.array(table), position);
            TableState.addSize(table, -Bucket.chainCount(bucket));
            Bucket.visitChain(bucket, visitor);
            freeOverflow(table, bucket);
            TableState.setPosition(table, position + 1);
        }
        return true;
    }

    // ---- sweeps

    void watch(TableSweep sweep, long table) {
        pauseResize(table);
        if (sweeps == null) sweeps = new AddressMap<>();
        sweep.other = sweeps.get(table);
        sweeps.put(table, sweep);
    }

    void unwatch(TableSweep sweep, long table) {
        TableSweep first = sweeps.get(table);
        if (first == sweep) {
            if (sweep.other == null) sweeps.remove(table);
            else sweeps.put(table, sweep.other);
        } else {
            TableSweep before = first;
            while (before.other != sweep) before = before.other;
            before.other = sweep.other;
        }
        sweep.other = null;
        if (sweeps.isEmpty()) sweeps = null;
        resumeResize(table);
    }

    /** An entry of the table is about to be changed in place. */
    public void beforeEntryChange(long table, long entry) {
        if (sweeps != null) beforeChange(table, layout.hash(entry));
    }

    /** The buckets in which the hash is, or is going to be, change. */
    private void beforeChange(long table, long hash) {
        TableSweep sweep = sweeps.get(table);
        if (sweep == null) return;
        long index = TableState.index(hash, TableState.exponent(table));
        long nextIndex = TableState.buckets(table) + TableState.index(hash, TableState.nextExponent(table));
        boolean rehashing = TableState.rehashing(table);
        for (; sweep != null; sweep = sweep.other) {
            if (index >= TableState.position(table)) sweep.beforeChange(index);
            if (rehashing) sweep.beforeChange(nextIndex);
        }
    }

    private void growIfFull(long table) {
        long array = TableState.array(table);
        if (array == 0) resize(table, 0);
        else if (TableState.size(table) >= capacity(TableState.exponent(table)) && TableState.pauses(table) == 0) {
            resize(table, exponentFor(TableState.size(table) + 1));
        }
    }

    private void shrinkIfSparse(long table) {
        long size = TableState.size(table);
        int exponent = TableState.exponent(table);
        if (exponent == 0 || TableState.pauses(table) > 0 || size * SHRINK_BELOW_PART >= capacity(exponent)) return;
        resize(table, exponentFor(size * 2));
    }

    /** How many entries make the table grow. */
    private static long capacity(int exponent) {
        return (long) Bucket.ENTRIES_MAX << exponent;
    }

    /** The smallest number of buckets, as its log2, for that many entries. */
    private static int exponentFor(long entries) {
        int exponent = 0;
        while (capacity(exponent) < entries) exponent++;
        return exponent;
    }

    private void resize(long table, int exponent) {
        long old = TableState.array(table);
        long bytes = arrayBytes(exponent);
        // But for the first bucket: chains get longer, or buckets stay sparse, which is better than no memory at all.
        boolean isNeeded = old == 0 && exponent == 0;
        long array = isNeeded ? allocator.allocateZeroed(bytes) : allocator.tryAllocateZeroed(bytes);
        if (array == 0) return;
        allocator.populate(array, bytes);
        if (TableState.size(table) == 0) {
            TableState.setArray(table, array, exponent);
            if (old != 0) allocator.freeInBackground(old);
            return;
        }
        TableState.beginRehash(table, array, exponent);
        if (TableState.exponent(table) <= AT_ONCE_EXPONENT_MAX) moveBuckets(table, 1 << AT_ONCE_EXPONENT_MAX);
    }

    /** Slabs align buckets themselves; blocks of the C allocator leave room for it. */
    private static long arrayBytes(int exponent) {
        long bytes = (long) Bucket.BYTES << exponent;
        return bytes <= Allocator.SLAB_BLOCK_BYTES_MAX ? bytes : bytes + Bucket.BYTES - 8;
    }

    private void step(long table) {
        if (TableState.pauses(table) == 0) moveBuckets(table, 1);
    }

    private void moveBuckets(long table, int buckets) {
        long array = TableState.array(table), end = TableState.buckets(table), position = TableState.position(table);
        int left = buckets, emptyLeft = buckets * EMPTY_BUCKETS_PER_MOVE_MAX;
        for (; position < end && left > 0; position++) {
            long bucket = TableState.bucketAt(array, position);
            if (Bucket.count(Bucket.head(bucket)) > 0) {
                moveChain(table, bucket, position);
                left--;
            } else if (--emptyLeft == 0) {
                left = 0;
            }
        }
        TableState.setPosition(table, position);
        if (position == end) {
            TableState.endRehash(table);
            allocator.freeInBackground(array);
        }
    }

    /** A smaller array takes the low bits of the index that it has; for a larger one the entries' keys are hashed. */
    private void moveChain(long table, long bucket, long index) {
        long next = TableState.next(table);
        int nextExponent = TableState.nextExponent(table);
        boolean shrinks = nextExponent < TableState.exponent(table);
        for (long at = bucket;;) {
            long head = Bucket.head(at);
            if (!shrinks) touchEntries(at, Bucket.count(head));
            for (int i = 0, count = Bucket.count(head); i < count; i++) {
                long entry = Bucket.entry(at, i);
                long nextIndex = TableState.index(shrinks ? index : layout.hash(entry), nextExponent);
                put(table, TableState.bucketAt(next, nextIndex), Bucket.tagAt(head, i), entry);
            }
            if (!Bucket.isChained(head)) break;
            at = Bucket.next(at);
        }
        freeOverflow(table, bucket);
    }

    /** The processor fetches entries that are hashed next from memory side by side, not one after the other. */
    private void touchEntries(long bucket, int count) {
        int seen = 0;
        for (int i = 0; i < count; i++) seen ^= Memory.getByte(Bucket.entry(bucket, i));
        touched = seen;
    }

    /**
     * A walk over a whole table, reusable. The caller may do what it likes with the entry that {@link #next} has just
     * given: remove and free it, or replace it. Other entries may be added (they may be seen or not) and removed (then
     * some may be seen twice). Between {@link #open} and {@link #close} the table doesn't resize.
     */
    public static final class Cursor {
        private HashTable tables;
        private long table;
        /** Counted over the array and the next one; the bucket whose entries are being given. */
        private long bucketIndex;
        /** Entries of that bucket that are still to come: from the last to the first, as removal takes the last one. */
        private int left;

        public void open(HashTable tables, long table) {
            this.tables = tables;
            this.table = table;
            tables.pauseResize(table);
            bucketIndex = TableState.position(table) - 1;
            left = 0;
        }

        /** The next entry, 0 at the end. */
        public long next() {
            while (true) {
                if (left > 0) {
                    long bucket = TableState.bucketOfBoth(table, bucketIndex);
                    left = Math.min(left, Bucket.chainCount(bucket)) - 1;
                    if (left >= 0) return Bucket.chainEntry(bucket, left);
                }
                bucketIndex++;
                if (bucketIndex >= TableState.buckets(table) + TableState.nextBuckets(table)) return 0;
                left = Bucket.chainCount(TableState.bucketOfBoth(table, bucketIndex));
            }
        }

        public void close() {
            tables.resumeResize(table);
            table = 0;
        }
    }
}
