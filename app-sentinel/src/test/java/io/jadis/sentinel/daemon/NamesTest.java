package io.jadis.sentinel.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
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

    @Test
    void nameIsFreshWhenItHasBeenLookedUpAgain() throws Exception {
        Map<String, String> system = new HashMap<>(Map.of("db1", "10.0.0.7"));
        Queue<Runnable> lookups = new ArrayDeque<>();
        long[] nowNs = new long[1];
        try (Names names = new Names(host -> InetAddress.getByName(system.get(host)), () -> nowNs[0], lookups::add)) {
            assertEquals("10.0.0.7", names.resolve("db1", true));
            assertTrue(names.isFresh("db1"));
            assertTrue(names.isFresh("10.0.0.9"));
            system.put("db1", "10.0.0.8");
            nowNs[0] += 2_000_000_000L;
            assertFalse(names.isFresh("db1"));
            assertFalse(names.isFresh("db1"));
            // Nobody who can do with what is known waits.
            assertEquals("10.0.0.7", names.resolve("db1", true));
            assertEquals(1, lookups.size());
            lookups.remove().run();
            assertTrue(names.isFresh("db1"));
            assertEquals("10.0.0.8", names.resolve("db1", true));
        }
    }
}
