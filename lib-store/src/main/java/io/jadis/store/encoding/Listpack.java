package io.jadis.store.encoding;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.number.Decimal;
import io.jadis.store.memory.Allocator;

/**
 * A list of strings and integers in one block, byte for byte Redis's listpack.
 *
 * <pre>
 *   0  totalBytes:32 | count:16                 count 65535: more than fit in it, to be counted
 *   6  entries
 *   .  0xFF
 * </pre>
 *
 * An entry is its head, its data and the length of both as a number that is read backwards ({@link Backlength}):
 *
 * <pre>
 *   0xxxxxxx                      integer of 7 bits, unsigned
 *   10llllll data                 string of up to 63 bytes
 *   110xxxxx xxxxxxxx             integer of 13 bits
 *   1110llll llllllll data        string of up to 4,095 bytes
 *   0xF0 length:32 data           string
 *   0xF1 0xF2 0xF3 0xF4           integer of 16, 24, 32, 64 bits
 * </pre>
 *
 * A string that is the decimal of a 64-bit integer is always stored as that integer.
 *
 * <p>Readers are static; an entry is its address, 0 is none, and it is valid until the listpack is written to. Writers
 * return the listpack's address from now on. What is written must not lie in the listpack itself. A listpack's block is
 * as long as {@link #bytes}.
 *
 * <p>Format: github.com/antirez/listpack, listpack.md.
 */
public final class Listpack {
    /** The bytes of an empty listpack. */
    public static final int EMPTY_BYTES = 7;

    /** Longer listpacks are refused by every type: a gigabyte, as in Redis. */
    public static final long SAFE_BYTES_MAX = 1L << 30;

    static final int COUNT_OFFSET = 4, HEADER_BYTES = 6, COUNT_UNKNOWN = 0xFFFF;
    static final int END = 0xFF;

    private final Allocator allocator;
    private long entry;

    public Listpack(Allocator allocator) {
        this.allocator = allocator;
    }

    // ---- reading

    /** All bytes of the listpack: the length of its block. */
    public static int bytes(long listpack) {
        return Memory.getInt(listpack);
    }

    /** How many elements: of more than 65,534 they are counted. */
    public static int count(long listpack) {
        int count = Memory.getShort(listpack + COUNT_OFFSET) & 0xFFFF;
        if (count != COUNT_UNKNOWN) return count;
        count = 0;
        for (long at = first(listpack); at != 0; at = next(at)) count++;
        return count;
    }

    /** The first entry, or 0. */
    public static long first(long listpack) {
        return orNone(listpack + HEADER_BYTES);
    }

    /** The last entry, or 0. */
    public static long last(long listpack) {
        return previous(listpack, end(listpack));
    }

    /** The entry behind this one, or 0. */
    public static long next(long entry) {
        int encoded = Element.bytes(entry);
        return orNone(entry + encoded + Backlength.bytes(encoded));
    }

    /** The entry before this one, or 0. */
    public static long previous(long listpack, long entry) {
        if (entry == listpack + HEADER_BYTES) return 0;
        long encoded = Backlength.readBefore(entry);
        return entry - Backlength.bytes(encoded) - encoded;
    }

    /** The entry with this index, from the end for negative ones (-1 is the last); 0 if there is none. */
    public static long at(long listpack, int index) {
        int count = Memory.getShort(listpack + COUNT_OFFSET) & 0xFFFF;
        if (count != COUNT_UNKNOWN) {
            if (index >= count || index < -count) return 0;
            // From the nearer end.
            if (index >= 0 && index > count / 2) index -= count;
            else if (index < -(count / 2) - 1) index += count;
        }
        if (index >= 0) {
            long at = first(listpack);
            for (int i = 0; i < index && at != 0; i++) at = next(at);
            return at;
        }
        long at = last(listpack);
        for (int i = -1; i > index && at != 0; i--) at = previous(listpack, at);
        return at;
    }

    /** Whether the element is stored as a number; else it is a string. */
    public static boolean isInteger(long entry) {
        int head = Memory.getUnsignedByte(entry);
        return head < 0x80 || (head & 0xE0) == 0xC0 || head > Element.STRING_32;
    }

