package io.jadis.protocol.process;

import io.jadis.protocol.process.ShutdownRequest.Cause;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * SIGTERM, SIGINT and SIGQUIT shut the server down in good order; SIGHUP is ignored. (SIGPIPE the JVM ignores itself.)
 *
 * <p>The JVM keeps SIGQUIT for thread dumps and lets no Java code have it. Here it is given a handler of its own: two
 * instructions that turn it into a SIGPWR, of which a process may well shut down too, and jump to the JVM's handler for
 * that. Tools like jcmd send a SIGQUIT to a JVM that does not listen to them yet: conf/jvm.options has ours listen from
 * the start.
 */
public final class ShutdownSignals {
    private static final Logger LOG = LoggerFactory.getLogger(ShutdownSignals.class);

    private final ShutdownRequest request;

    private ShutdownSignals(ShutdownRequest request) {
        this.request = request;
    }

    /** From here on the signals go to the request. SIGQUIT follows a moment later, on a thread of its own. */
    public static void install(ShutdownRequest request) {
        ShutdownSignals signals = new ShutdownSignals(request);
        handle("TERM", signal -> signals.received(Cause.SIGTERM, "Received SIGTERM scheduling shutdown..."));
        handle("INT", signal -> signals.interrupted());
        handle("PWR", signal -> signals.received(Cause.ANOTHER, "Received shutdown signal, scheduling shutdown..."));
        handle("HUP", SignalHandler.SIG_IGN);
        // Calls into the C library cost a start 20 ms that nobody has to wait for.
        Thread.ofPlatform().name("sigquit").daemon(true).start(ShutdownSignals::redirectQuit);
    }

    private static void handle(String signal, SignalHandler handler) {
        try {
            Signal.handle(new Signal(signal), handler);
        } catch (IllegalArgumentException e) {
            LOG.warn("SIG{} keeps its default action: {}", signal, e.getMessage());
        }
    }

    private void received(Cause cause, String message) {
        LOG.warn(request.isLoading() ? "Received shutdown signal during loading, scheduling shutdown." : message);
        request.begin(cause);
    }

    private void interrupted() {
        if (request.isUnderWay()) {
            LOG.warn("You insist... exiting now.");
            request.exitNow();
        } else {
            received(Cause.SIGINT, "Received SIGINT scheduling shutdown...");
        }
    }

    static void redirectQuit() {
        if (!System.getProperty("os.name").equals("Linux") || !System.getProperty("os.arch").equals("amd64")) return;
        try {
            long trampoline = Posix.installCode(jumpAs(Posix.SIGPWR, Posix.signalHandler(Posix.SIGPWR)));
            Posix.handleSignal(Posix.SIGQUIT, trampoline, Posix.SIGPWR);
        } catch (IOException e) {
            LOG.warn("SIGQUIT keeps its default action: {}", e.getMessage());
        }
    }

    /** For x86-64: {@code mov edi, signal; mov rax, handler; jmp rax}. */
    private static byte[] jumpAs(int signal, long handler) {
        ByteBuffer code = ByteBuffer.allocate(17).order(ByteOrder.LITTLE_ENDIAN);
        code.put((byte) 0xBF).putInt(signal);
        code.put((byte) 0x48).put((byte) 0xB8).putLong(handler);
        code.put((byte) 0xFF).put((byte) 0xE0);
        return code.array();
    }
}
