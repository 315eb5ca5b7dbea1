package io.jadis.server.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.TestClient;
import io.jadis.server.oracle.DebianRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The system has no memory left for the data set: no command goes on, and no other one begins. */
@Timeout(120)
class OutOfMemoryIT {
    private static final Path PRLIMIT = Path.of("/usr/bin/prlimit");
    /** Of address space: the JVM has enough, and the value doesn't fit. */
    private static final long LEFT_BYTES = 192 << 20;
    private static final int VALUE_BYTES = 512 << 20;

    @TempDir
    Path directory;

    @Test
    void theProcessEndsAndItsLogSaysWhy() throws Exception {
        try (DebianRedis server = new ServerProgram(directory).start(directory, List.of());
                TestClient client = new TestClient(server.port())) {
            assertEquals("OK", client.run("SET k v"));
            ProcessHandle process = ProcessHandle.of(processId(client)).orElseThrow();
            limitAddressSpace(process.pid());
            assertThrows(IOException.class, () -> client.run("SETRANGE k " + (VALUE_BYTES - 1) + " x"));
            process.onExit().get(60, TimeUnit.SECONDS);
            String log = Files.readString(directory.resolve("redis-" + server.port() + ".log"));
            assertTrue(log.contains("Out Of Memory allocating " + VALUE_BYTES + " bytes!"), log);
        }
    }

    private static long processId(TestClient client) throws IOException {
        String info = client.run("INFO server");
        return Long.parseLong(info.replaceAll("(?s).*process_id:(\\d+).*", "$1"));
    }

    private static void limitAddressSpace(long pid) throws IOException, InterruptedException {
        long pages = Long.parseLong(Files.readString(Path.of("/proc", Long.toString(pid), "statm")).split(" ")[0]);
        String limit = "--as=" + (pages * 4096 + LEFT_BYTES);
        assertEquals(0, new ProcessBuilder(PRLIMIT.toString(), "--pid", Long.toString(pid), limit).start().waitFor());
    }
}