    /** The number of an element that is one. */
    public static long integer(long entry) {
        int head = Memory.getUnsignedByte(entry);
        if (head < 0x80) return head;
        if ((head & 0xE0) == 0xC0) {
            int bits = (head & 0x1F) << 8 | Memory.getUnsignedByte(entry + 1);
            return bits << 19 >> 19;
        }
        return switch (head) {
            case Element.INT_16 -> Memory.getShort(entry + 1);
            case Element.INT_24 -> Memory.getShort(entry + 1) & 0xFFFF | Memory.getByte(entry + 3) << 16;
            case Element.INT_32 -> Memory.getInt(entry + 1);
            case Element.INT_64 -> Memory.getLong(entry + 1);
            default -> throw new IllegalArgumentException("no integer, head=" + head);
        };
    }

    /** The first byte of an element that is a string. */
    public static long stringAddress(long entry) {
        return entry + Element.stringHeadBytes(Memory.getUnsignedByte(entry));
    }

    /** The length of an element that is a string. */
    public static int stringLength(long entry) {
        return Element.stringLength(entry, Memory.getUnsignedByte(entry));
    }

    /** The length of an element as bytes: of a number, its decimal's. */
    public static int elementLength(long entry) {
        return isInteger(entry) ? Decimal.length(integer(entry)) : stringLength(entry);
    }

    /**
     * Shows an element as bytes.
     *
     * @param scratch {@link Decimal#LENGTH_MAX} bytes for the decimal of a number
     */
    public static void visit(long entry, long scratch, ElementVisitor visitor) {
        if (isInteger(entry)) visitor.visit(scratch, Decimal.write(integer(entry), scratch));
        else visitor.visit(stringAddress(entry), stringLength(entry));
    }

    /** Whether the element is these bytes. */
    public static boolean is(long entry, long address, long length) {
        if (!isInteger(entry)) return stringLength(entry) == length
                && Memory.equal(stringAddress(entry), address, length);
        long value = Decimal.parse(address, length);
        return value == integer(entry) && Element.isInteger(value, address, length);
    }

    /**
     * The first element with these bytes, or 0.
     *
     * @param from the entry to begin with, or 0
     * @param skip how many entries to pass over after each that was looked at: 1 finds keys among pairs
     */
    public static long find(long from, int skip, long address, long length) {
        if (from == 0) return 0;
        // What spells an integer is stored as one, so that strings need not be looked at then, and the reverse.
        long sought = Decimal.parse(address, length);
        if (Element.isInteger(sought, address, length)) return findInteger(from, skip, sought);
        return findString(from, skip, address, length);
    }

    private static long findInteger(long from, int skip, long sought) {
        long at = from;
        while (at != 0) {
            if (isInteger(at) && integer(at) == sought) return at;
            at = next(at);
            for (int i = 0; i < skip && at != 0; i++) at = next(at);
        }
        return 0;
    }

    /** Names of one kind begin alike: what is there is ruled out by its length, or by its end. */
    private static long findString(long from, int skip, long address, long length) {
        long ending = length >= Long.BYTES ? Memory.getLong(address + length - Long.BYTES) : 0;
        long at = from;
        for (int toSkip = 0;; toSkip = toSkip == 0 ? skip : toSkip - 1) {
            int head = Memory.getUnsignedByte(at);
            int entryBytes;
            if (head < 0x80) {
                entryBytes = 2;
            } else if (head < 0xC0) {
                int stringLength = head & 0x3F;
                if (stringLength == length && toSkip == 0 && isString(at + 1, ending, address, length)) return at;
                entryBytes = 1 + stringLength + 1;
            } else {
                if (head == END) return 0;
                if (toSkip == 0 && !isInteger(at) && stringLength(at) == length
                        && isString(stringAddress(at), ending, address, length)) return at;
                entryBytes = entryBytes(at);
            }
            at += entryBytes;
        }
    }

