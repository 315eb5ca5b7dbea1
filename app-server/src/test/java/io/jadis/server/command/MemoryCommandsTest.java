package io.jadis.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class MemoryCommandsTest extends CommandTest {
    private static long peakBytes() throws IOException {
        return Long.parseLong(run("INFO memory").replaceFirst("(?s).*used_memory_peak:(\\d+).*", "$1"));
    }

    @Test
    void peakIsNoStatisticThatIsReset() throws IOException {
        call("SET", "large", "x".repeat(20_000_000));
        long peakBytes = peakBytes();
        assertTrue(peakBytes > 20_000_000);
        run("DEL large");
        assertReply("OK", "CONFIG RESETSTAT");
        assertTrue(peakBytes() >= peakBytes);
    }

    @Test
    void usageGrowsWithTheValue() throws IOException {
        call("SET", "small", "x");
        call("SET", "large", "x".repeat(100_000));
        long small = usage("small"), large = usage("large");
        assertTrue(small > 10 && small < 100, "small=" + small);
        assertTrue(large > 100_000 && large < 110_000, "large=" + large);
        assertEquals(":" + small, run("MEMORY USAGE small SAMPLES 0"));
        assertReply("nil", "MEMORY USAGE x");
    }

    private static long usage(String key) throws IOException {
        return Long.parseLong(run("MEMORY USAGE " + key).substring(1));
    }

    @Test
    void usageSeesAnExpiredKeyAndLeavesIt() throws IOException {
        givenExpired("a");
        assertTrue(usage("a") > 0);
        assertReply(":1", "DBSIZE");
    }

    @Test
    void usageRefusesOtherOptions() throws IOException {
        assertReply("-ERR syntax error", "MEMORY USAGE a SAMPLES");
        assertReply("-ERR syntax error", "MEMORY USAGE a FOO 1");
        assertReply("-ERR syntax error", "MEMORY USAGE a SAMPLES -1");
        assertReply("-ERR value is not an integer or out of range", "MEMORY USAGE a SAMPLES x");
    }

    @Test
    void statsHaveAnEntryForEachDatabaseInUse() throws IOException {
        given("SET a 1", "COPY a b DB 3");
        String stats = run("MEMORY STATS");
        assertTrue(stats.contains("'db.0', ['overhead.hashtable.main', :"), stats);
        assertTrue(stats.contains("'db.3', ["), stats);
        assertTrue(stats.contains("'keys.count', :2"), stats);
        assertTrue(stats.contains("'allocator-rss.ratio', '1'"), stats);
    }

    @Test
    void theOthersAnswer() throws IOException {
        assertReply("OK", "MEMORY PURGE");
        assertTrue(run("MEMORY DOCTOR").startsWith("'This instance is empty or uses very little memory"));
        assertTrue(run("MEMORY MALLOC-STATS").startsWith("'Allocator: "));
        assertTrue(run("MEMORY HELP").startsWith("[MEMORY <subcommand> "));
    }
}
