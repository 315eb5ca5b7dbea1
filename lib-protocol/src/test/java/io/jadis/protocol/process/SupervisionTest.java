package io.jadis.protocol.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.process.Supervision.Mode;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class SupervisionTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(value = Mode.class, names = {"SYSTEMD", "AUTO"})
    void systemdHearsOfEveryStep(Mode mode) throws Throwable {
        followAStart(directory.resolve("notify").toString(), mode);
    }

    @Test
    void theSocketMayBeAnAbstractOne() throws Throwable {
        followAStart("@jadis-test-" + ProcessHandle.current().pid(), Mode.SYSTEMD);
    }

    private static void followAStart(String socket, Mode mode) throws Throwable {
        try (DatagramReceiver systemd = new DatagramReceiver(socket)) {
            Supervision supervision = Supervision.begin(mode, Map.of("NOTIFY_SOCKET", socket));
            assertEquals("STATUS=Redis is loading...\n", systemd.receive());
            assertTrue(supervision.isActive());
            assertEquals("systemd", supervision.infoName());
            supervision.status("Ready to accept connections");
            supervision.ready();
            supervision.stopping();
            assertEquals("STATUS=Ready to accept connections\n", systemd.receive());
            assertEquals("READY=1\n", systemd.receive());
            assertEquals("STOPPING=1\n", systemd.receive());
        }
    }

    @Test
    void withoutASocketNobodySupervises() {
        assertFalse(Supervision.begin(Mode.SYSTEMD, Map.of()).isActive());
        assertFalse(Supervision.begin(Mode.UPSTART, Map.of()).isActive());
        assertFalse(Supervision.begin(Mode.AUTO, Map.of()).isActive());
        assertEquals("no", Supervision.begin(Mode.NO, Map.of("NOTIFY_SOCKET", "/nowhere")).infoName());
    }

    @Test
    void aSocketThatIsGoneIsNoReasonNotToStart() {
        Map<String, String> environment = Map.of("NOTIFY_SOCKET", directory.resolve("gone").toString());
        assertFalse(Supervision.begin(Mode.SYSTEMD, environment).isActive());
    }
}
