package io.jadis.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.TestClient;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class HyperLogLogsTest extends CommandTest {
    private static final String NOT_VALID = "-WRONGTYPE Key is not a valid HyperLogLog string value.";
    private static final String CORRUPT = "-INVALIDOBJ Corrupted HLL object detected";

    /** Runs of zeros for 2^31 registers, as of 2025 Redis counted them. */
    @Test
    void moreRegistersThanAnIntegerCountsAreCorrupt() throws IOException {
        call("SET", "k", "HYLL\1" + "\0".repeat(11) + "\177\377".repeat(131_073) + "\200");
        assertReply(CORRUPT, "PFCOUNT k k");
        assertReply(CORRUPT, "PFMERGE d k");
        assertReply(CORRUPT, "PFDEBUG TODENSE k");
    }

    @Test
    void countsWhatIsDifferent() throws IOException {
        assertReply(":1", "PFADD k a b c d e f g");
        assertReply(":0", "PFADD k a b");
        assertReply(":7", "PFCOUNT k");
        assertReply(":1", "PFADD other x a");
        assertReply(":8", "PFCOUNT k other missing");
        assertReply("OK", "PFMERGE both k other");
        assertReply(":8", "PFCOUNT both");
        assertReply(":0", "PFCOUNT missing");
        assertReply(":1", "PFADD empty");
        assertReply(":0", "PFADD empty");
        assertReply(":0", "PFCOUNT empty");
    }

    /** As redis-server 7.0.15 stores them. */
    @Test
    void theBytesAreThoseOfRedis() throws IOException {
        given("PFADD k a b c", "PFADD empty", "PFCOUNT k");
        assertReply("'HYLL\1\0\0\0\3\0\0\0\0\0\0\0`\u00f3\u0080P\u00b1\u0084K\u00fb\u0080BZ'", "GET k");
        assertReply("'HYLL\1\0\0\0\0\0\0\0\0\0\0\u0080\u007f\u00ff'", "GET empty");
        assertReply("'raw'", "OBJECT ENCODING empty");
        run("PFCOUNT empty");
        assertReply("'HYLL\1\0\0\0\0\0\0\0\0\0\0\0\u007f\u00ff'", "GET empty");
    }

    @Test
    void becomesDenseWithManyRegistersOrAHighRank() throws IOException {
        given("CONFIG SET hll-sparse-max-bytes 100");
        String sparse = "sparse";
        for (int i = 0; sparse.equals("sparse"); i++) {
            assertTrue(i < 100);
            run("PFADD k " + i);
            sparse = run("PFDEBUG ENCODING k");
        }
        assertReply(":12304", "STRLEN k");
        given("CONFIG SET hll-sparse-max-bytes 3000", "PFADD s a");
        assertReply("sparse", "PFDEBUG ENCODING s");
        assertReply(":1", "PFDEBUG TODENSE s");
        assertReply(":0", "PFDEBUG TODENSE s");
        assertReply(":1", "PFCOUNT s");
        assertReply("-ERR HLL encoding is not sparse", "PFDEBUG DECODE s");
        given("DEL s", "PFADD s a");
        assertEquals(16_384, run("PFDEBUG GETREG s").split(",").length);
        assertReply("dense", "PFDEBUG ENCODING s");
    }

    @Test
    void mergingWithADenseOneGivesADenseOne() throws IOException {
        given("PFADD a 1 2 3", "PFADD b 4 5", "PFDEBUG TODENSE b");
        assertReply("OK", "PFMERGE a b");
        assertReply("dense", "PFDEBUG ENCODING a");
        assertReply(":5", "PFCOUNT a");
    }

    @Test
    void showsItsRuns() throws IOException {
        given("PFADD k");
        assertReply("'Z:16384'", "PFDEBUG DECODE k");
        assertReply("-ERR Unknown PFDEBUG subcommand 'NO'", "PFDEBUG NO k");
        assertReply("-ERR The specified key does not exist", "PFDEBUG DECODE missing");
    }

    @Test
    void whatIsRememberedIsPropagatedAndAReadOtherwiseIsNot() throws IOException {
        given("PFADD k a");
        run("PFCOUNT k");
        assertPropagated("PFCOUNT k");
        run("PFCOUNT k");
        run("PFCOUNT k k");
        run("PFADD k a");
        assertPropagated();
        assertEvents();
        run("PFADD k b");
        run("PFMERGE k k");
        assertPropagated("PFADD k b", "PFMERGE k k");
        assertEvents("pfadd k", "pfadd k");
    }

    @Test
    void refusesWhatIsNone() throws IOException {
        given("SET k hello", "SET n 12345678901234567");
        call("SET", "magic", "HYLL\2\0\0\0" + "\0".repeat(10));
        call("SET", "short", "HYLL\0\0\0\0" + "\0".repeat(12_000));
        for (String key : new String[] {"k", "n", "magic", "short"}) {
            assertReply(NOT_VALID, "PFADD " + key + " a");
            assertReply(NOT_VALID, "PFCOUNT " + key);
            assertReply(NOT_VALID, "PFCOUNT x " + key);
            assertReply(NOT_VALID, "PFMERGE x " + key);
            assertReply(NOT_VALID, "PFDEBUG ENCODING " + key);
        }
        assertReply(":0", "EXISTS x");
    }

    @Test
    void noticesRunsThatDoNotAddUp() throws IOException {
        call("SET", "k", "HYLL\1\0\0\0\0\0\0\0\0\0\0\u0080\u0041\u0010");
        assertReply(CORRUPT, "PFCOUNT k k");
        assertReply(CORRUPT, "PFMERGE x k");
        assertReply(CORRUPT, "PFDEBUG TODENSE k");
        assertReply(CORRUPT, "PFADD k a b c d e f");
    }

    /** A file has what was there when it was begun, and not what PFCOUNT has remembered since. */
    @Test
    void aSnapshotUnderWayHasWhatWasThereBeforeACount() throws IOException {
        given("PFADD empty");
        String before = run("GET empty");
        try (TestClient client = server().connect()) {
            // Together, so that the count comes before the snapshot's first step.
            client.raw(TestClient.encode("BGSAVE") + TestClient.encode("PFCOUNT", "empty"));
            assertEquals("Background saving started", client.read());
            assertEquals(":0", client.read());
        }
        assertNotEquals(before, run("GET empty"));
        while (!run("INFO persistence").contains("rdb_bgsave_in_progress:0")) Thread.onSpinWait();
        assertReply("OK", "DEBUG RELOAD NOSAVE");
        assertReply(before, "GET empty");
    }
}
