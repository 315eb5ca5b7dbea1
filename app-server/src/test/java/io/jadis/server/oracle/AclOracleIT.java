package io.jadis.server.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.TestClient;
import io.jadis.server.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random ACL rules come to the same as in Debian's redis-server. How the rules about commands are shown has changed
 * since its 7.0, so these are compared by what they allow. {@code -Djadis.seed=N} replays.
 */
class AclOracleIT {
    private static final int ROUNDS = 400, DRY_RUNS = 12;
    private static final long SEED = Long.getLong("jadis.seed", 1);
    private static final String[] WHOLE = {"on", "off", "nopass", "resetpass", ">foo", ">bar", "<foo", "<bar", "reset",
        "clearselectors", "#zz", "skip-sanitize-payload", "sanitize-payload", "nothing", "+", "(", ")", "()", "(+get",
        "~a)", "!" + "0".repeat(64)};
    private static final String[] OF_SELECTOR = {"~a*", "~b?", "~*", "%R~r*", "%W~w*", "%RW~x*", "%X~y", "%R~a*",
            "%W~*",
        "allkeys", "resetkeys", "&c*", "&*", "&d", "allchannels", "resetchannels", "+get", "-get", "+@read", "-@read",
        "+@write", "-@write", "+@all", "-@all", "+@pubsub", "-@slow", "+@fast", "-@connection", "+config|get",
        "+config",
        "-config|get", "-config", "+config|get|x", "+select|0", "+select|1", "-select|0", "+nothing", "-@nothing",
        "+SET", "-set", "+mget", "-@keyspace", "+sort", "allcommands", "nocommands", "+client|nothing"};
    private static final String[] KEYS = {"a1", "b1", "r1", "w1", "x1", "other"};
    private static final String[] REQUESTS = {"GET K", "SET K v", "SET K v GET", "MGET K K", "COPY K K", "DEL K",
            "EXISTS K",
        "CONFIG GET x", "CONFIG SET x y", "SELECT 0", "SELECT 1", "PUBLISH c1 m", "PUBLISH d m", "PSUBSCRIBE c*",
        "SUBSCRIBE d e", "PING", "SORT K", "SORT K STORE K", "BITFIELD K GET u8 0", "BITFIELD K SET u8 0 1", "KEYS *",
        "XREADGROUP GROUP g c STREAMS K K 0 0", "MIGRATE h 1 '' 0 5 KEYS K K", "CLIENT ID", "FLUSHALL", "GET",
        "NOTHING",
        "SINTERSTORE K 2 K", "LMPOP 2 K K LEFT", "EXEC", "WATCH K"};

    @TempDir
    private Path directory;
    private final SplittableRandom random = new SplittableRandom(SEED);

    private String any(String[] of) {
        return of[random.nextInt(of.length)];
    }

    private List<String> rules() {
        List<String> rules = new ArrayList<>();
        for (int i = random.nextInt(6); i >= 0; i--) {
            switch (random.nextInt(8)) {
                case 0 -> rules.add(any(WHOLE));
                case 1 -> rules.add("(" + any(OF_SELECTOR) + " " + any(OF_SELECTOR) + " " + any(OF_SELECTOR) + ")");
                default -> rules.add(any(OF_SELECTOR));
            }
        }
        return rules;
    }

    private List<String> request() {
        List<String> words = new ArrayList<>(List.of("ACL", "DRYRUN", "u"));
        for (String word : any(REQUESTS).split(" ")) words.add(word.equals("K") ? any(KEYS) : word);
        return words;
    }

    /** Without what is shown otherwise since 7.2. */
    private static String withoutCommands(String getUser) {
        return getUser.replaceAll("'commands', '[^']*'", "").replace(", 'sanitize-payload'", "");
    }

    @Test
    void rulesComeToTheSame() throws IOException {
        assertTrue(DebianRedis.isInstalled(), "redis-server is installed");
        try (DebianRedis debian = DebianRedis.start(DebianRedis.program(), directory);
                TestServer server = TestServer.start();
                TestClient oracle = new TestClient(debian.port()); TestClient we = server.connect()) {
            for (int round = 0; round < ROUNDS; round++) {
                if (round % 20 == 0) assertSame(oracle, we, round, List.of("ACL", "DELUSER", "u"));
                List<String> set = new ArrayList<>(List.of("ACL", "SETUSER", "u"));
                set.addAll(rules());
                assertSame(oracle, we, round, set);
                assertEquals(withoutCommands(oracle.run("ACL GETUSER u")), withoutCommands(we.run("ACL GETUSER u")),
                        () -> "seed=" + SEED + " " + set);
                for (int i = 0; i < DRY_RUNS; i++) assertSame(oracle, we, round, request());
            }
        }
    }

    private static void assertSame(TestClient oracle, TestClient we, int round, List<String> words) throws IOException {
        String[] request = words.toArray(String[]::new);
        // 7.0 doesn't name the user.
        String expected = oracle.call(request).replace("'This user has", "'User u has");
        assertEquals(expected, we.call(request), () -> "seed=" + SEED + " round=" + round + " " + words);
    }
}
