package io.jadis.server.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.TestClient;
import io.jadis.server.TestServer;
import io.jadis.server.oracle.DebianRedis;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Append-only files cross over between this server and Debian's redis-server, which is a 7.0: a base, with an RDB or
 * with commands, and what both kinds of server append to it.
 */
@Timeout(300)
class AofCrossingIT {
    private static final int KEYS = Integer.getInteger("jadis.crossing.keys", 300);
    /** With {@code -Djadis.oracle.redis} of a later Redis: the version that it reads. */
    private static final int VERSION = Integer.getInteger("jadis.crossing.version", 10);

    @TempDir
    Path directory;

    @BeforeAll
    static void redisIsThere() {
        assertTrue(DebianRedis.isInstalled(), "redis-server is installed");
    }

    static Stream<Arguments> seeds() {
        return Stream.of(1, Long.getLong("jadis.seed", 2))
                .flatMap(seed -> Stream.of("yes", "no").map(preamble -> Arguments.of(seed, preamble)));
    }

    private DebianRedis startDebian(String preamble) throws IOException {
        return DebianRedis.start(DebianRedis.program(), directory, "--enable-debug-command", "yes", "--appendonly",
                "yes",
                "--aof-use-rdb-preamble", preamble);
    }

    private TestServer startOurs(String preamble) {
        return TestServer.startIn(directory, "enable-debug-command yes", "rdb-version " + VERSION, "appendonly yes",
                "aof-use-rdb-preamble " + preamble);
    }

    /** A base, and commands after it; some of them meet keys that the base has. */
    private static TreeMap<String, String> write(TestClient client, long seed) throws IOException {
        new RandomData(client, seed).fill(KEYS);
        client.run("BGREWRITEAOF");
        while (client.run("INFO persistence").contains("aof_rewrite_in_progress:1")
                || client.run("INFO persistence").contains("aof_rewrite_scheduled:1")) Thread.onSpinWait();
        assertTrue(client.run("INFO persistence").contains("aof_last_bgrewrite_status:ok"));
        new RandomData(client, seed + 1).fill(KEYS / 3);
        for (int i = 0; i < KEYS; i += 5) client.call(i % 2 == 0 ? "DEL" : "PERSIST", "key:" + i);
        client.run("MULTI");
        client.run("SELECT 3");
        client.run("RPUSH transaction a b c");
        client.run("SPOP none");
        client.run("EXEC");
        return describe(client);
    }

    /**
     * XREADGROUP goes out as XCLAIM, which says nothing of how many entries a group has read, nor of a consumer for
     * whom there were none: so it is in Redis, too.
     */
    private static TreeMap<String, String> describe(TestClient client) throws IOException {
        TreeMap<String, String> described = RandomData.describe(client);
        described.replaceAll((_, value) -> value.replaceAll("'entries-read', (:\\d+|nil), 'lag', (:\\d+|nil)", "'read'")
                .replaceAll("'consumers', :\\d+, ", "")
                .replaceAll("\\['name', '[a-z0-9]*', 'pending', :0, ]", "").replaceAll("(, )+", ", ")
                .replace("[, ", "[").replace(", ]", "]"));
        return described;
    }

    private static void assertSame(Map<String, String> expected, Map<String, String> actual) {
        for (String key : expected.keySet()) assertEquals(expected.get(key), actual.get(key), key);
        assertEquals(expected.keySet(), actual.keySet());
    }

    @ParameterizedTest(name = "seed={0} preamble={1}")
    @MethodSource("seeds")
    void whatDebianAppendedIsLoadedHere(long seed, String preamble) throws Exception {
        TreeMap<String, String> written;
        try (DebianRedis debian = startDebian(preamble); TestClient client = new TestClient(debian.port())) {
            written = write(client, seed);
            debian.kill();
        }
        try (TestServer server = startOurs(preamble)) {
            assertSame(written, describe(server.connect()));
        }
    }

    @ParameterizedTest(name = "seed={0} preamble={1}")
    @MethodSource("seeds")
    void whatWasAppendedHereIsLoadedByDebian(long seed, String preamble) throws Exception {
        TreeMap<String, String> written;
        try (TestServer server = startOurs(preamble)) {
            written = write(server.connect(), seed);
        }
        try (DebianRedis debian = startDebian(preamble); TestClient client = new TestClient(debian.port())) {
            while (client.run("PING").startsWith("-LOADING")) Thread.onSpinWait();
            assertSame(written, describe(client));
        }
    }
}
