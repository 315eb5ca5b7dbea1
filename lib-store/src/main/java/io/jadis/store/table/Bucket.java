package io.jadis.store.table;

import io.jadis.protocol.memory.Memory;

/**
 * One bucket: a cache line, aligned to 64.
 * <pre>
 *    0 meta:1        number of entries here (0 to 7); bit 7: word 7 is the next bucket of the chain
 *    1 tag:1 × 7     8 bits of each entry's hash, never 0; 0 where there is no entry
 *    8 word:8 × 7    entries
 * </pre>
 * Tag byte i belongs to the word at 8 × i, so a match found in the first word gives the entry's offset. Entries are
 * dense: only the last bucket of a chain has room, the others hold six entries and the link, and a chain's last bucket
 * other than its first holds at least two. Removal moves the chain's last entry into the hole.
 */
final class Bucket {
    static final int BYTES = 64, ENTRIES_MAX = 7;

    private static final int CHAINED = 0x80, COUNT_MASK = 0x07;
    private static final long LINK = 56;
    private static final long EACH_BYTE = 0x0101_0101_0101_0100L, LOW_BITS = 0x7F7F_7F7F_7F7F_7F7FL;

    private Bucket() {}

    /** The tag for a hash: its top 8 bits, but for 0. The low bits choose the bucket. */
    static int tag(long hash) {
        int tag = (int) (hash >>> 56);
        return tag == 0 ? 1 : tag;
    }

    /**
     * Bit 8 i + 7 is set for each tag i that is equal. {@link #offset} gives the first one's offset; clear it with
     * {@code matches & matches - 1}.
     */
    static long matches(long head, int tag) {
        long difference = head ^ tag * EACH_BYTE;
        return ~((difference & LOW_BITS) + LOW_BITS | difference | LOW_BITS) & ~0xFFL;
    }

    /** The offset in the bucket of the entry that the lowest match stands for. */
    static int offset(long matches) {
        return Long.numberOfTrailingZeros(matches) & ~7;
    }

    static boolean isChained(long head) {
        return (head & CHAINED) != 0;
    }

    static int count(long head) {
        return (int) head & COUNT_MASK;
    }

    static long head(long bucket) {
        return Memory.getLong(bucket);
    }

    static long next(long bucket) {
        return Memory.getLong(bucket + LINK);
    }

    /** Entry {@code index} of this bucket, from 0. */
    static long entry(long bucket, int index) {
        return Memory.getLong(bucket + 8 + 8L * index);
    }

    /** The tag of entry {@code index}, from 0. */
    static int tagAt(long head, int index) {
        return (int) (head >>> 8 + 8 * index) & 0xFF;
    }

    static boolean chainHolds(long bucket, long wanted) {
        long at = bucket;
        while (at != wanted) {
            if (!isChained(head(at))) return false;
            at = next(at);
        }
        return true;
    }

    /** Entries of the whole chain. */
    static int chainCount(long bucket) {
        int full = 0;
        long at = bucket;
        for (; isChained(head(at)); at = next(at)) full += ENTRIES_MAX - 1;
        return full + count(head(at));
    }

    /** Entry {@code index} of the whole chain, from 0. */
    static long chainEntry(long bucket, int index) {
        long at = bucket;
        int left = index;
        for (; left >= ENTRIES_MAX - 1 && isChained(head(at)); at = next(at)) left -= ENTRIES_MAX - 1;
        return entry(at, left);
    }

    static void visitChain(long bucket, EntryVisitor visitor) {
        for (long at = bucket;; at = next(at)) {
            long head = head(at);
            for (int i = 0, count = count(head); i < count; i++) visitor.visit(entry(at, i));
            if (!isChained(head)) return;
        }
    }

    /** The slot in which the entry with this very address lies, along the chain; 0 if there is none. */
    static long slotOf(long bucket, int tag, long entry) {
        for (long at = bucket;; at = next(at)) {
            long head = head(at);
            for (long matches = matches(head, tag); matches != 0; matches &= matches - 1) {
                long slot = at + offset(matches);
                if (Memory.getLong(slot) == entry) return slot;
            }
            if (!isChained(head)) return 0;
        }
    }

    /** Adds to a bucket that has room. */
    static void append(long bucket, int tag, long entry) {
        int count = count(head(bucket));
        Memory.putLong(bucket + 8 + 8L * count, entry);
        Memory.putByte(bucket + 1 + count, (byte) tag);
        Memory.putByte(bucket, (byte) (count + 1));
    }

    /** Hangs an empty bucket behind a full one, whose last entry moves into it. */
    static void chain(long bucket, long overflow) {
        append(overflow, Memory.getByte(bucket + ENTRIES_MAX), next(bucket));
        Memory.putLong(bucket + LINK, overflow);
        Memory.putByte(bucket + ENTRIES_MAX, (byte) 0);
        Memory.putByte(bucket, (byte) (CHAINED | ENTRIES_MAX - 1));
    }

    /** Takes away a bucket that holds one last entry, which moves into the link's place in the bucket before it. */
    static void unchain(long bucket) {
        long overflow = next(bucket);
        Memory.putByte(bucket + ENTRIES_MAX, Memory.getByte(overflow + 1));
        Memory.putLong(bucket + LINK, entry(overflow, 0));
        Memory.putByte(bucket, (byte) ENTRIES_MAX);
    }

    /** Moves the last entry of {@code last} into the slot, which is in a bucket of the same chain. */
    static void fillFromLast(long slot, long last) {
        int index = count(head(last)) - 1;
        long bucket = slot & -BYTES;
        Memory.putLong(slot, entry(last, index));
        Memory.putByte(bucket + (slot - bucket >> 3), Memory.getByte(last + 1 + index));
        Memory.putByte(last + 1 + index, (byte) 0);
        Memory.putByte(last, (byte) index);
    }
}
