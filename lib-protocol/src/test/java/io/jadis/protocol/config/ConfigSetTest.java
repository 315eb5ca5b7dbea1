package io.jadis.protocol.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.config.Choice.ProtectedAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigSetTest {
    private static final String FAILED = "ERR CONFIG SET failed (possibly related to argument '";

    private final Config config = new Config(Path.of(""));
    private final List<String> applied = new ArrayList<>();

    private String set(String... namesAndValues) {
        return config.set(List.of(namesAndValues), true, false).orElse("OK");
    }

    @Test
    void severalDirectivesAreSetAtOnce() {
        assertEquals("OK", set("maxmemory", "1gb", "MAXMEMORY-POLICY", "AllKeys-LRU", "slave-priority", "7"));
        assertEquals(1L << 30, config.get(Directives.MAXMEMORY));
        assertEquals(Choice.MaxmemoryPolicy.ALLKEYS_LRU, config.get(Directives.MAXMEMORY_POLICY));
        assertEquals(7, config.get(Directives.REPLICA_PRIORITY));
    }

    @Test
    void oneBadValueLeavesAllAsTheyWere() {
        assertEquals(FAILED + "maxmemory-policy') - argument(s) must be one of the following: volatile-lru, "
                        + "volatile-lfu, volatile-random, volatile-ttl, allkeys-lru, allkeys-lfu, allkeys-random, "
                        + "noeviction",
                set("maxmemory", "1gb", "save", "", "maxmemory-policy", "bad"));
        assertEquals(0, config.get(Directives.MAXMEMORY));
        assertEquals("3600 1 300 100 60 10000", config.render(Directives.SAVE));
    }

    @Test
    void unknownNamesAreRefused() {
        assertEquals("ERR Unknown option or number of arguments for CONFIG SET - 'fo  o'",
                set("port", "1", "fo\r\no", "2"));
        assertEquals("ERR syntax error", set("port"));
    }

    @Test
    void duplicatesAreRefusedButNotAnAliasBesideItsName() {
        assertEquals(FAILED + "PORT') - duplicate parameter", set("port", "1", "PORT", "2"));
        assertEquals("OK", set("replica-priority", "1", "slave-priority", "2"));
        assertEquals(2, config.get(Directives.REPLICA_PRIORITY));
    }

    @Test
    void immutableDirectivesAreRefused() {
        assertEquals(FAILED + "Databases') - can't set immutable config", set("Databases", "3"));
        assertEquals(FAILED + "slaveof') - can't set immutable config", set("slaveof", "no one"));
    }

    @Test
    void theFirstWrongNameCounts() {
        assertEquals(FAILED + "databases') - can't set immutable config", set("databases", "3", "foo", "1"));
        assertEquals("ERR Unknown option or number of arguments for CONFIG SET - 'foo'",
                set("foo", "1", "databases", "3"));
    }

    @Test
    void protectedDirectivesNeedPermission() {
        assertEquals(FAILED + "dbfilename') - can't set protected config", set("dbfilename", "x.rdb"));
        ConfigTests.assign(config, Directives.ENABLE_PROTECTED_CONFIGS, "local");
        assertEquals("OK", set("dbfilename", "x.rdb"));
        assertEquals(Optional.of(FAILED + "dbfilename') - can't set protected config"),
                config.set(List.of("dbfilename", "y.rdb"), false, false));
        assertTrue(ProtectedAction.YES.allows(false));
        assertFalse(ProtectedAction.NO.allows(true));
    }

    @Test
    void someDirectivesWaitForTheDataSetToBeLoaded() {
        assertEquals(Optional.of("LOADING Redis is loading the dataset in memory"),
                config.set(List.of("maxmemory", "1", "appendonly", "yes"), true, true));
        assertEquals(Optional.empty(), config.set(List.of("maxmemory", "1"), true, true));
    }

    @Test
    void hzIsKeptWithinReason() {
        assertEquals("OK", set("hz", "0"));
        assertEquals(1, config.get(Directives.HZ));
        assertEquals("OK", set("hz", "100000"));
        assertEquals(500, config.get(Directives.HZ));
    }

    @Test
    void savePointsAreReplacedAsAWhole() {
        assertEquals("OK", set("save", "60 1 30 2"));
        assertEquals(List.of(new SavePoint(60, 1), new SavePoint(30, 2)), config.get(Directives.SAVE));
        assertEquals("OK", set("save", "10 1"));
        assertEquals("10 1", config.render(Directives.SAVE));
        assertEquals("OK", set("save", ""));
        assertEquals("", config.render(Directives.SAVE));
        for (String bad : List.of("60", "60 1 ", "60  1", "0 1", "60 -1", "a b")) {
            assertEquals(FAILED + "save') - Invalid save parameters", set("save", bad), bad);
        }
    }

    @Test
    void outputBufferLimitsChangeByClass() {
        assertEquals("OK", set("client-output-buffer-limit", "replica 1gb 2kb 3 NORMAL 4 5 6"));
        assertEquals("normal 4 5 6 slave 1073741824 2048 3 pubsub 33554432 8388608 60",
                config.render(Directives.CLIENT_OUTPUT_BUFFER_LIMIT));
        assertEquals("OK", set("client-output-buffer-limit", ""));
        assertEquals(FAILED + "client-output-buffer-limit') - Wrong number of arguments in buffer limit configuration.",
                set("client-output-buffer-limit", "normal 1 2"));
        assertEquals(FAILED + "client-output-buffer-limit') - Invalid client class specified in buffer limit "
                + "configuration.", set("client-output-buffer-limit", "master 1 2 3"));
        assertEquals(FAILED + "client-output-buffer-limit') - Error in hard, soft or soft_seconds setting in buffer "
                + "limit configuration.", set("client-output-buffer-limit", "pubsub 7 7 7 normal 1 2 -3"));
        assertEquals(new OutputBufferLimits.Limit(4, 5, 6), config.get(Directives.CLIENT_OUTPUT_BUFFER_LIMIT).normal());
    }

    @Test
    void eventClassesAreShownInCanonicalForm() {
        assertEquals("OK", set("notify-keyspace-events", "EKdtexzhslg$"));
        assertEquals("AKE", config.render(Directives.NOTIFY_KEYSPACE_EVENTS));
        assertEquals("OK", set("notify-keyspace-events", "AKn"));
        assertEquals("AK", config.render(Directives.NOTIFY_KEYSPACE_EVENTS));
        assertEquals(KeyspaceEvents.NEW, config.get(Directives.NOTIFY_KEYSPACE_EVENTS) & KeyspaceEvents.NEW);
        assertEquals("OK", set("notify-keyspace-events", "mnEx"));
        assertEquals("xnEm", config.render(Directives.NOTIFY_KEYSPACE_EVENTS));
        assertEquals(FAILED + "notify-keyspace-events') - Invalid event class character. Use 'Ag$lshzxeKEtmdn'.",
                set("notify-keyspace-events", "Kq"));
    }

    @Test
    void bindTakesUpToSixteenAddresses() {
        assertEquals("OK", set("bind", "127.0.0.1 -::1"));
        assertEquals(List.of("127.0.0.1", "-::1"), config.get(Directives.BIND));
        assertEquals("OK", set("bind", ""));
        assertEquals(List.of(), config.get(Directives.BIND));
        assertEquals(FAILED + "bind') - Too many bind addresses specified.", set("bind", "a ".repeat(17).strip()));
    }

    @Test
    void percentilesAreRoundedToSixDecimals() {
        assertEquals("OK", set("latency-tracking-info-percentiles", "50 99.123456789 1e2 0.0"));
        assertEquals("50 99.123457 100 0", config.render(Directives.LATENCY_TRACKING_INFO_PERCENTILES));
        assertEquals("OK", set("latency-tracking-info-percentiles", ""));
        assertEquals("", config.render(Directives.LATENCY_TRACKING_INFO_PERCENTILES));
        assertEquals(FAILED + "latency-tracking-info-percentiles') - Invalid latency-tracking-info-percentiles "
                + "parameters", set("latency-tracking-info-percentiles", "50  90"));
        assertEquals(FAILED + "latency-tracking-info-percentiles') - latency-tracking-info-percentiles parameters "
                + "should sit between [0.0,100.0]", set("latency-tracking-info-percentiles", "101"));
    }

    @Test
    void longValuesTakeNoMoreThanLinearTime() {
        String digits = "1".repeat(1_000_000);
        assertTrue(set("latency-tracking-info-percentiles", digits + "x").contains("Invalid"));
        assertTrue(set("proc-title-template", " ".repeat(1_000_000) + "{").contains("invalid"));
        assertEquals("OK", set("proc-title-template", "a" + " ".repeat(1_000_000) + "b"));
        assertTrue(set("port", digits).contains("integer"));
    }

    @Test
    void shutdownFlagsCombine() {
        assertEquals("OK", set("shutdown-on-sigint", "force nosave default"));
        assertEquals("nosave force", config.render(Directives.SHUTDOWN_ON_SIGINT));
        assertEquals(FAILED + "shutdown-on-sigint') - shutdown options SAVE and NOSAVE can't be used simultaneously",
                set("shutdown-on-sigint", "save nosave"));
        assertEquals(FAILED + "shutdown-on-sigint') - argument(s) must be one of the following: default, save, nosave, "
                + "now, force", set("shutdown-on-sigint", ""));
    }

    @Test
    void textsAreChecked() {
        assertEquals("OK", set("cluster-announce-hostname", "a-b.C9"));
        assertEquals(FAILED + "cluster-announce-hostname') - Hostnames must be less than 256 characters",
                set("cluster-announce-hostname", "a".repeat(256)));
        assertEquals(FAILED + "cluster-announce-hostname') - Hostnames may only contain alphanumeric characters, "
                + "hyphens or dots", set("cluster-announce-hostname", "a_b"));
        assertEquals(FAILED + "cluster-announce-human-nodename') - Announced human node name contained invalid "
                + "character", set("cluster-announce-human-nodename", "a@b"));
        assertEquals(FAILED + "proc-title-template') - template format is invalid or contains unknown variables",
                set("proc-title-template", "{title} {nosuch}"));
    }

    @Test
    void theWorkingDirectoryMustExist(@TempDir Path directory) throws Exception {
        Files.createDirectory(directory.resolve("a"));
        Files.createFile(directory.resolve("f"));
        ConfigTests.assign(config, Directives.ENABLE_PROTECTED_CONFIGS, "yes");
        assertEquals("OK", set("dir", directory.toString()));
        assertEquals("OK", set("dir", "a"));
        assertEquals(directory.toRealPath().resolve("a").toString(), config.render(Directives.DIR));
        assertEquals(FAILED + "dir') - No such file or directory", set("dir", "b"));
        assertEquals(FAILED + "dir') - No such file or directory", set("dir", ""));
        assertEquals(FAILED + "dir') - Not a directory", set("dir", "../f"));
        assertEquals(directory.toRealPath().resolve("a/x.log"), config.directory().resolve("x.log"));
    }

    @Test
    void changesAreAppliedOnceEach() {
        config.onChange(() -> applied.add("tls"), Directives.TLS_CERT_FILE, Directives.TLS_KEY_FILE);
        config.onChange(() -> applied.add("port " + config.get(Directives.PORT)), Directives.PORT);
        assertEquals("OK", set("tls-cert-file", "a", "tls-key-file", "b", "port", "7"));
        assertEquals(List.of("tls", "port 7"), applied);
    }

    @Test
    void onlyChangesAreAppliedUnlessAFileMayHaveChanged() {
        config.onChange(() -> applied.add("port"), Directives.PORT);
        config.onChange(() -> applied.add("cert"), Directives.TLS_CERT_FILE);
        assertEquals("OK", set("port", "6379", "tls-cert-file", ""));
        assertEquals(List.of("cert"), applied);
    }

    @Test
    void aRefusedChangeIsUndoneAndTheOldValuesAppliedAgain() {
        config.onChange(() -> applied.add("maxmemory " + config.get(Directives.MAXMEMORY)), Directives.MAXMEMORY);
        config.onChange(() -> {
            applied.add("port " + config.get(Directives.PORT));
            if (config.get(Directives.PORT) == 1) {
                throw new ConfigRefused("Unable to listen on this port. Check server logs.");
            }
        }, Directives.PORT);
        config.onChange(() -> applied.add("never"), Directives.HZ);
        assertEquals(FAILED + "port') - Unable to listen on this port. Check server logs.",
                set("maxmemory", "5", "port", "1", "hz", "20"));
        assertEquals(List.of("maxmemory 5", "port 1", "maxmemory 0", "port 6379"), applied);
        assertEquals(6379, config.get(Directives.PORT));
        assertEquals(10, config.get(Directives.HZ));
    }

    @Test
    void aRefusalWithoutAReasonSaysNoMore() {
        config.onChange(() -> {
            throw new ConfigRefused("");
        }, Directives.PORT);
        assertEquals(FAILED + "port')", set("port", "1"));
    }

    @Test
    void passwordsAreSensitiveAndKeepEveryByte() {
        assertTrue(Config.isSensitive("RequirePass"));
        assertFalse(Config.isSensitive("port"));
        assertFalse(Config.isSensitive("nosuch"));
        assertEquals("OK", set("requirepass", "a\0\u00ff"));
        assertEquals("a\0\u00ff", config.get(Directives.REQUIREPASS));
    }
}