    private static boolean isString(long string, long ending, long address, long length) {
        if (length >= Long.BYTES && Memory.getLong(string + length - Long.BYTES) != ending) return false;
        return Memory.equal(string, address, length);
    }

    /** The bytes that an entry takes. */
    public static int entryBytes(long entry) {
        int encoded = Element.bytes(entry);
        return encoded + Backlength.bytes(encoded);
    }

    /** The bytes that an entry of this element would take. */
    public static long entryBytes(long address, int length) {
        return Element.entryBytes(Element.bytes(address, length));
    }

    // ---- writing

    /** An empty listpack. */
    public long create() {
        long listpack = allocator.allocate(EMPTY_BYTES);
        Memory.putInt(listpack, EMPTY_BYTES);
        Memory.putShort(listpack + COUNT_OFFSET, (short) 0);
        Memory.putByte(listpack + HEADER_BYTES, (byte) END);
        return listpack;
    }

    /** A copy of a listpack in a block of its own. */
    public long copy(long listpack) {
        int bytes = bytes(listpack);
        long copy = allocator.allocate(bytes);
        Memory.copy(listpack, copy, bytes);
        return copy;
    }

    public void free(long listpack) {
        allocator.free(listpack);
    }

    /** Where the last writer put its element, or what follows the last deleted one; 0 is the end. */
    public long entry() {
        return entry;
    }

    public long append(long listpack, long address, int length) {
        return put(listpack, end(listpack), 0, address, length);
    }

    /** Appends two elements with one change of the block, a field and its value say; {@link #entry} is the second's. */
    public long appendPair(long listpack, long first, int firstLength, long second, int secondLength) {
        long firstBytes = entryBytes(first, firstLength), secondBytes = entryBytes(second, secondLength);
        long written = splice(listpack, end(listpack), 0, firstBytes + secondBytes, 2);
        write(entry, first, firstLength, firstBytes);
        entry += firstBytes;
        write(entry, second, secondLength, secondBytes);
        return written;
    }

    /** Fills the bytes of an entry. */
    private static void write(long entry, long address, int length, long bytes) {
        long value = Decimal.parse(address, length);
        long encoded;
        if (Element.isInteger(value, address, length)) {
            Element.writeInteger(entry, value);
            encoded = bytes - 1;
        } else {
            Element.writeString(entry, address, length);
            encoded = (long) Element.stringHeadBytesFor(length) + length;
        }
        Backlength.write(entry + encoded, encoded);
    }

    public long appendInteger(long listpack, long value) {
        return putInteger(listpack, end(listpack), 0, value);
    }

    public long prepend(long listpack, long address, int length) {
        return put(listpack, listpack + HEADER_BYTES, 0, address, length);
    }

    public long prependInteger(long listpack, long value) {
        return putInteger(listpack, listpack + HEADER_BYTES, 0, value);
    }

    public long insertBefore(long listpack, long entry, long address, int length) {
        return put(listpack, entry, 0, address, length);
    }

    public long insertAfter(long listpack, long entry, long address, int length) {
        return put(listpack, entry + entryBytes(entry), 0, address, length);
    }

    public long insertIntegerBefore(long listpack, long entry, long value) {
        return putInteger(listpack, entry, 0, value);
    }

    public long insertIntegerAfter(long listpack, long entry, long value) {
        return putInteger(listpack, entry + entryBytes(entry), 0, value);
    }

    public long replace(long listpack, long entry, long address, int length) {
        return put(listpack, entry, entryBytes(entry), address, length);
    }

    public long replaceInteger(long listpack, long entry, long value) {
        return putInteger(listpack, entry, entryBytes(entry), value);
    }

    public long delete(long listpack, long entry) {
        return deleteRange(listpack, entry, 1);
    }

    /** Deletes this entry and those behind it, so many in all or fewer if there aren't as many. */
    public long deleteRange(long listpack, long entry, int count) {
        long to = entry;
        int deleted = 0;
        while (deleted < count && Memory.getUnsignedByte(to) != END) {
            to += entryBytes(to);
            deleted++;
        }
        long written = splice(listpack, entry, to - entry, 0, -deleted);
        this.entry = orNone(this.entry);
        return written;
    }

