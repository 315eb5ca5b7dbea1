package io.jadis.sentinel.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class NamesTest {
    @Test
    void addressesAreTheirOwnAndNamesAreLookedUpIfTheyMayBe() {
        try (Names names = new Names()) {
            assertEquals("10.0.0.1", names.resolve("10.0.0.1", false));
            assertEquals("::1", names.resolve("::1", false));
            assertEquals("fd00::1", names.resolve("FD00:0:0:0:0:0:0:1", false));
            assertNull(names.resolve("foo:bar", false));
            assertNull(names.resolve("foo:bar", true));
            assertNull(names.resolve("localhost", false));
            assertEquals("127.0.0.1", names.resolve("localhost", true));
            assertNull(names.resolve("", true));
        }
    }
}
