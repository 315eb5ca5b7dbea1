package io.jadis.protocol.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KernelRandomTest {
    @Test
    void givesAsManyBytesAsAskedFor() {
        for (int count : new int[] {0, 1, 20, 4096}) assertEquals(count, KernelRandom.bytes(count).length);
    }

    @Test
    void neverGivesTheSameAgain() {
        Set<Long> seen = new HashSet<>();
        for (int i = 0; i < 1000; i++) seen.add(KernelRandom.nextLong());
        assertEquals(1000, seen.size());
    }
}
