package io.jadis.sentinel.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.sentinel.core.Sentinel;
import io.jadis.sentinel.core.Timing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ScriptsTest {
    @TempDir
    private Path directory;
    private final List<String> events = new ArrayList<>();
    private final Timing timing = new Sentinel(null, new SplittableRandom(1), 1).timing();
    private final Scripts scripts =
            new Scripts(timing, () -> directory, (level, type, text) -> events.add(type + " " + text));

    private String script(String body) throws Exception {
        Path path = Files.writeString(directory.resolve("script.sh"), "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        return path.toString();
    }

    /** Ticks until the one job has left the state of running. */
    private void runOnce(long nowMs) throws InterruptedException {
        scripts.tick(nowMs);
        for (Scripts.Job job : scripts.jobs()) {
            if (job.isRunning()) job.process.waitFor();
        }
        scripts.tick(nowMs);
    }

    @Test
    void argumentsReachTheScript() throws Exception {
        Path out = directory.resolve("out");
        scripts.add(List.of(script("echo \"$1|$2\" > " + out), "+sdown", "master m 127.0.0.1 1"));
        runOnce(1000);
        assertEquals("+sdown|master m 127.0.0.1 1\n", Files.readString(out));
        assertTrue(scripts.jobs().isEmpty());
    }

    @Test
    void whatConcernsSentinelsProcessAloneIsNotForScripts() {
        Map<String, String> environment = new HashMap<>(
                Map.of("JADIS_JVM_OPTIONS", "-Xmx1g", "JADIS_DAEMON", "!0123", "PATH", "/bin"));
        Scripts.keepOwnVariables(environment);
        assertEquals(Map.of("PATH", "/bin"), environment);
    }

    @Test
    void failureWithOneIsTriedAgainLaterAndWithTwoNot() throws Exception {
        scripts.add(List.of(script("exit 1")));
        runOnce(1000);
        assertEquals(1, scripts.jobs().getFirst().attempts);
        assertEquals(1000 + 30_000, scripts.jobs().getFirst().timeMs);
        runOnce(31_001);
        assertEquals(31_001 + 60_000, scripts.jobs().getFirst().timeMs);
        script("exit 2");
        runOnce(200_000);
        assertTrue(scripts.jobs().isEmpty());
        assertTrue(events.stream().anyMatch(e -> e.startsWith("-script-error") && e.endsWith(" 0 2")),
                events::toString);
    }

    private void endsFor(String body, String event) throws Exception {
        events.clear();
        String script = script(body);
        scripts.add(List.of(script));
        runOnce(1000);
        assertTrue(scripts.jobs().isEmpty(), body);
        assertTrue(events.contains("-script-error " + script + " " + event), events::toString);
    }

    @Test
    void statusThatIsNoSignalsIsNone() throws Exception {
        endsFor("exit 255", "0 255");
        endsFor("exit 193", "0 193");
        // Nothing ends of SIGCHLD.
        endsFor("exit 145", "0 145");
        endsFor("exit 128", "0 128");
    }

    @Test
    void scriptThatASignalEndedIsTriedAgain() throws Exception {
        scripts.add(List.of(script("kill -TERM $$")));
        runOnce(1000);
        assertEquals(1000 + 30_000, scripts.jobs().getFirst().timeMs);
        assertTrue(events.stream().anyMatch(e -> e.startsWith("-script-child ") && e.endsWith(" 0 15")), events::toString);
    }

    @Test
    void whatCannotBeExecutedIsNotTriedAgain() throws Exception {
        String missing = directory.resolve("missing").toString();
        scripts.add(List.of(missing));
        scripts.tick(1000);
        assertTrue(scripts.jobs().isEmpty());
        assertEquals(List.of("-script-error " + missing + " 0 2"), events);
    }

    @Test
    void scriptThatHangsIsKilled() throws Exception {
        scripts.add(List.of(script("exec sleep 100")));
        scripts.tick(1000);
        Scripts.Job job = scripts.jobs().getFirst();
        scripts.tick(1000 + 60_001);
        job.process.waitFor();
        scripts.tick(1000 + 60_002);
        assertTrue(events.stream().anyMatch(e -> e.startsWith("-script-timeout")), events::toString);
        assertEquals(1, job.attempts);
    }

    @Test
    void queueIsBounded() {
        for (int i = 0; i < 300; i++) scripts.add(List.of("/bin/true", Integer.toString(i)));
        assertEquals(256, scripts.jobs().size());
        assertEquals("44", scripts.jobs().getFirst().command.get(1));
    }
}
