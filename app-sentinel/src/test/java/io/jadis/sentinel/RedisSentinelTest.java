package io.jadis.sentinel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.client.Endpoint;
import io.jadis.protocol.client.RespClient;
import io.jadis.protocol.client.RespValue;
import io.jadis.protocol.process.FreePort;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The launcher, in a process of its own on the classes as they are. */
class RedisSentinelTest {
    @TempDir
    private Path directory;
    private final List<String> log = new ArrayList<>();
    private Process process;

    private RespClient start(List<String> options, String lines) throws IOException {
        int port = FreePort.choose();
        Path file = Files.writeString(directory.resolve("sentinel.conf"), "port " + port + "\n" + lines);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), RedisSentinel.class.getName(),
                file.toString()));
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        BufferedReader output = process.inputReader();
        for (String line; !log.toString().contains("Sentinel ID is");) {
            line = output.readLine();
            if (line == null) throw new IOException(String.join("\n", log));
            log.add(line);
        }
        return RespClient.connect(new Endpoint.Tcp("127.0.0.1", port));
    }

    @AfterEach
    void stop() throws Exception {
        process.destroyForcibly().waitFor();
    }

    @Test
    void clientsAreAsManyAsTheOpenFilesAllow() throws Exception {
        try (RespClient client = start(List.of(), "maxclients 2147483000\n")) {
            String possible = log.stream().filter(each -> each.contains("maxclients has been reduced to")).findFirst()
                    .orElseThrow().replaceAll(".*reduced to (\\d+) .*", "$1");
            String info = ((RespValue.Text) client.call("INFO", "clients")).text();
            assertTrue(info.contains("maxclients:" + possible + "\r\n"), info);
        }
    }

    /** Java would answer with the old address for half a minute; JUnit's limit is below that. */
    @Test
    @Timeout(20)
    void masterThatMovesUnderItsNameIsFoundAtOnceAtTheFirstAddressOfTheSystem() throws Exception {
        Path hosts = Files.writeString(directory.resolve("hosts"), "::1 db1\n127.0.0.1 db1\n");
        try (RespClient client = start(List.of("-Djdk.net.hosts.file=" + hosts),
                "sentinel resolve-hostnames yes\nsentinel monitor m db1 1 1\n")) {
            assertEquals("::1", master(client));
            Files.writeString(hosts, "127.0.0.2 db1\n");
            while (!master(client).contains("127.0.0.2")) Thread.onSpinWait();
        }
    }

    private static String master(RespClient client) throws IOException {
        RespValue.Aggregate reply = (RespValue.Aggregate) client.call("SENTINEL", "get-master-addr-by-name", "m");
        return ((RespValue.Text) reply.elements().getFirst()).text();
    }
}
