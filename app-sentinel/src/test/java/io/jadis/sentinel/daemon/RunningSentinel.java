package io.jadis.sentinel.daemon;

import io.jadis.protocol.client.Endpoint;
import io.jadis.protocol.client.RespClient;
import io.jadis.protocol.client.RespValue;
import io.jadis.protocol.config.CommandLine;
import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.ConfigLoader;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.process.FreePort;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A Sentinel of ours in the test's own JVM. */
final class RunningSentinel implements AutoCloseable {
    final int port;
    final Path file;
    private final SentinelServer server;
    private final RespClient client;

    RunningSentinel(Path directory, String lines) throws Exception {
        port = FreePort.choose();
        file = Files.writeString(directory.resolve("sentinel-" + port + ".conf"),
                "bind 127.0.0.1\nport " + port + "\n" + lines);
        Config config = new Config(directory);
        config.put(Directives.PROTECTED_MODE, false);
        StateFile state = new StateFile(config);
        ConfigLoader.load(config, state, CommandLine.parse(List.of(file.toString()), directory),
                new ByteArrayInputStream(new byte[0]));
        server = new SentinelServer(config, state, file,
                new Identity("test", "r".repeat(40), "", file.toString(), "no", System.currentTimeMillis()),
                status -> { });
        server.start();
        client = connect();
    }

    RespClient connect() throws IOException {
        return RespClient.connect(new Endpoint.Tcp("127.0.0.1", port));
    }

    RespValue call(String... words) throws IOException {
        return client.call(words);
    }

    /** A text, an error with its code, or a number, as text. */
    String text(String... words) throws IOException {
        return text(call(words));
    }

    static String text(RespValue value) {
        return switch (value) {
            case RespValue.Text text -> text.text();
            case RespValue.IntegerReply number -> Long.toString(number.value());
            case RespValue.Aggregate all -> all.elements().stream().map(RunningSentinel::text).toList().toString();
            default -> value.toString();
        };
    }

    @Override
    public void close() throws Exception {
        client.close();
        server.close();
    }
}
