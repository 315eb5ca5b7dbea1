package io.jadis.protocol.memory;

import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One byte for each 8 bytes of native memory that someone registered, in the manner of AddressSanitizer: whether they
 * may be touched. Threads see each other's marks as they see the blocks themselves: through whatever handed them over.
 */
final class Shadow {
    /** Nobody registered these 8 bytes. */
    static final byte UNKNOWN = 0;
    /** All 8 bytes are in a live block; 1 to 7: only that many of the first ones, the block ends there. */
    static final byte LIVE = 8;
    static final byte GUARD = -1, FREED = -2;

    private static final int PAGE_SHIFT = 14, MARKS_PER_PAGE = 1 << PAGE_SHIFT - 3;

    private final ConcurrentHashMap<Long, byte[]> pages = new ConcurrentHashMap<>();

    /** Marks whole 8-byte units. */
    void mark(long address, long bytes, byte mark) {
        long unit = address >>> 3, end = address + bytes + 7 >>> 3;
        while (unit < end) {
            byte[] page = pages.computeIfAbsent(unit >>> PAGE_SHIFT - 3, _ -> new byte[MARKS_PER_PAGE]);
            int from = (int) unit & MARKS_PER_PAGE - 1, to = (int) Math.min(MARKS_PER_PAGE, from + end - unit);
            Arrays.fill(page, from, to, mark);
            unit += to - from;
        }
    }

    /** Marks a live block, whose last unit may be a part. */
    void markLive(long address, long bytes) {
        mark(address, bytes & -8, LIVE);
        if ((bytes & 7) != 0) mark(address + (bytes & -8), 1, (byte) (bytes & 7));
    }

    /** Whether no byte of the range is in a guard or in a freed block, or past the end of a live one. */
    boolean allows(long address, long bytes) {
        long lastByte = address + bytes - 1, unit = address >>> 3, last = lastByte >>> 3;
        while (unit <= last) {
            byte[] page = pages.get(unit >>> PAGE_SHIFT - 3);
            int from = (int) unit & MARKS_PER_PAGE - 1, to = (int) Math.min(MARKS_PER_PAGE, from + last - unit + 1);
            for (int i = from; page != null && i < to; i++) {
                byte mark = page[i];
                if (mark == LIVE || mark == UNKNOWN) continue;
                boolean endsInside = unit + i - from == last && (lastByte & 7) < mark;
                if (!endsInside) return false;
            }
            unit += to - from;
        }
        return true;
    }
}
