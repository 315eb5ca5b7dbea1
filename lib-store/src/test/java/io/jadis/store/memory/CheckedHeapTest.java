package io.jadis.store.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.memory.MemoryFault;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(CheckedMemory.class)
final class CheckedHeapTest {
    private static void assertFault(String message, Runnable action) {
        MemoryFault fault = assertThrows(MemoryFault.class, action::run);
        assertTrue(fault.getMessage().contains(message), fault.getMessage());
    }

    @Test
    void accessBeyondTheLengthAskedForIsCaughtThoughASlabBlockWouldHoldIt(Allocator allocator) {
        long block = allocator.allocate(13);
        assertEquals(16, allocator.usableSize(block));
        Memory.putByte(block + 12, (byte) 1);
        assertFault("out of bounds", () -> Memory.putByte(block + 13, (byte) 1));
        assertFault("out of bounds", () -> Memory.getLong(block + 8));
        assertFault("out of bounds", () -> Memory.getByte(block - 1));
        assertFault("out of bounds", () -> Memory.fill(block, 14, (byte) 0));
        allocator.free(block);
    }

    @Test
    void accessAfterFreeIsCaught(Allocator allocator) {
        long block = allocator.allocate(100);
        allocator.free(block);
        MemoryFault fault = assertThrows(MemoryFault.class, () -> Memory.getInt(block + 50));
        assertTrue(fault.getMessage().contains("use after free"), fault.getMessage());
        assertEquals("freed here", fault.getCause().getMessage());
    }

    @Test
    void secondFreeIsCaught(Allocator allocator) {
        long block = allocator.allocate(100);
        allocator.free(block);
        assertFault("double free", () -> allocator.free(block));
        assertFault("no live block", () -> allocator.usableSize(block));
    }

    @Test
    void freeOfAnAddressInsideABlockIsCaught(Allocator allocator) {
        long block = allocator.allocate(100);
        assertFault("where no block begins", () -> allocator.free(block + 8));
        allocator.free(block);
    }

    @Test
    void reallocationAlwaysMovesAndEndsTheOldBlock(Allocator allocator) {
        long block = allocator.allocate(100);
        long moved = allocator.reallocate(block, 101);
        assertNotEquals(block, moved);
        assertFault("use after free", () -> Memory.getByte(block));
        allocator.free(moved);
    }

    @Test
    void writesThatBypassMemoryAreFoundWhenTheBlockIsFreed(Allocator allocator) {
        long before = allocator.allocate(24), after = allocator.allocate(24);
        LibC.raw(before - 1, 1).fill((byte) 0);
        LibC.raw(after + 24, 1).fill((byte) 0);
        assertFault("the guard before", () -> allocator.free(before));
        assertFault("the guard after", () -> allocator.free(after));
    }

    @Test
    void writesThatBypassMemoryAreFoundWhenTheQuarantineEnds() {
        Allocator allocator = new Allocator(true);
        long block = allocator.allocate(24);
        allocator.free(block);
        LibC.raw(block + 5, 1).fill((byte) 0);
        assertFault("freed block was overwritten", allocator::close);
    }

    @Test
    void leaksFailTheCloseAndShowWhereTheyCameFrom() {
        Allocator allocator = new Allocator(true);
        allocator.allocate(24);
        allocator.free(allocator.allocate(16));
        MemoryFault fault = assertThrows(MemoryFault.class, allocator::close);
        assertTrue(fault.getMessage().startsWith("leaked blocks=1,"), fault.getMessage());
        assertTrue(fault.getMessage().endsWith("length=24"), fault.getMessage());
        boolean shown = Arrays.stream(fault.getCause().getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(CheckedHeapTest.class.getName()));
        assertTrue(shown);
    }

    @Test
    void quarantineIsBounded(Allocator allocator) {
        for (int i = 0; i < 200; i++) allocator.free(allocator.allocate(1 << 20));
        assertEquals(0, allocator.usedBytes());
    }
}