    /** Appends all elements of another listpack one by one, each in its shortest form. */
    public long appendAllAnew(long listpack, long from) {
        long written = listpack;
        for (long at = first(from); at != 0; at = next(at)) written = appendAnew(written, at);
        return written;
    }

    /** Appends an element of another listpack, in its shortest form. */
    public long appendAnew(long listpack, long from) {
        return isInteger(from) ? appendInteger(listpack, integer(from))
                : append(listpack, stringAddress(from), stringLength(from));
    }

    /** Appends all elements of another listpack, which stays as it is. */
    public long appendAll(long listpack, long from) {
        int bytes = bytes(from) - EMPTY_BYTES;
        long written = splice(listpack, end(listpack), 0, bytes, count(from));
        Memory.copy(from + HEADER_BYTES, entry, bytes);
        return written;
    }

    /** Makes room at the end for so many bytes of entries, to be filled by {@link #copyEntry} from {@link #entry}. */
    public long appendRoom(long listpack, int bytes, int count) {
        return splice(listpack, end(listpack), 0, bytes, count);
    }

    /** Copies an entry as it is; returns where the next one goes. */
    public static long copyEntry(long from, long to) {
        int bytes = entryBytes(from);
        Memory.copy(from, to, bytes);
        return to + bytes;
    }

    private long put(long listpack, long at, long oldBytes, long address, int length) {
        long value = Decimal.parse(address, length);
        if (Element.isInteger(value, address, length)) return putInteger(listpack, at, oldBytes, value);
        long encoded = (long) Element.stringHeadBytesFor(length) + length;
        long written = splice(listpack, at, oldBytes, encoded + Backlength.bytes(encoded), oldBytes == 0 ? 1 : 0);
        Element.writeString(entry, address, length);
        Backlength.write(entry + encoded, encoded);
        return written;
    }

    private long putInteger(long listpack, long at, long oldBytes, long value) {
        int encoded = Element.integerBytes(value);
        long written = splice(listpack, at, oldBytes, encoded + 1, oldBytes == 0 ? 1 : 0);
        Element.writeInteger(entry, value);
        Backlength.write(entry + encoded, encoded);
        return written;
    }

    /** Puts a gap in the place of some bytes; {@link #entry} is its address then. */
    private long splice(long listpack, long at, long oldBytes, long newBytes, int countChange) {
        int total = bytes(listpack);
        long offset = at - listpack;
        long newTotal = total - oldBytes + newBytes;
        if (newTotal > Integer.MAX_VALUE) throw new IllegalStateException("listpack too long, bytes=" + newTotal);
        long tailBytes = total - offset - oldBytes;
        long written = listpack;
        if (newTotal > total) written = allocator.reallocate(listpack, newTotal);
        if (newBytes != oldBytes) Memory.copy(written + offset + oldBytes, written + offset + newBytes, tailBytes);
        if (newTotal < total) written = allocator.reallocate(written, newTotal);
        entry = written + offset;
        changeHeader(written, (int) newTotal, countChange);
        return written;
    }

    private static void changeCount(long listpack, int change) {
        int count = Memory.getShort(listpack + COUNT_OFFSET) & 0xFFFF;
        if (count == COUNT_UNKNOWN) return;
        Memory.putShort(listpack + COUNT_OFFSET, (short) Math.min(count + change, COUNT_UNKNOWN));
    }

    // ---- layout

    static void writeHeader(long listpack, int bytes, int count) {
        Memory.putInt(listpack, bytes);
        Memory.putShort(listpack + COUNT_OFFSET, (short) Math.min(count, COUNT_UNKNOWN));
    }

    /** Adds to the total, and to the count as far as that is known. */
    static void changeHeader(long listpack, int bytes, int countChange) {
        Memory.putInt(listpack, bytes);
        if (countChange != 0) changeCount(listpack, countChange);
    }

    private static long end(long listpack) {
        return listpack + bytes(listpack) - 1;
    }

    private static long orNone(long entry) {
        return Memory.getUnsignedByte(entry) == END ? 0 : entry;
    }
}
