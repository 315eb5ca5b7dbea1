package io.jadis.store.hash;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.number.Decimal;
import io.jadis.store.encoding.Listpack;
import io.jadis.store.memory.Allocator;
import java.util.Arrays;

/**
 * The names that the fields of many small hashes have, in their order: each such sequence is held once, as a listpack,
 * and the hashes refer to it by a number. A {@link SharedList} is what such a hash has of its own.
 *
 * <p>A sequence is only taken up when it is met for the second time, so hashes whose names are their own leave nothing
 * here. One that no hash uses any more stays until its place is wanted.
 */
final class SharedNames {
    /** Hashes with fewer fields save too little, those with more would make the sequences on the way to them long. */
    static final int FIELDS_MIN = 4, FIELDS_MAX = 64;
    /** There is no such sequence. */
    static final int NONE = -1;

    /** Their numbers take two or three bytes in a listpack. */
    private static final int SEQUENCES_MAX = 1 << 12;
    private static final long BYTES_MAX = 1 << 20;
    /** Places of the table; a quarter of them is in use at most. Both are powers of two. */
    private static final int PLACES = 4 * SEQUENCES_MAX, MARKS = 1 << 14;

    private static final class Sequence {
        private final long hash;
        private final long names;
        private long users;

        Sequence(long hash, long names) {
            this.hash = hash;
            this.names = names;
        }
    }

    private final Allocator allocator;
    private final Listpack listpacks;
    /** The decimal of a name that is stored as a number. */
    private final long text;
    private final Sequence[] sequences = new Sequence[SEQUENCES_MAX];
    /** By hash, open addressing: the number of a sequence + 1, or 0. */
    private final short[] places = new short[PLACES];
    /** Of sequences that were met once: some bits of the last hash that came by here. */
    private final short[] marks = new short[MARKS];
    private int count, idleCount;
    private long bytes;

    SharedNames(Allocator allocator) {
        this.allocator = allocator;
        listpacks = new Listpack(allocator);
        text = allocator.allocate(Decimal.LENGTH_MAX);
    }

    /** Frees everything; no hash refers to it after this. */
    void close() {
        for (Sequence sequence : sequences) {
            if (sequence != null) listpacks.free(sequence.names);
        }
        allocator.free(text);
    }

    /** The listpack of the names with this number. */
    long names(int number) {
        return sequences[number].names;
    }

    /** One more hash has them. */
    void use(int number) {
        if (sequences[number].users++ == 0) idleCount--;
    }

    /** One less. */
    void leave(int number) {
        if (--sequences[number].users == 0) idleCount++;
    }

    /** The number of the sequence that the names of these pairs are, or {@link #NONE}. */
    int of(long pairs) {
        int fields = FieldList.size(pairs, FieldList.PAIR);
        if (fields < FIELDS_MIN || fields > FIELDS_MAX) return NONE;
        long hash = 0;
        for (long at = Listpack.first(pairs); at != 0; at = FieldList.next(at, FieldList.PAIR)) {
            hash = mix(hash, FieldCursor.address(at, text), Listpack.elementLength(at));
        }
        for (int place = place(hash); places[place] != 0; place = place + 1 & PLACES - 1) {
            Sequence sequence = sequences[places[place] - 1];
            if (sequence.hash == hash && areNames(sequence.names, pairs, fields)) return places[place] - 1;
        }
        return isWorthwhile(hash) ? add(hash, namesOf(pairs)) : NONE;
    }

    /** The number of this sequence with one more name at its end, or {@link #NONE}. */
    int with(int number, long name, long length) {
        Sequence shorter = sequences[number];
        if (Listpack.count(shorter.names) == FIELDS_MAX) return NONE;
        long hash = mix(shorter.hash, name, length);
        for (int place = place(hash); places[place] != 0; place = place + 1 & PLACES - 1) {
            Sequence sequence = sequences[places[place] - 1];
            if (sequence.hash != hash) continue;
            if (isExtended(shorter.names, sequence.names, name, length)) return places[place] - 1;
        }
        if (!isWorthwhile(hash)) return NONE;
        return add(hash, listpacks.append(listpacks.copy(shorter.names), name, (int) length));
    }

    private static long mix(long hash, long name, long length) {
        return (Long.rotateLeft(hash, 25) ^ Memory.hash(name, length)) * 0x9E37_79B9_7F4A_7C15L;
    }

    private static int place(long hash) {
        return (int) (hash >>> 32) & PLACES - 1;
    }

    private static boolean areNames(long names, long pairs, int fields) {
        if (Listpack.count(names) != fields) return false;
        long pair = Listpack.first(pairs);
        for (long name = Listpack.first(names); name != 0; name = Listpack.next(name)) {
            int entryBytes = Listpack.entryBytes(name);
            if (Listpack.entryBytes(pair) != entryBytes || !Memory.equal(name, pair, entryBytes)) return false;
            pair = FieldList.next(pair, FieldList.PAIR);
        }
        return true;
    }

    private static boolean isExtended(long shorter, long names, long name, long length) {
        int prefix = Listpack.bytes(shorter) - Listpack.EMPTY_BYTES;
        return Listpack.count(names) == Listpack.count(shorter) + 1 && Listpack.bytes(names) > Listpack.bytes(shorter)
                && Memory.equal(Listpack.first(shorter), Listpack.first(names), prefix)
                && Listpack.is(Listpack.first(names) + prefix, name, length);
    }

    /** Whether there is room, and it was met before; now it has been. */
    private boolean isWorthwhile(long hash) {
        int mark = (int) hash & MARKS - 1;
        short bits = (short) (hash >>> 16 | 1);
        boolean met = marks[mark] == bits;
        marks[mark] = bits;
        if (!met) return false;
        if (count == SEQUENCES_MAX || bytes >= BYTES_MAX) dropIdle();
        return count < SEQUENCES_MAX && bytes < BYTES_MAX;
    }

    private int add(long hash, long names) {
        int number = 0;
        while (sequences[number] != null) number++;
        sequences[number] = new Sequence(hash, names);
        enter(number);
        count++;
        idleCount++;
        bytes += Listpack.bytes(names);
        return number;
    }

    private void enter(int number) {
        int place = place(sequences[number].hash);
        while (places[place] != 0) place = place + 1 & PLACES - 1;
        places[place] = (short) (number + 1);
    }

    private long namesOf(long pairs) {
        int entriesBytes = 0, entries = 0;
        for (long at = Listpack.first(pairs); at != 0; at = FieldList.next(at, FieldList.PAIR)) {
            entriesBytes += Listpack.entryBytes(at);
            entries++;
        }
        long names = listpacks.appendRoom(listpacks.create(), entriesBytes, entries);
        long to = listpacks.entry();
        for (long at = Listpack.first(pairs); at != 0; at = FieldList.next(at, FieldList.PAIR)) {
            to = Listpack.copyEntry(at, to);
        }
        return names;
    }

    /** Gives all memory back if no hash has any of them. */
    void dropIfUnused() {
        if (idleCount == count) dropIdle();
    }

    private void dropIdle() {
        if (idleCount == 0) return;
        Arrays.fill(places, (short) 0);
        for (int number = 0; number < SEQUENCES_MAX; number++) {
            Sequence sequence = sequences[number];
            if (sequence == null) continue;
            if (sequence.users > 0) {
                enter(number);
                continue;
            }
            bytes -= Listpack.bytes(sequence.names);
            listpacks.free(sequence.names);
            sequences[number] = null;
            count--;
        }
        idleCount = 0;
    }
}
