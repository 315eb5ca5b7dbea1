package io.jadis.protocol.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jadis.protocol.config.ConfigRewrite.LineGroup;
import io.jadis.protocol.match.Glob;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same files, commands and patterns for us and for the redis-server (7.0 or later) that the system has. */
class ConfigOracleTest {
    /** Set differently for the process itself. */
    private static final Set<String> OF_THE_PROCESS = Set.of("port", "bind", "dir", "maxclients");

    @TempDir
    Path directory;

    @BeforeEach
    void findRedis() {
        RedisOracle.assumeInstalled();
    }

    @Test
    void defaultsAreThoseOfRedis() throws Exception {
        try (RedisOracle redis = RedisOracle.start(directory)) {
            Map<String, String> theirs = pairs(redis.call("config", "get", "*"));
            Map<String, String> ours = new Config(directory).getMatching(List.of("*"));
            theirs.keySet().retainAll(ours.keySet());
            theirs.keySet().removeAll(OF_THE_PROCESS);
            Map<String, String> common = new TreeMap<>(ours);
            common.keySet().retainAll(theirs.keySet());
            assertEquals(lines(new TreeMap<>(theirs)), lines(common));
        }
    }

    @Test
    void settingsAreAcceptedShownAndRefusedAsByRedis() throws Exception {
        String[] values = {
            "", "yes", "NO", "0", "1", "-1", "007", "+5", " 5", "5 ", "1k", "2Kb", "3gB", "10%", "101%", "99999999999",
            "18446744073709551615", "18446744073709551616", "a b", "10 20", "900 1 60 0", "60  1", "normal 0 0 0",
            "slave 1mb 2kb 3 pubsub 4 5 6", "master 1 2 3", "AKE", "Kg$x", "Eq", "KEAn", "nosave now", "save nosave",
            "default force", "0 200 800", "0 200 3000", "50 99.9", "50 100.5", "1e1 .5", "warning", "allkeys-LRU",
            "{title} {port}", "{{", "{nosuch}", "localhost", "x_y", "x!y", "no", "relative", "always", "on-empty-db",
        };
        // What can't be compared: the process needs it, it acts on something outside, or the build decides on it.
        Set<String> leaveOut = Set.of("port", "bind", "tls-port", "maxclients", "activedefrag", "appendonly",
                "requirepass", "oom-score-adj", "oom-score-adj-values", "jemalloc-bg-thread", "timeout", "maxmemory",
                "maxmemory-clients", "watchdog-period", "client-query-buffer-limit", "proto-max-bulk-len",
                "replica-announced", "dir", "dbfilename", "loglevel", "repl-backlog-size");
        Config config = new Config(directory);
        try (RedisOracle redis = RedisOracle.start(directory)) {
            for (Directive directive : Directives.all()) {
                String name = directive.name();
                boolean comparable = !leaveOut.contains(name) && !name.startsWith("tls-")
                        && !redis.call("config", "get", name).isEmpty();
                if (!comparable) continue;
                for (String value : values) {
                    String theirs = redis.call("config", "set", name, value).getFirst();
                    String ours = config.set(List.of(name, value), true, false).orElse("OK");
                    assertEquals(theirs, ours, name + " " + value);
                    assertEquals(redis.call("config", "get", name).getLast(), config.render(directive),
                            name + " " + value);
                }
            }
        }
    }

