package io.jadis.store.encoding;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.number.Decimal;

/**
 * Tells whether bytes that came from elsewhere are a {@link Listpack}. Every byte is looked at only after it is known
 * to lie inside, so that any bytes at all may be asked about.
 */
public final class ListpackCheck {
    private ListpackCheck() {}

    /** Whether length and end are what they have to be. */
    public static boolean hasFrame(long listpack, long length) {
        return length >= Listpack.EMPTY_BYTES && Memory.getInt(listpack) == length
                && Memory.getUnsignedByte(listpack + length - 1) == Listpack.END;
    }

    /**
     * Whether, beyond {@link #hasFrame}, the entries are whole, can be walked in both directions, and are as many as
     * the header says. After that every reader of {@link Listpack} is safe.
     */
    public static boolean isWhole(long listpack, long length) {
        if (!hasFrame(listpack, length)) return false;
        long end = listpack + length - 1;
        long at = listpack + Listpack.HEADER_BYTES;
        int count = 0;
        while (at < end) {
            at = behind(at, end);
            if (at == 0) return false;
            count++;
        }
        int announced = Memory.getShort(listpack + Listpack.COUNT_OFFSET) & 0xFFFF;
        return announced == Listpack.COUNT_UNKNOWN || announced == count;
    }

    /** Whether every entry of a whole listpack takes as few bytes as it could: not so if somebody else wrote it. */
    public static boolean isShortest(long listpack) {
        for (long at = Listpack.first(listpack); at != 0; at = Listpack.next(at)) {
            int head = Memory.getUnsignedByte(at);
            boolean shortest = Listpack.isInteger(at)
                    ? Element.bytes(at) == Element.integerBytes(Listpack.integer(at))
                    : Element.stringHeadBytes(head) == Element.stringHeadBytesFor(Listpack.stringLength(at));
            if (!shortest) return false;
        }
        return true;
    }

    /**
     * Whether elements of a whole listpack that spell an integer are stored as one, which {@link Listpack#find} relies
     * on: who else wrote it may have left a string.
     *
     * @param width elements from one to the next that is looked at
     */
    public static boolean hasIntegersAsSuch(long listpack, int width) {
        for (long at = Listpack.first(listpack); at != 0; ) {
            if (!Listpack.isInteger(at)
                    && Decimal.isLong(Listpack.stringAddress(at), Listpack.stringLength(at))) return false;
            for (int i = 0; i < width && at != 0; i++) at = Listpack.next(at);
        }
        return true;
    }

    /** The address behind the entry here, 0 if it isn't whole before {@code end}, where the last byte lies. */
    private static long behind(long entry, long end) {
        int head = Memory.getUnsignedByte(entry);
        if (head > Element.INT_64) return 0;
        int headBytes = head == Element.STRING_32 ? 5 : head >= 0xE0 && head < 0xF0 ? 2 : 1;
        if (end - entry < headBytes) return 0;
        long bytes = head == Element.STRING_32
                ? 5 + (Memory.getInt(entry + 1) & 0xFFFF_FFFFL) : Element.bytes(entry);
        if (bytes >= end - entry) return 0;
        long behind = entry + bytes + Backlength.bytes(bytes);
        return behind <= end && Backlength.isAt(entry + bytes, bytes) ? behind : 0;
    }
}
