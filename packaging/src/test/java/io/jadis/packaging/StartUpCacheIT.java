package io.jadis.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.packaging.Tree.Running;
import io.jadis.protocol.process.FreePort;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a start-up cache tells the optimizing compiler. */
@Timeout(300)
class StartUpCacheIT {
    /** So many that the compiler is done with them. */
    private static final int REQUESTS = 30_000;

    @TempDir
    private Path directory;

    /** The cache knows that the place which calls handlers meets many: else each new one has it compiled anew. */
    @Test
    void theFirstCommandsAreNotTakenForTheOnlyOnes() throws Exception {
        Path traps = directory.resolve("traps");
        int port = FreePort.choose();
        Map<String, String> environment = Map.of("JADIS_JVM_OPTIONS",
                "-Xlog:deoptimization=debug:file=" + traps + " -Xlog:jit+compilation=debug:file=" + traps + ".jit");
        try (Running server = Tree.start(port, directory.resolve("log"), environment,
                Tree.serverCommand(Tree.built().program("redis-server"), port, directory))) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                for (String command : List.of("SET key value", "GET key", "STRLEN key", "EXISTS key")) {
                    repeat(socket, command);
                }
            }
            assertEquals(0, server.endBy("TERM"), server.log());
        }
        assertTrue(Files.readString(Path.of(traps + ".jit")).matches("(?s).*  4 +io\\.jadis\\.server\\.execution\\..*"),
                "the commands' path was compiled");
        assertEquals(List.of(), Files.readAllLines(traps).stream()
                .filter(line -> line.contains("Execution.handle(") && line.matches(".* (class|\\w+_type)_check .*"))
                .toList());
    }

    private static void repeat(Socket socket, String command) throws IOException {
        byte[] request = (command + "\r\n").getBytes(StandardCharsets.US_ASCII);
        OutputStream to = socket.getOutputStream();
        InputStream from = new BufferedInputStream(socket.getInputStream());
        for (int i = 0; i < REQUESTS; i++) {
            to.write(request);
            int lines = 1;
            while (lines > 0) {
                int next = from.read();
                if (next == '$') lines++;
                if (next == '\n') lines--;
            }
        }
    }
}