    @ParameterizedTest(name = "[{index}]")
    @ValueSource(strings = {
        "port 1\nfoo bar\n", "port\n", "port 1 2", "port x", "port 70000", "maxmemory 1x", "\n\n  databases 0 \n",
        "requirepass \"abc", "daemonize maybe", "appendfsync loud", "save 1", "save 0 1", "save \"900\"",
        "client-output-buffer-limit normal 0 0", "client-output-buffer-limit bad 0 0 0",
        "client-output-buffer-limit normal x 0 0", "notify-keyspace-events Q", "oom-score-adj-values 1 2",
        "replicaof a", "replicaof a 70000", "replicaof a 1 2", "unixsocketperm 999", "unixsocketperm 1000",
        "shutdown-on-sigint save nosave", "shutdown-on-sigterm", "dir /nosuch", "dir a b", "dbfilename a/b",
        "appendfilename \"\"", "appenddirname a/b", "rename-command nosuchcommand x", "rename-command get",
        "include", "user", "loadmodule", "sentinel monitor x", "a.b", "lua-replicate-commands", "logfile /nosuch/x",
        "cluster-enabled yes\nreplicaof a 1", "maxmemory-clients 101%", "slowlog-max-len -1",
        "hash-max-ziplist-value -1",
        "latency-tracking-info-percentiles 101", "latency-tracking-info-percentiles x", "proc-title-template {x}",
        "'a b' c", "bind 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17", "PORT x", "\tport\ty\r\n", "hz \"1",
    })
    void badFilesAreReportedAsByRedis(String text) throws Exception {
        Path file = directory.resolve("bad.conf");
        Files.writeString(file, text);
        assertSameReport(file.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "--foo,bar", "--port,x", "--port", "--save,--port,x", "--save,1", "--port=7000", "--port 1,--hz,x", "--,x",
        "--requirepass,--port,5,6", "--hz,\"", "--sentinel-x", "--bind,a b c,--port,x", "--port,1,-,--hz,x",
    })
    void badCommandLinesAreReportedAsByRedis(String arguments) throws Exception {
        assertSameReport(arguments.split(","));
    }

    private void assertSameReport(String... arguments) throws Exception {
        String theirs = RedisOracle.startFails(directory, arguments).replaceAll("\\(Redis [0-9.]+\\)", "(Redis 7.2.5)");
        ConfigFileException ours = assertThrows(ConfigFileException.class, () -> ConfigLoader.load(
                new Config(directory), new RecordedDirectives(), CommandLine.parse(List.of(arguments), directory),
                InputStream.nullInputStream()));
        assertEquals(theirs, ours.report());
    }

    @Test
    void filesAreUnderstoodAsByRedis() throws Exception {
        Files.createDirectories(directory.resolve("conf.d"));
        Files.writeString(directory.resolve("conf.d/a.conf"), "timeout 5\nhz 50\n");
        Files.writeString(directory.resolve("conf.d/b.conf"), "timeout 6\n");
        Files.writeString(directory.resolve("ours.conf"), """
                # a comment
                SAVE 900 1
                save "300 10"
                  maxmemory 100mb\t
                maxmemory-policy "allkeys-lfu"
                client-output-buffer-limit slave 1gb 10mb 5
                client-output-buffer-limit pubsub 1k 1 0
                include conf.d/*.conf
                masterauth "\\x41 \\"b\\""
                syslog-ident 'it\\'s'
                notify-keyspace-events "gxKE"
                slave-priority 42
                list-max-ziplist-entries 512
                latency-tracking-info-percentiles 1 2.5 99.999
                shutdown-on-sigterm "now force"
                oom-score-adj-values 1 2 3
                maxmemory-clients 5%
                unixsocketperm 700
                aclfile ""
                logfile ""
                """);
        String[] arguments = {"ours.conf", "--timeout", "9", "--appendfsync always", "--save", "--lua-time-limit", "1"};
        Config config = new Config(directory);
        ConfigLoader.load(config, new RecordedDirectives(), CommandLine.parse(List.of(arguments), directory),
                InputStream.nullInputStream());
        try (RedisOracle redis = RedisOracle.start(directory, arguments)) {
            Map<String, String> theirs = pairs(redis.call("config", "get", "*"));
            Map<String, String> ours = new HashMap<>(config.getMatching(List.of("*")));
            theirs.keySet().retainAll(ours.keySet());
            theirs.keySet().removeAll(OF_THE_PROCESS);
            ours.keySet().retainAll(theirs.keySet());
            assertEquals(lines(new TreeMap<>(theirs)), lines(new TreeMap<>(ours)));
        }
    }

