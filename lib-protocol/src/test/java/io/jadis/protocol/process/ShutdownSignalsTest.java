package io.jadis.protocol.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ShutdownSignalsTest {
    private Process child;

    @AfterEach
    void endTheChild() {
        child.destroyForcibly();
    }

    @ParameterizedTest
    @CsvSource({
        "TERM, Received SIGTERM scheduling shutdown...",
        "INT, Received SIGINT scheduling shutdown...",
        "QUIT, 'Received shutdown signal, scheduling shutdown...'"
    })
    void eachSignalBeginsAnOrderlyShutdown(String signal, String message) throws Exception {
        child = ChildJvm.start(SignalProgram.class);
        BufferedReader output = child.inputReader();
        awaitLine(output, "installed");
        send(signal);
        String line = output.readLine();
        assertTrue(line.endsWith(" # " + message), line);
        assertEquals("begin", output.readLine());
        assertEquals(0, child.waitFor());
    }

    @Test
    void aSecondInterruptEndsTheProcessAtOnce() throws Exception {
        child = ChildJvm.start(SignalProgram.class, "stay");
        BufferedReader output = child.inputReader();
        awaitLine(output, "installed");
        send("INT");
        awaitLine(output, "begin");
        send("INT");
        String line = output.readLine();
        assertTrue(line.endsWith(" # You insist... exiting now."), line);
        assertEquals("exit now", output.readLine());
        assertEquals(1, child.waitFor());
    }

    @Test
    void aHangUpIsIgnored() throws Exception {
        child = ChildJvm.start(SignalProgram.class);
        BufferedReader output = child.inputReader();
        awaitLine(output, "installed");
        send("HUP");
        send("TERM");
        String line = output.readLine();
        assertTrue(line.contains("SIGTERM"), line);
        assertEquals(0, child.waitFor());
    }

    private void send(String signal) throws IOException, InterruptedException {
        assertEquals(0, new ProcessBuilder("kill", "-" + signal, Long.toString(child.pid())).start().waitFor());
    }

    private static void awaitLine(BufferedReader output, String expected) throws IOException {
        for (String line; !(line = String.valueOf(output.readLine())).equals(expected);) {
            assertTrue(!line.equals("null"), "The child ended before it said: " + expected);
        }
    }
}
