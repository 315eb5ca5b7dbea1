package io.jadis.store.sort;

import io.jadis.protocol.memory.Memory;

/** What the elements of a {@link SortVector} are compared by. */
public enum SortOrder {
    /** The number of each; equal ones by their bytes. */
    NUMERIC {
        @Override
        int compare(SortVector vector, long a, long b) {
            double x = Memory.getDouble(a + SortVector.WEIGHT_OFFSET);
            double y = Memory.getDouble(b + SortVector.WEIGHT_OFFSET);
            if (x != y) return x < y ? -1 : 1;
            return compareBytes(vector, Memory.getLong(a), Memory.getLong(b));
        }
    },

    /** Their bytes. */
    BYTES {
        @Override
        int compare(SortVector vector, long a, long b) {
            return compareBytes(vector, Memory.getLong(a), Memory.getLong(b));
        }
    },

    /** Their bytes up to a NUL, where text in C ends: what {@code strcoll} does in the locale C. */
    TEXT {
        @Override
        int compare(SortVector vector, long a, long b) {
            return compareText(vector, Memory.getLong(a), Memory.getLong(b));
        }
    },

    /** The bytes of the text of each; without one an element comes first. */
    BY_BYTES {
        @Override
        int compare(SortVector vector, long a, long b) {
            long x = Memory.getLong(a + SortVector.WEIGHT_OFFSET), y = Memory.getLong(b + SortVector.WEIGHT_OFFSET);
            return isDecided(x, y) ? decided(x, y) : compareBytes(vector, x, y);
        }
    },

    /** As {@link #BY_BYTES}, up to a NUL. */
    BY_TEXT {
        @Override
        int compare(SortVector vector, long a, long b) {
            long x = Memory.getLong(a + SortVector.WEIGHT_OFFSET), y = Memory.getLong(b + SortVector.WEIGHT_OFFSET);
            return isDecided(x, y) ? decided(x, y) : compareText(vector, x, y);
        }
    };

    /** Compares two rows of the vector. */
    abstract int compare(SortVector vector, long rowA, long rowB);

    private static boolean isDecided(long x, long y) {
        return x == SortVector.NONE || y == SortVector.NONE;
    }

    private static int decided(long x, long y) {
        if (x == y) return 0;
        return x == SortVector.NONE ? -1 : 1;
    }

    private static int compareBytes(SortVector vector, long x, long y) {
        return Memory.compare(vector.textAddress(x), vector.textLength(x), vector.textAddress(y), vector.textLength(y));
    }

    private static int compareText(SortVector vector, long x, long y) {
        long a = vector.textAddress(x), b = vector.textAddress(y);
        long aLength = vector.textLength(x), bLength = vector.textLength(y);
        for (long i = 0, common = Math.min(aLength, bLength); i < common; i++) {
            int c = Memory.getUnsignedByte(a + i), d = Memory.getUnsignedByte(b + i);
            if (c != d) return c - d;
            if (c == 0) return 0;
        }
        if (aLength == bLength) return 0;
        // The longer one may end here too.
        if (aLength < bLength) return Memory.getByte(b + aLength) == 0 ? 0 : -1;
        return Memory.getByte(a + bLength) == 0 ? 0 : 1;
    }
}
