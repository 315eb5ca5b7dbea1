package io.jadis.store.rdb;

/**
 * An RDB on its way to another thread, which does what takes long: strings that may be compressed are not yet, and the
 * checksum is still to be made.
 *
 * <pre>
 *   frame   kind:2 | length:30 | bytes
 * </pre>
 *
 * A buffer holds whole frames. A string that has no room in one is given in parts.
 */
final class Frames {
    static final int HEAD_BYTES = 4;

    private static final int KIND_SHIFT = 30;
    /** Of the file as they are; a string, or the end of one; what comes before that; where the checksum belongs. */
    static final int BYTES = 0, STRING = 1 << KIND_SHIFT, PART_OF_STRING = 2 << KIND_SHIFT, CHECKSUM = 3 << KIND_SHIFT;

    private static final int LENGTH_MASK = (1 << KIND_SHIFT) - 1;

    private Frames() {}

    static int kind(int head) {
        return head & ~LENGTH_MASK;
    }

    static int length(int head) {
        return head & LENGTH_MASK;
    }
}
