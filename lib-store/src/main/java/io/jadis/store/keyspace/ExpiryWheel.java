package io.jadis.store.keyspace;

import io.jadis.store.memory.Allocator;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Finds the records of one database (or its {@link TimedPayload}s) whose time has come, without sampling: a
 * hierarchical timing wheel (Varghese and Lauck, 1987) of six levels. A tick is 16 ms, which is how late a record may
 * be found; a slot of a level spans 64 slots of the level below; the top level reaches 69 years, and what lies further
 * waits in its last slot and is looked at again.
 *
 * <p>A wheel usually has as many slots as a slot above it spans and moves that slot's records down in one go when its
 * time begins. Here a level has twice as many, so a slot can be emptied all through the span before its own, in slices:
 *
 * <pre>
 *   position in level k:    cur      empty: its records are further down
 *                           cur + 1  being emptied into level k - 1, whose 128 slots reach to its end
 *                           cur + 2 … cur + 127   waiting
 * </pre>
 *
 * The position goes no further than the spans that are emptied, so nothing is found too late because of a slice.
 */
final class ExpiryWheel {
    /** Answer of {@link #pollDue}: {@link #cascade} has to come first. */
    static final long CASCADE_FIRST = -1;

    private static final int TICK_SHIFT = 4, SPAN_SHIFT = 6, LEVELS = 6;
    private static final int SLOTS = 2 << SPAN_SHIFT, SLOT_MASK = SLOTS - 1;

    /** The bag after those of the levels: records of all times, to be sorted in again after the clock was set back. */
    private static final int UNSORTED = LEVELS * SLOTS;

    /** The bag of records that were due when they were added: the slot of their time may be over. */
    private static final int LATE = UNSORTED + 1;

    /** The clock may run back so many ticks before the wheel follows; meanwhile keys are found that much late. */
    private static final int REWIND_TICKS_MIN = 64;

    private final TimedEntries entries;
    private final TicketPool pool;

    /** By level and half: a bit for each slot that holds records. */
    private final long[] occupied = new long[LEVELS * 2];

    /** Records of earlier ticks than this have been found, but for those that were added late. */
    private long position;

    /** Sums of the upper and the lower 32 bits of all moments, for the average. */
    private long sumHigh, sumLow;

    /** Of the records of keys. */
    ExpiryWheel(Allocator allocator) {
        this(allocator, TimedEntries.RECORDS);
    }

    ExpiryWheel(Allocator allocator, TimedEntries entries) {
        this.entries = entries;
        pool = new TicketPool(allocator, entries, LATE + 1);
    }

    long size() {
        return pool.size();
    }

    /** Takes in a record that has a moment of expiry. */
    void add(long record, long nowMs) {
        long atMs = entries.expiresAtMs(record);
        if (pool.size() == 0) position = nowMs >> TICK_SHIFT;
        count(atMs, 1);
        put(placeOf(atMs, nowMs), record);
    }

    /** Forgets a record; its moment is still the one it was found by. */
    void remove(long record) {
        count(entries.expiresAtMs(record), -1);
        int bag = pool.bagOf(entries.ticket(record));
        pool.remove(record);
        vacate(bag);
    }

    /** Writes another moment into a record and moves it to where that belongs. */
    void reschedule(long record, long expiresAtMs, long nowMs) {
        count(entries.expiresAtMs(record), -1);
        count(expiresAtMs, 1);
        entries.setExpiresAtMs(record, expiresAtMs);
        int from = pool.bagOf(entries.ticket(record));
        int to = placeOf(expiresAtMs, nowMs);
        if (from == to) return;
        pool.remove(record);
        vacate(from);
        put(to, record);
    }

    /** The record's block is at another address, its expiry and ticket copied with it. */
    void moved(long record) {
        pool.moved(record);
    }

