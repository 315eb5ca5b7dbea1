package io.jadis.protocol.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class GrowingBlockTest {
    private static MemorySegment bytes(GrowingBlock block) {
        return MemorySegment.ofAddress(block.address()).reinterpret(block.capacity());
    }

    @Test
    void keepsItsContentWhileItGrowsBeyondWhatAnIntHolds() {
        try (GrowingBlock block = new GrowingBlock()) {
            block.grow(5);
            assertTrue(block.capacity() >= GrowingBlock.BYTES_MIN);
            bytes(block).setString(0, "here");
            // Pages that nobody touches take no memory.
            block.grow(5L << 30);
            assertEquals("here", bytes(block).getString(0));
            bytes(block).set(ValueLayout.JAVA_BYTE, (5L << 30) - 1, (byte) 7);
            assertEquals(7, bytes(block).get(ValueLayout.JAVA_BYTE, (5L << 30) - 1));
        }
    }

    @Test
    void staysAsItIsWhenThereIsNoMemory() {
        try (GrowingBlock block = new GrowingBlock()) {
            block.grow(1);
            bytes(block).setString(0, "here");
            assertThrows(OutOfMemoryError.class, () -> block.grow(1L << 60));
            assertEquals("here", bytes(block).getString(0));
        }
    }

    @Test
    void canBeUsedAgain() {
        GrowingBlock block = new GrowingBlock();
        block.grow(1);
        block.close();
        assertEquals(0, block.capacity());
        block.grow(1);
        assertTrue(block.capacity() > 0);
        block.close();
    }
}
