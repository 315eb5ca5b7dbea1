package io.jadis.protocol.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import sun.misc.Unsafe;

/**
 * Loads and stores at native addresses. All values are little-endian, as Redis's listpacks, intsets and RDB files are;
 * addresses need no alignment.
 *
 * <p>An address is valid from its allocation until its owner frees it, and nothing here knows owners: in checked mode
 * ({@link MemoryCheck}) each access is proved to lie inside a live block; in production it costs nothing more than the
 * load itself.
 */
@SuppressWarnings("removal")
public final class Memory {
    /**
     * For single loads and stores. Through handles of {@link #ALL} they come to the same machine code, but only where a
     * method is compiled for good: until then each is twenty calls to the interpreter and one to the JIT's first compiler,
     * and a server that loads a million keys takes a third longer (docs/performance.md). A later JDK won't have these
     * methods; the one in the distribution has them, and ten lines would go back to handles.
     */
    private static final Unsafe UNSAFE = unsafe();
    /** All of memory, for what takes ranges. */
    private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    private static final boolean CHECKED = MemoryCheck.ENABLED;

    /** Up to this many bytes a copy by words beats the call into the bulk copy. */
    private static final int COPY_BY_WORDS_MAX_BYTES = 64;

    static {
        if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            throw new ExceptionInInitializerError("Jadis needs a little-endian machine");
        }
    }

    private Memory() {}

    private static Unsafe unsafe() {
        try {
            Field instance = Unsafe.class.getDeclaredField("theUnsafe");
            instance.setAccessible(true);
            return (Unsafe) instance.get(null);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    public static byte getByte(long address) {
        if (CHECKED) MemoryCheck.access(address, 1);
        return UNSAFE.getByte(address);
    }

    /** The byte at the address as a number from 0 to 255. */
    public static int getUnsignedByte(long address) {
        return getByte(address) & 0xFF;
    }

    public static short getShort(long address) {
        if (CHECKED) MemoryCheck.access(address, 2);
        return UNSAFE.getShort(address);
    }

    public static int getInt(long address) {
        if (CHECKED) MemoryCheck.access(address, 4);
        return UNSAFE.getInt(address);
    }

    public static long getLong(long address) {
        if (CHECKED) MemoryCheck.access(address, 8);
        return UNSAFE.getLong(address);
    }

    public static double getDouble(long address) {
        if (CHECKED) MemoryCheck.access(address, 8);
        return UNSAFE.getDouble(address);
    }

    public static void putByte(long address, byte value) {
        if (CHECKED) MemoryCheck.access(address, 1);
        UNSAFE.putByte(address, value);
    }

    public static void putShort(long address, short value) {
        if (CHECKED) MemoryCheck.access(address, 2);
        UNSAFE.putShort(address, value);
    }

    public static void putInt(long address, int value) {
        if (CHECKED) MemoryCheck.access(address, 4);
        UNSAFE.putInt(address, value);
    }

    public static void putLong(long address, long value) {
        if (CHECKED) MemoryCheck.access(address, 8);
        UNSAFE.putLong(address, value);
    }

    public static void putDouble(long address, double value) {
        if (CHECKED) MemoryCheck.access(address, 8);
        UNSAFE.putDouble(address, value);
    }

    /** Sets {@code length} bytes to {@code value}. */
    public static void fill(long address, long length, byte value) {
        if (length == 0) return;
        if (CHECKED) MemoryCheck.access(address, length);
        ALL.asSlice(address, length).fill(value);
    }

    /** Copies {@code length} bytes; the ranges may overlap, as with {@code memmove}. */
    public static void copy(long from, long to, long length) {
        if (CHECKED && length > 0) {
            MemoryCheck.access(from, length);
            MemoryCheck.access(to, length);
        }
        if (length <= COPY_BY_WORDS_MAX_BYTES) copyByWords(from, to, (int) length);
        else MemorySegment.copy(ALL, from, ALL, to, length);
    }

    /** All loads of a step come before its stores, and steps of overlapping ranges run in the safe direction. */
    private static void copyByWords(long from, long to, int length) {
        if (length > 16) {
            // Head and tail words overlap in the middle; everything is loaded before anything is stored.
            long a0 = getLong(from), a1 = getLong(from + 8);
            long z0 = getLong(from + length - 16), z1 = getLong(from + length - 8);
            if (length > 32) {
                long b0 = getLong(from + 16), b1 = getLong(from + 24);
                long y0 = getLong(from + length - 32), y1 = getLong(from + length - 24);
                putLong(to + 16, b0);
                putLong(to + 24, b1);
                putLong(to + length - 32, y0);
                putLong(to + length - 24, y1);
            }
            putLong(to, a0);
            putLong(to + 8, a1);
            putLong(to + length - 16, z0);
            putLong(to + length - 8, z1);
        } else if (length >= 8) {
            long a = getLong(from), z = getLong(from + length - 8);
            putLong(to, a);
            putLong(to + length - 8, z);
        } else if (length >= 4) {
            int a = getInt(from), z = getInt(from + length - 4);
            putInt(to, a);
            putInt(to + length - 4, z);
        } else if (length > 0) {
            byte a = getByte(from), m = getByte(from + (length >> 1));
            byte z = getByte(from + length - 1);
            putByte(to, a);
            putByte(to + (length >> 1), m);
            putByte(to + length - 1, z);
        }
    }

    /** Copies from a heap array to an address. */
    public static void copyIn(byte[] from, int offset, long to, int length) {
        if (CHECKED && length > 0) MemoryCheck.access(to, length);
        MemorySegment.copy(from, offset, ALL, JAVA_BYTE, to, length);
    }

    /** Copies from an address to a heap array. */
    public static void copyOut(long from, byte[] to, int offset, int length) {
        if (CHECKED && length > 0) MemoryCheck.access(from, length);
        MemorySegment.copy(ALL, JAVA_BYTE, from, to, offset, length);
    }

    /** The range as a buffer, for channels to read into and write from: valid as long as the block is live. */
    public static ByteBuffer buffer(long address, int length) {
        if (CHECKED && length > 0) MemoryCheck.access(address, length);
        return ALL.asSlice(address, length).asByteBuffer();
    }

    /**
     * A heap copy of {@code length} bytes: for paths where garbage is allowed.
     *
     * @throws ArithmeticException if no array can be so long
     */
    public static byte[] toArray(long address, long length) {
        byte[] bytes = new byte[Math.toIntExact(length)];
        copyOut(address, bytes, 0, bytes.length);
        return bytes;
    }

    /** Whether two ranges of one length hold the same bytes. */
    public static boolean equal(long a, long b, long length) {
        if (CHECKED && length > 0) {
            MemoryCheck.access(a, length);
            MemoryCheck.access(b, length);
        }
        if (length >= 8) {
            long last = length - 8;
            for (long i = 0; i < last; i += 8) {
                if (getLong(a + i) != getLong(b + i)) return false;
            }
            return getLong(a + last) == getLong(b + last);
        }
        if (length >= 4) {
            return getInt(a) == getInt(b) && getInt(a + length - 4) == getInt(b + length - 4);
        }
        for (long i = 0; i < length; i++) {
            if (getByte(a + i) != getByte(b + i)) return false;
        }
        return true;
    }

    /** Whether the range holds exactly the bytes of the array. */
    public static boolean equal(long address, long length, byte[] bytes) {
        if (length != bytes.length) return false;
        if (CHECKED && length > 0) MemoryCheck.access(address, length);
        for (int i = 0; i < length; i++) {
            if (getByte(address + i) != bytes[i]) return false;
        }
        return true;
    }

    /** Orders two ranges as {@code memcmp} and then by length: the order of Redis's strings. */
    public static int compare(long a, long aLength, long b, long bLength) {
        long common = Math.min(aLength, bLength);
        if (CHECKED && common > 0) {
            MemoryCheck.access(a, common);
            MemoryCheck.access(b, common);
        }
        long i = 0;
        for (; i + 8 <= common; i += 8) {
            long x = getLong(a + i), y = getLong(b + i);
            if (x != y) return Long.compareUnsigned(Long.reverseBytes(x), Long.reverseBytes(y));
        }
        for (; i < common; i++) {
            int difference = (getByte(a + i) & 0xFF) - (getByte(b + i) & 0xFF);
            if (difference != 0) return difference;
        }
        return Long.compare(aLength, bLength);
    }

    /** A 64-bit hash under this process's secret: see {@link KeyedHash}. */
    public static long hash(long address, long length) {
        if (CHECKED && length > 0) MemoryCheck.access(address, length);
        return KeyedHash.hash(address, length);
    }
}