    /**
     * Takes out a record whose time has passed.
     *
     * @return 0 if there is none now, {@link #CASCADE_FIRST} if that can't be said yet
     */
    long pollDue(long nowMs) {
        long now = nowMs >> TICK_SHIFT;
        if (now < position - REWIND_TICKS_MIN) rewind(now);
        if (!pool.isEmpty(UNSORTED)) return CASCADE_FIRST;
        if (!pool.isEmpty(LATE)) return pollLate(nowMs);
        while (position < now) {
            int bag = (int) (position & SLOT_MASK);
            if (!pool.isEmpty(bag)) return take(bag, nowMs);
            if (!advance(now)) return CASCADE_FIRST;
        }
        return 0;
    }

    private long pollLate(long nowMs) {
        long record = pool.removeAny(LATE);
        if (nowMs <= entries.expiresAtMs(record)) {
            // The clock was set back a little.
            put(UNSORTED, record);
            pool.pour(LATE, UNSORTED);
            return CASCADE_FIRST;
        }
        count(entries.expiresAtMs(record), -1);
        return record;
    }

    private long take(int bag, long nowMs) {
        long record = pool.removeAny(bag);
        vacate(bag);
        assert nowMs > entries.expiresAtMs(record);
        count(entries.expiresAtMs(record), -1);
        return record;
    }

    /**
     * Moves records nearer to their time.
     *
     * @return how many were moved: less than asked for when there is nothing left to move now
     */
    int cascade(int recordsMax) {
        int moved = drain(UNSORTED, recordsMax);
        for (int level = 1; level < LEVELS && moved < recordsMax; level++) {
            moved += drain(emptying(level), recordsMax - moved);
        }
        return moved;
    }

    /** When {@link #pollDue} or {@link #cascade} will have something to do: never later than that. */
    long nextAtMs() {
        if (pool.size() == 0) return Long.MAX_VALUE;
        if (!pool.isEmpty(UNSORTED) || !pool.isEmpty(LATE)) return 0;
        long next = Long.MAX_VALUE;
        for (int level = 0; level < LEVELS; level++) {
            long current = position >> level * SPAN_SHIFT;
            int ahead = firstOccupied(level);
            if (ahead == SLOTS) continue;
            // A tick is over when the next has begun; a slot higher up is emptied from the span before its own on.
            long slot = level == 0 ? current + ahead + 1 : current + ahead - 1;
            next = Math.min(next, slot << level * SPAN_SHIFT);
        }
        return next << TICK_SHIFT;
    }

    /** A record that expires about as soon as any; the wheel must not be empty. */
    long soonest() {
        if (!pool.isEmpty(LATE)) return pool.soonestOfSome(LATE);
        long soonest = pool.isEmpty(UNSORTED) ? 0 : pool.soonestOfSome(UNSORTED);
        for (int level = 0; level < LEVELS; level++) {
            int ahead = firstOccupied(level);
            if (ahead == SLOTS) continue;
            long slot = (position >> level * SPAN_SHIFT) + ahead;
            if (soonest != 0 && entries.expiresAtMs(soonest) >> TICK_SHIFT <= slot << level * SPAN_SHIFT) continue;
            long candidate = pool.soonestOfSome(bag(level, slot));
            if (soonest == 0 || entries.expiresAtMs(candidate) < entries.expiresAtMs(soonest)) soonest = candidate;
        }
        return soonest;
    }

    /** Any record with equal chances; the wheel must not be empty. */
    long random(RandomGenerator random) {
        return pool.random(random);
    }

    /** Fills an array with records drawn with equal chances, none if the wheel is empty. */
    int sample(RandomGenerator random, long[] into) {
        if (pool.size() == 0) return 0;
        for (int i = 0; i < into.length; i++) into[i] = pool.random(random);
        return into.length;
    }

    long averageTtlMs(long nowMs) {
        if (pool.size() == 0) return 0;
        double average = (sumHigh * 0x1p32 + sumLow) / pool.size();
        return Math.max(0, Math.round(average - nowMs));
    }

    /** Native bytes of the index. */
    long bytes() {
        return pool.bytes();
    }

    /**
     * Frees some of a wheel that is used no more, the records being freed by others.
     *
     * @return true when nothing is left
     */
    boolean clearSome(int chunks) {
        return pool.clearSome(chunks);
    }

