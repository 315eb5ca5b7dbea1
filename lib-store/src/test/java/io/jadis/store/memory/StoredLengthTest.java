package io.jadis.store.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jadis.protocol.memory.Memory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredLengthTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 255, Integer.MAX_VALUE, 1L << 31, 0xFFFF_FFFFL, 5_000_000_000L, (1L << 40) - 1})
    void comesBackAndLeavesItsNeighboursAlone(long length) {
        try (Allocator allocator = new Allocator()) {
            long block = allocator.allocate(16);
            Memory.putLong(block, -1);
            Memory.putLong(block + 8, -1);
            StoredLength.put(block + 1, length);
            assertEquals(length, StoredLength.get(block + 1));
            assertEquals(-1, Memory.getByte(block));
            assertEquals(-1, Memory.getByte(block + 1 + StoredLength.BYTES));
            allocator.free(block);
        }
    }
}
