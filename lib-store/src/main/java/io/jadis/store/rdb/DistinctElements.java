package io.jadis.store.rdb;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.number.Decimal;
import io.jadis.store.encoding.Listpack;
import io.jadis.store.memory.Allocator;

/**
 * Finds elements of a listpack that occur twice: a table of their places, by a hash under this process's secret, so
 * that nobody can choose elements that make it slow. Eight bytes an element, which has two itself at least.
 */
final class DistinctElements implements AutoCloseable {
    private static final int PLACE_BYTES = 4;

    private final Allocator allocator;
    private final long listpack;
    private final long places;
    private final int mask;
    private final long decimals;

    /** @param listpack one that {@code ListpackCheck} has passed */
    DistinctElements(Allocator allocator, long listpack, int count) {
        this.allocator = allocator;
        this.listpack = listpack;
        int slots = Integer.highestOneBit(Math.clamp(count, 4, 1 << 28)) << 2;
        mask = slots - 1;
        places = allocator.allocateZeroed((long) slots * PLACE_BYTES);
        decimals = allocator.allocate(2 * Decimal.LENGTH_MAX);
    }

    /** Adds the element of an entry; false if an equal one is there. */
    boolean add(long entry) {
        long address = address(entry, decimals);
        int length = Listpack.elementLength(entry);
        int slot = (int) Memory.hash(address, length) & mask;
        while (true) {
            long place = places + (long) slot * PLACE_BYTES;
            int offset = Memory.getInt(place);
            if (offset == 0) {
                Memory.putInt(place, (int) (entry - listpack));
                return true;
            }
            if (equal(listpack + offset, address, length)) return false;
            slot = slot + 1 & mask;
        }
    }

    /** As text: what comes from elsewhere may spell a number as a string. */
    private boolean equal(long entry, long address, int length) {
        return Listpack.elementLength(entry) == length
                && Memory.equal(address(entry, decimals + Decimal.LENGTH_MAX), address, length);
    }

    private static long address(long entry, long decimal) {
        if (!Listpack.isInteger(entry)) return Listpack.stringAddress(entry);
        Decimal.write(Listpack.integer(entry), decimal);
        return decimal;
    }

    @Override
    public void close() {
        allocator.free(places);
        allocator.free(decimals);
    }

    /**
     * Whether all elements of a listpack are different; of pairs and triples, the first ones. False too if the last of
     * them isn't complete.
     *
     * @param width elements from one to the next that is looked at
     */
    static boolean isSo(Allocator allocator, long listpack, int width) {
        int count = Listpack.count(listpack);
        if (count % width != 0) return false;
        try (DistinctElements seen = new DistinctElements(allocator, listpack, count / width)) {
            for (long at = Listpack.first(listpack); at != 0; at = Listpack.next(at)) {
                if (!seen.add(at)) return false;
                for (int i = 1; i < width; i++) at = Listpack.next(at);
            }
            return true;
        }
    }

    /**
     * A listpack with the first of those that are the same: the one given if {@link #isSo}, else a new one, which is
     * the caller's as well.
     *
     * @param width of pairs and triples, which go as a whole
     */
    static long only(Allocator allocator, long listpack, int width) {
        if (isSo(allocator, listpack, width)) return listpack;
        Listpack listpacks = new Listpack(allocator);
        long only = listpacks.create();
        try (DistinctElements seen = new DistinctElements(allocator, listpack, Listpack.count(listpack) / width)) {
            for (long at = Listpack.first(listpack); at != 0; ) {
                boolean isFirst = seen.add(at);
                for (int i = 0; i < width; i++) {
                    if (isFirst) only = listpacks.appendAnew(only, at);
                    at = Listpack.next(at);
                }
            }
        }
        return only;
    }
}