    /**
     * Steps forward to the next slot that holds records, or to the next span that has to be emptied, at most to
     * {@code now}.
     *
     * @return false if a span must be emptied before its time can begin
     */
    private boolean advance(long now) {
        int lowest = 0;
        while (lowest < LEVELS && isVacant(lowest)) lowest++;
        if (lowest == LEVELS) {
            position = now;
            return true;
        }
        int shift = Math.max(lowest, 1) * SPAN_SHIFT;
        long next = Math.min(now, (position >> shift) + 1 << shift);
        if (lowest == 0) next = Math.min(next, position + firstOccupied(0));
        for (int level = 1; level < LEVELS; level++) {
            boolean entersNextSpan = next >> level * SPAN_SHIFT != position >> level * SPAN_SHIFT;
            if (entersNextSpan && !pool.isEmpty(emptying(level))) return false;
        }
        position = next;
        return true;
    }

    private void rewind(long now) {
        for (int bag = 0; bag < UNSORTED; bag++) pool.pour(bag, UNSORTED);
        pool.pour(LATE, UNSORTED);
        Arrays.fill(occupied, 0);
        position = now;
    }

    private int drain(int bag, int recordsMax) {
        int moved = 0;
        while (moved < recordsMax && !pool.isEmpty(bag)) {
            long record = pool.removeAny(bag);
            vacate(bag);
            put(bagFor(entries.expiresAtMs(record)), record);
            moved++;
        }
        return moved;
    }

    /** The bag of the slot of a level that is to be emptied before the position reaches it. */
    private int emptying(int level) {
        return bag(level, (position >> level * SPAN_SHIFT) + 1);
    }

    /** The bag of a record that comes in now: what is due already doesn't wait for the end of a tick. */
    private int placeOf(long expiresAtMs, long nowMs) {
        return expiresAtMs < nowMs ? LATE : bagFor(expiresAtMs);
    }

    /** The lowest level whose slots reach so far: a record is never put into a slot that is being emptied. */
    private int bagFor(long expiresAtMs) {
        long tick = Math.max(expiresAtMs >> TICK_SHIFT, position);
        for (int level = 0; level < LEVELS; level++) {
            int shift = level * SPAN_SHIFT;
            if ((tick >> shift) - (position >> shift) < SLOTS) return bag(level, tick >> shift);
        }
        return bag(LEVELS - 1, (position >> (LEVELS - 1) * SPAN_SHIFT) + SLOTS - 1);
    }

    private static int bag(int level, long slot) {
        return level * SLOTS + (int) (slot & SLOT_MASK);
    }

    private void put(int bag, long record) {
        pool.add(bag, record);
        if (bag < UNSORTED) occupied[bag >>> SPAN_SHIFT] |= 1L << bag;
    }

    private void vacate(int bag) {
        if (bag < UNSORTED && pool.isEmpty(bag)) occupied[bag >>> SPAN_SHIFT] &= ~(1L << bag);
    }

    private boolean isVacant(int level) {
        return (occupied[2 * level] | occupied[2 * level + 1]) == 0;
    }

    /** How many slots after the position's the first is that holds records; {@link #SLOTS} if none does. */
    private int firstOccupied(int level) {
        int current = (int) (position >> level * SPAN_SHIFT) & SLOT_MASK;
        int half = current >>> SPAN_SHIFT;
        long here = occupied[2 * level + half];
        long there = occupied[2 * level + (half ^ 1)];
        int bit = current & 63;
        long ahead = here >>> bit;
        if (ahead != 0) return Long.numberOfTrailingZeros(ahead);
        if (there != 0) return 64 - bit + Long.numberOfTrailingZeros(there);
        return here == 0 ? SLOTS : SLOTS - bit + Long.numberOfTrailingZeros(here);
    }

    private void count(long expiresAtMs, int sign) {
        sumHigh += sign * (expiresAtMs >>> 32);
        sumLow += sign * (expiresAtMs & 0xFFFF_FFFFL);
    }
}
