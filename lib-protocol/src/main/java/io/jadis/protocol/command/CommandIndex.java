package io.jadis.protocol.command;

import io.jadis.protocol.memory.Memory;

/**
 * Commands by name, in any case: an open-addressing table that is built once and never changes. A name is hashed and
 * compared as two words in lower case, its first and its last eight bytes (which overlap in most names) and its length;
 * only names beyond 16 bytes need a look at the bytes between. A lookup allocates nothing.
 *
 * <pre>
 *   words     2 per slot: head, tail
 *   lengths   1 per slot: length of the name in bytes, 0 = empty slot
 *   names     1 per slot: the whole name in lower case
 *   commands  1 per slot
 * </pre>
 */
final class CommandIndex {
    private static final int WHOLE_LENGTH_MAX = 16;

    private final int shift;
    private final long[] words;
    private final int[] lengths;
    private final String[] names;
    private final Command[] commands;

    /** @param namesMax how many names will be added */
    CommandIndex(int namesMax) {
        // At most a quarter full, so that most lookups end at the first slot.
        int slotCount = Math.max(4, Integer.highestOneBit(namesMax) * 8);
        shift = Long.SIZE - Integer.numberOfTrailingZeros(slotCount);
        words = new long[slotCount * 2];
        lengths = new int[slotCount];
        names = new String[slotCount];
        commands = new Command[slotCount];
    }

    /** Only while the table is built. The name must not be there yet, nor be empty. */
    void add(String name, Command command) {
        String lower = AsciiText.lower(name);
        long head = head(lower), tail = tail(lower);
        int slot = slot(head, tail, lower.length());
        while (lengths[slot] != 0) slot = next(slot);
        words[slot * 2] = head;
        words[slot * 2 + 1] = tail;
        lengths[slot] = lower.length();
        names[slot] = lower;
        commands[slot] = command;
    }

    /** The command of that name, or null. */
    Command find(long address, long length) {
        long head, tail = 0;
        if (length >= 8) {
            head = AsciiText.lower(Memory.getLong(address));
            tail = AsciiText.lower(Memory.getLong(address + length - 8));
        } else if (length >= 4) {
            long first = Memory.getInt(address) & 0xFFFF_FFFFL;
            head = AsciiText.lower(first | (long) Memory.getInt(address + length - 4) << 32);
        } else if (length > 0) {
            head = AsciiText.lower(Memory.getUnsignedByte(address)
                    | Memory.getUnsignedByte(address + (length >> 1)) << 8
                    | Memory.getUnsignedByte(address + length - 1) << 16);
        } else {
            return null;
        }
        for (int slot = slot(head, tail, length); lengths[slot] != 0; slot = next(slot)) {
            if (words[slot * 2] == head && words[slot * 2 + 1] == tail && lengths[slot] == length
                    && (length <= WHOLE_LENGTH_MAX || AsciiText.equalsIgnoringCase(address, length, names[slot]))) {
                return commands[slot];
            }
        }
        return null;
    }

    /** The same for a name on the heap. */
    Command find(String name) {
        if (name.isEmpty()) return null;
        String lower = AsciiText.lower(name);
        for (int slot = slot(head(lower), tail(lower), lower.length()); lengths[slot] != 0; slot = next(slot)) {
            if (names[slot].equals(lower)) return commands[slot];
        }
        return null;
    }

    private int slot(long head, long tail, long length) {
        long mixed = (head ^ Long.rotateLeft(tail, 29) ^ length) * 0x9E37_79B9_7F4A_7C15L;
        return (int) ((mixed ^ mixed >>> 32) * 0xD6E8_FEB8_6659_FD93L >>> shift);
    }

    private int next(int slot) {
        return slot + 1 & lengths.length - 1;
    }

    // The words of a name on the heap: the same bytes in the same places as find() loads them from an address.

    private static long head(String name) {
        int length = name.length();
        if (length >= 8) return word(name, 0, 8);
        if (length >= 4) return word(name, 0, 4) | word(name, length - 4, 4) << 32;
        return word(name, 0, 1) | word(name, length >> 1, 1) << 8 | word(name, length - 1, 1) << 16;
    }

    private static long tail(String name) {
        return name.length() >= 8 ? word(name, name.length() - 8, 8) : 0;
    }

    private static long word(String name, int from, int count) {
        long word = 0;
        for (int i = count - 1; i >= 0; i--) word = word << 8 | name.charAt(from + i);
        return word;
    }
}
