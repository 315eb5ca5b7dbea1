package io.jadis.sentinel.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class NamesTest {
    @Test
    void addressesAreTheirOwnAndNamesAreLookedUpIfTheyMayBe() {
        try (Names names = new Names()) {
            assertEquals("10.0.0.1", names.resolve("10.0.0.1", false));
            assertEquals("::1", names.resolve("::1", false));
            assertNull(names.resolve("localhost", false));
            assertEquals("127.0.0.1", names.resolve("localhost", true));
            assertNull(names.resolve("", true));
        }
    }

    @Test
    void digitsAndPointsAreNotAlwaysAnAddress() {
        assertTrue(Names.isAddress("255.255.255.255"));
        assertFalse(Names.isAddress("256.0.0.1"));
        assertFalse(Names.isAddress("1.2.3"));
        assertFalse(Names.isAddress("1.2.3.x"));
    }
}
