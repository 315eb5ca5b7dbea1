package io.jadis.protocol.acl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.acl.DenialLog.Context;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DenialLogTest {
    private long entriesMax = 128;
    private final DenialLog log = new DenialLog(() -> entriesMax);

    private void add(Denial denial, String object, long nowMs) {
        log.add(denial, Context.TOPLEVEL, object, "u", "client", nowMs);
    }

    private List<String> entries() {
        return log.entries().stream().map(entry -> entry.id + " " + entry.denial.label() + " " + entry.object + " "
                + entry.count + " " + entry.createdAtMs + "-" + entry.updatedAtMs).toList();
    }

    @Test
    void theSameAgainWithinAMinuteIsCounted() {
        add(Denial.COMMAND, "get", 1_000);
        add(Denial.KEY, "k", 2_000);
        add(Denial.COMMAND, "get", 61_000);
        assertEquals(List.of("0 command get 2 1000-61000", "1 key k 1 2000-2000"), entries());
        add(Denial.COMMAND, "get", 121_001);
        log.add(Denial.COMMAND, Context.MULTI, "get", "u", "client", 121_001);
        assertEquals(List.of("3 command get 1 121001-121001", "2 command get 1 121001-121001",
                "0 command get 2 1000-61000", "1 key k 1 2000-2000"), entries());
        assertEquals(4, log.count(Denial.COMMAND));
        assertEquals(1, log.count(Denial.KEY));
        log.resetCounts();
        assertEquals(0, log.count(Denial.COMMAND));
    }

    @Test
    void keepsTheNewestAndCutsWhatIsLong() {
        entriesMax = 2;
        for (int i = 0; i < 4; i++) add(Denial.KEY, "k" + i, 1_000);
        assertEquals(List.of("3 key k3 1 1000-1000", "2 key k2 1 1000-1000"), entries());
        log.add(Denial.AUTH, Context.TOPLEVEL, "AUTH", "x".repeat(100_000), "client", 1_000);
        assertTrue(log.entries().iterator().next().userName.endsWith("x... (98976 more bytes)"));
        entriesMax = 0;
        add(Denial.KEY, "k", 1_000);
        assertEquals(List.of(), entries());
        log.clear();
    }
}
