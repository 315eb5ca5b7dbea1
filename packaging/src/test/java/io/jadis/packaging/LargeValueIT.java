package io.jadis.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jadis.packaging.Tree.Outcome;
import io.jadis.packaging.Tree.Running;
import io.jadis.protocol.process.FreePort;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** redis-cli has as much memory as the machine, and takes a value no more than twice. */
@Timeout(300)
class LargeValueIT {
    @TempDir
    private Path directory;

    @Test
    void aLargeValueComesOutOfAServerAndGoesIntoIt() throws Exception {
        Tree tree = Tree.built();
        int port = FreePort.choose();
        try (Running _ = Tree.start(port, directory.resolve("log"), Map.of(),
                Tree.serverCommand(tree.program("redis-server"), port, directory))) {
            assertEquals(":200000000", Tree.ask(port, "SETRANGE big 199999999 x"));
            String script = """
                    set -e; cd DIRECTORY
                    CLI get big > big
                    cat big | CLI -x set copy
                    CLI strlen copy
                    echo >> big
                    CLI get copy | cmp - big
                    """.replace("DIRECTORY", directory.toString())
                    .replace("CLI", tree.program("redis-cli") + " -p " + port);
            Outcome outcome = Tree.run(Map.of(), List.of("sh", "-c", script));
            // With the line end behind a raw reply.
            assertEquals(new Outcome(0, "OK\n200000001\n", ""), outcome);
        }
    }

    @Test
    void aValueThatIsTooLargeForTheMemoryIsOneLine() throws Exception {
        List<String> command = List.of("sh", "-c",
                "head -c 100000000 /dev/zero | " + Tree.built().program("redis-cli") + " -x echo");
        assertEquals(new Outcome(1, "", "Error: Out of memory\n"),
                Tree.run(Map.of("JADIS_JVM_OPTIONS", "-Xmx64m"), command));
    }
}
