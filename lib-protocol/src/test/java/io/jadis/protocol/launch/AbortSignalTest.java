package io.jadis.protocol.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.process.ChildJvm;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AbortSignalTest {
    /** As Java reports a process that this signal has ended. */
    private static final int ENDED_BY_SIGABRT = 128 + 6;

    @Test
    void theLogSaysWhatEachThreadDidAndTheSignalEndsTheProcess() throws Exception {
        List<String> lines = linesAfterTheSignal();
        assertTrue(lines.stream().anyMatch(line -> line.endsWith(" # Jadis crashed by signal: 6")), lines::toString);
        assertTrue(lines.contains("------ STACK TRACE ------"), lines::toString);
        assertTrue(lines.stream().anyMatch(line -> line.contains("AbortProgram.waitForTheEnd")), lines::toString);
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("=== REDIS BUG REPORT END")), lines::toString);
    }

    @Test
    void thereIsNoReportUnlessItIsWanted() throws Exception {
        assertEquals(List.of(), linesAfterTheSignal("no report"));
    }

    private static List<String> linesAfterTheSignal(String... arguments) throws Exception {
        Process child = ChildJvm.start(AbortProgram.class, arguments);
        try {
            for (String line; !(line = String.valueOf(child.inputReader().readLine())).equals("installed"); ) {
                assertTrue(!line.equals("null"), "The child ended before it was ready");
            }
            new ProcessBuilder("kill", "-ABRT", Long.toString(child.pid())).start().waitFor();
            List<String> lines = child.inputReader().readAllLines();
            assertEquals(ENDED_BY_SIGABRT, child.waitFor());
            return lines;
        } finally {
            child.destroyForcibly();
        }
    }
}
