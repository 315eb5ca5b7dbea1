package io.jadis.protocol.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigGetTest {
    private final Config config = new Config(Path.of(""));

    private List<String> names(String... patterns) {
        return List.copyOf(config.getMatching(List.of(patterns)).keySet());
    }

    @Test
    void aNameComesBackAsItWasWritten() {
        assertEquals(Map.of("PORT", "6379"), config.getMatching(List.of("PORT")));
        assertEquals(List.of(), names("nosuch"));
    }

    @Test
    void patternsIgnoreCaseAndSeeAliases() {
        assertEquals(List.of("replica-priority", "slave-priority"), names("*-PRIO*"));
        assertEquals(List.of("lua-time-limit"), names("lua-*"));
        assertEquals(List.of("tls-port", "replica-announce-port", "slave-announce-port", "cluster-port",
                "cluster-announce-port", "cluster-announce-tls-port", "cluster-announce-bus-port"), names("*-port"));
    }

    @Test
    void whatMatchesTwiceComesOnce() {
        assertEquals(List.of("port", "tls-port"), names("port", "P[o]rt", "tls-p?rt", "Port"));
    }

    @Test
    void hiddenDirectivesShowByTheirFullNameOnly() {
        assertEquals(List.of("key-load-delay"), names("key-load-delay"));
        assertEquals(List.of(), names("key-load-dela?"));
        assertFalse(names("*").contains("watchdog-period"));
    }

    @Test
    void allAreShownAlikeEachTime() {
        assertTrue(names("*").size() > 190);
        assertEquals(names("*"), names("*", "*"));
    }
}
