package io.jadis.protocol.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class MemoryCheckTest {
    private static final int LENGTH = 45;

    private final Arena arena = Arena.ofConfined();
    private long block;

    @BeforeEach
    void registerABlock() {
        block = arena.allocate(LENGTH + 3 * MemoryCheck.GUARD_BYTES, 64).address() + MemoryCheck.GUARD_BYTES;
        MemoryCheck.allocated(block, LENGTH);
    }

    @AfterEach
    void forgetIt() {
        MemoryCheck.forgotten(block);
        arena.close();
    }

    private static void assertFault(String message, Runnable action) {
        MemoryFault fault = assertThrows(MemoryFault.class, action::run);
        assertTrue(fault.getMessage().startsWith(message), fault.getMessage());
    }

    @Test
    void everyByteOfABlockMayBeTouchedAndNoneAround() {
        for (int length = 1; length <= LENGTH; length++) {
            for (int offset = -MemoryCheck.GUARD_BYTES; offset < LENGTH + MemoryCheck.GUARD_BYTES; offset++) {
                long at = block + offset;
                int bytes = length;
                if (offset >= 0 && offset + length <= LENGTH) Memory.fill(at, bytes, (byte) 1);
                else assertFault("out of bounds", () -> Memory.fill(at, bytes, (byte) 1));
            }
        }
    }

    @Test
    void everyKindOfAccessIsChecked() {
        byte[] array = new byte[LENGTH + 1];
        long end = block + LENGTH;
        assertFault("out of bounds", () -> Memory.getByte(end));
        assertFault("out of bounds", () -> Memory.getUnsignedByte(end));
        assertFault("out of bounds", () -> Memory.getShort(end - 1));
        assertFault("out of bounds", () -> Memory.getInt(end - 3));
        assertFault("out of bounds", () -> Memory.getLong(end - 7));
        assertFault("out of bounds", () -> Memory.getDouble(end - 7));
        assertFault("out of bounds", () -> Memory.putByte(end, (byte) 0));
        assertFault("out of bounds", () -> Memory.putShort(end - 1, (short) 0));
        assertFault("out of bounds", () -> Memory.putInt(end - 3, 0));
        assertFault("out of bounds", () -> Memory.putLong(end - 7, 0));
        assertFault("out of bounds", () -> Memory.putDouble(end - 7, 0));
        assertFault("out of bounds", () -> Memory.copy(block, block + 1, LENGTH));
        assertFault("out of bounds", () -> Memory.copy(block + 1, block, LENGTH));
        assertFault("out of bounds", () -> Memory.copyIn(array, 0, block, LENGTH + 1));
        assertFault("out of bounds", () -> Memory.copyOut(block, array, 0, LENGTH + 1));
        assertFault("out of bounds", () -> Memory.toArray(block, LENGTH + 1));
        assertFault("out of bounds", () -> Memory.equal(block, block + 1, LENGTH));
        assertFault("out of bounds", () -> Memory.equal(block, LENGTH + 1, array));
        assertFault("out of bounds", () -> Memory.compare(block, LENGTH, block + 1, LENGTH));
        assertFault("out of bounds", () -> Memory.hash(block, LENGTH + 1));
    }

    @Test
    void rangesOfNoBytesMayBeAnywhere() {
        Memory.fill(block + LENGTH, 0, (byte) 0);
        Memory.copy(block + LENGTH, block + LENGTH, 0);
        Memory.copyIn(new byte[0], 0, block + LENGTH, 0);
        assertTrue(Memory.equal(block, block + LENGTH, 0));
        assertEquals(0, Memory.toArray(block + LENGTH, 0).length);
    }

    @Test
    void aFreedBlockMayNotBeTouchedButWhenForgottenIsNoLongerJudged() {
        assertEquals(LENGTH, MemoryCheck.freed(block));
        assertFault("use after free", () -> Memory.getLong(block));
        assertFault("double free", () -> MemoryCheck.freed(block));
        assertFault("no live block begins here", () -> MemoryCheck.lengthOf(block));
        MemoryCheck.forgotten(block);
        Memory.putByte(block + LENGTH, (byte) 1);
        assertFault("free of an address where no block begins", () -> MemoryCheck.freed(block));
        MemoryCheck.allocated(block, LENGTH);
    }

    @Test
    void liveBlocksAreCountedAndNotHandedOutTwice() {
        long before = MemoryCheck.liveBlockCount();
        assertFault("handed out twice", () -> MemoryCheck.allocated(block, LENGTH));
        assertEquals(before, MemoryCheck.liveBlockCount());
        MemoryCheck.freed(block);
        assertEquals(before - 1, MemoryCheck.liveBlockCount());
        assertEquals("freed here", MemoryCheck.originOf(block).getMessage());
    }

    @Test
    void addressesOfNobodyAreNotJudgedButNullIsAFault() {
        long other = arena.allocate(100, 8).address();
        Memory.putLong(other, 1);
        assertFault("no such memory", () -> Memory.getByte(0));
        assertFault("no such memory", () -> Memory.getByte(-5));
        assertFault("no such memory", () -> Memory.fill(other, -1, (byte) 0));
    }

    @Test
    void blocksLargerThanAShadowPageAreCheckedFromEndToEnd() {
        int length = 100_003;
        long large = arena.allocate(length + 3 * MemoryCheck.GUARD_BYTES, 64).address() + MemoryCheck.GUARD_BYTES;
        MemoryCheck.allocated(large, length);
        Memory.fill(large, length, (byte) 7);
        assertFault("out of bounds", () -> Memory.fill(large, length + 1, (byte) 7));
        assertFault("out of bounds", () -> Memory.fill(large - 1, length, (byte) 7));
        MemoryCheck.forgotten(large);
    }
}