    @Test
    void filesAreRewrittenAsByRedis() throws Exception {
        String text = """
                # head

                port 6379
                save 900 1
                save 300 10
                save 60 1000
                # between


                slave-priority 10
                client-output-buffer-limit pubsub 1 2 3
                rename-command FLUSHALL ""
                hz 10
                hz 11
                logfile ""
                unixsocket ""
                """;
        Path theirFile = directory.resolve("theirs.conf"), ourFile = directory.resolve("ours.conf");
        Files.writeString(theirFile, text);
        Files.writeString(ourFile, text);
        List<String> settings = List.of("save", "5 6", "maxmemory", "3mb", "requirepass", "a b",
                "notify-keyspace-events", "KA", "shutdown-on-sigint", "now nosave", "maxmemory-clients", "7%",
                "client-output-buffer-limit", "normal 1024 2048 5", "latency-tracking-info-percentiles", "",
                "repl-backlog-size", "1234567", "lazyfree-lazy-expire", "yes", "loglevel", "debug");
        Config config = new Config(directory);
        String port;
        try (RedisOracle redis = RedisOracle.start(directory, "theirs.conf")) {
            port = redis.call("config", "get", "port").getLast();
            String[] command = Stream.concat(Stream.of("config", "set"), settings.stream()).toArray(String[]::new);
            assertEquals(List.of("OK"), redis.call(command));
            assertEquals(List.of("OK"), redis.call("config", "rewrite"));
        }
        String[] arguments = {"ours.conf", "--port", port, "--bind", "127.0.0.1"};
        ConfigLoader.load(config, new RecordedDirectives(), CommandLine.parse(List.of(arguments), directory),
                InputStream.nullInputStream());
        assertEquals(Optional.empty(), config.set(settings, true, false));
        LineGroup users = new LineGroup("user", List.of());
        assertEquals(Optional.empty(), ConfigRewrite.run(config, Optional.of(ourFile), List.of(users)));
        List<String> theirs = rewritten(theirFile), ours = rewritten(ourFile);
        int kept = theirs.indexOf("# Generated by CONFIG REWRITE");
        assertEquals(theirs.subList(0, kept), ours.subList(0, kept));
        // Redis appends in the order of a hash table.
        assertEquals(new TreeSet<>(theirs), new TreeSet<>(ours));
    }

    /** The lines, without the empty ones at the end of the old file and the user that Redis always has. */
    private List<String> rewritten(Path file) throws Exception {
        String text = Files.readString(file).replace("\n\n# Generated", "\n# Generated");
        return text.lines().filter(line -> !line.startsWith("user ")).collect(Collectors.toList());
    }

    @Test
    void globsMatchKeysAsInRedis() throws Exception {
        long seed = Long.getLong("jadis.seed", 1);
        Random random = new Random(seed);
        try (RedisOracle redis = RedisOracle.start(directory)) {
            TreeSet<String> keys = new TreeSet<>();
            for (int i = 0; i < 300; i++) keys.add(randomText(random, "ab]-*\\^c\u0080\u00f0", 6));
            keys.remove("");
            for (String key : keys) redis.call("set", key, "");
            for (int i = 0; i < 1_000; i++) {
                String pattern = randomText(random, "ab*?[]^-\\c\u0080\u00f0", 8);
                Set<String> ours = keys.stream().filter(key -> Glob.matches(pattern, key, false))
                        .collect(Collectors.toCollection(TreeSet::new));
                assertEquals(new TreeSet<>(redis.call("keys", pattern)), ours, "seed=" + seed + " pattern=" + pattern);
            }
        }
    }

    private static String randomText(Random random, String alphabet, int lengthMax) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(lengthMax + 1); i > 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private static Map<String, String> pairs(List<String> reply) {
        Map<String, String> pairs = new HashMap<>();
        for (int i = 0; i < reply.size(); i += 2) pairs.put(reply.get(i), reply.get(i + 1));
        return pairs;
    }

    private static String lines(Map<String, String> pairs) {
        return pairs.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).collect(Collectors.joining("\n"));
    }
}
