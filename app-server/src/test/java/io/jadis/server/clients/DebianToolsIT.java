package io.jadis.server.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Debian's redis-cli and redis-benchmark work unchanged. */
final class DebianToolsIT {
    private static final Path CLI = Path.of("/usr/bin/redis-cli"), BENCHMARK = Path.of("/usr/bin/redis-benchmark");

    private static TestServer server;

    @BeforeAll
    static void start() {
        assertTrue(Files.isExecutable(CLI) && Files.isExecutable(BENCHMARK), "Debian's redis-tools are installed");
        server = TestServer.start();
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) server.close();
    }

    @Test
    void redisCliPrintsWhatRedisWouldSay() throws Exception {
        assertEquals("PONG\n", run("", CLI, "PING"));
        assertEquals("OK\n", run("", CLI, "SET", "k", "v"));
        assertEquals("\"v\"\n", run("", CLI, "--no-raw", "GET", "k"));
        assertEquals("(integer) 1\n(nil)\n1) \"1\"\n2) (nil)\n",
                run("INCR n\nGET missing\nMGET n x\n", CLI, "--no-raw"));
        assertTrue(run("", CLI, "-3", "--no-raw", "HELLO").contains("\"proto\" => (integer) 3"));
        assertTrue(run("", CLI, "INFO", "server").contains("redis_version:7.2.5"));
    }

    @Test
    void redisCliPipeModeLoadsData() throws Exception {
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < 10_000; i++) requests.append("SET piped:").append(i).append(" value\r\n");
        assertTrue(run(requests.toString(), CLI, "--pipe").contains("errors: 0, replies: 10000"));
        assertEquals("value\n", run("", CLI, "GET", "piped:9999"));
    }

    @Test
    void redisCliScansAndMeasures() throws Exception {
        run("", CLI, "SET", "scan:1", "v");
        assertEquals("scan:1\n", run("", CLI, "--scan", "--pattern", "scan:*"));
        assertTrue(run("", CLI, "--bigkeys").contains("strings with"));
    }

    @Test
    void redisBenchmarkRunsWithAndWithoutPipelines() throws Exception {
        for (String pipeline : List.of("1", "16")) {
            String output = run("", BENCHMARK, "-q", "-n", "10000", "-c", "20", "-P", pipeline, "-t",
                    "ping,set,get,incr,mset");
            for (String test : List.of("PING_INLINE", "PING_MBULK", "SET", "GET", "INCR", "MSET")) {
                assertTrue(output.contains(test) && output.contains("requests per second"), output);
            }
            assertTrue(!output.contains("rror"), output);
        }
    }

    /** What it prints. */
    private static String run(String input, Path program, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program.toString(), "-p", String.valueOf(server.port())));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().write(input.getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}
