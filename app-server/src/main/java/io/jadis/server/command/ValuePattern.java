package io.jadis.server.command;

import io.jadis.protocol.memory.Memory;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.Scratch;

/**
 * A pattern of SORT's BY and GET: {@code #} is the element itself, {@code weight_*} a key with the element in the place
 * of the star, {@code object_*->field} a field of the hash under such a key. Text ends at a NUL, as in C.
 */
final class ValuePattern {
    private static final int NONE = -1;

    private final long address;
    private final long length;
    private final long star;
    /** Where {@code ->} stands. */
    private final long arrow;

    ValuePattern(Call call, int index) {
        address = call.address(index);
        length = call.length(index);
        long textLength = 0;
        while (textLength < length && Memory.getByte(address + textLength) != 0) textLength++;
        star = indexOf('*', 0, textLength);
        arrow = star == NONE ? NONE : indexOfArrow(star + 1, textLength);
    }

    private long indexOf(char wanted, long from, long to) {
        for (long i = from; i < to; i++) {
            if (Memory.getByte(address + i) == wanted) return i;
        }
        return NONE;
    }

    /** The first one only: with nothing behind it, it is a part of the key. */
    private long indexOfArrow(long from, long to) {
        for (long i = indexOf('-', from, to); i != NONE; i = indexOf('-', i + 1, to)) {
            if (i + 1 < to && Memory.getByte(address + i + 1) == '>') return i + 2 < to ? i : NONE;
        }
        return NONE;
    }

    /** {@code #} */
    boolean isElement() {
        return length > 0 && Memory.getByte(address) == '#' && (length == 1 || Memory.getByte(address + 1) == 0);
    }

    /** Whether it has a place for the element: a constant key makes no sense, and has no value. */
    boolean hasPlace() {
        return star != NONE;
    }

    boolean hasField() {
        return arrow != NONE;
    }

    long fieldAddress() {
        return address + arrow + 2;
    }

    long fieldLength() {
        return length - arrow - 2;
    }

    long keyLength(long elementLength) {
        return (hasField() ? arrow : length) - 1 + elementLength;
    }

    /** The key for an element, {@link #keyLength} bytes; valid until the scratch is used again. */
    long keyAddress(long element, long elementLength, Scratch scratch) {
        long keyLength = keyLength(elementLength);
        long key = scratch.room(keyLength);
        Memory.copy(address, key, star);
        Memory.copy(element, key + star, elementLength);
        Memory.copy(address + star + 1, key + star + elementLength, keyLength - star - elementLength);
        return key;
    }
}
