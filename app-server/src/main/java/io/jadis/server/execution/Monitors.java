package io.jadis.server.execution;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.resp.Arguments;
import io.jadis.server.client.Client;
import io.jadis.server.client.ClientLine;
import io.jadis.server.client.HeapBudget;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The clients that see every command: MONITOR. */
public final class Monitors {
    private static final long LINE_LENGTH_MAX = HeapBudget.COMMAND_BYTES_MAX / 16;

    private final List<Client> clients = new ArrayList<>();

    public boolean isEmpty() {
        return clients.isEmpty();
    }

    public int count() {
        return clients.size();
    }

    public void add(Client client) {
        if (client.isMonitor()) return;
        client.monitor(true);
        clients.add(client);
        client.onClose(this::remove);
    }

    public void remove(Client client) {
        client.monitor(false);
        clients.remove(client);
    }

    /**
     * Shows a command, {@code 1339518083.107412 [0 127.0.0.1:60866] "keys" "*"}, to all monitors.
     *
     * @param redacted a bit for each argument that is not to be shown, the last for all from there on
     */
    void feed(Client of, Arguments request, long redacted) {
        Instant now = Instant.now();
        StringBuilder line = new StringBuilder(64).append(now.getEpochSecond()).append('.');
        String micros = Integer.toString(1_000_000 + now.getNano() / 1000);
        line.append(micros, 1, 7).append(" [").append(of.database().index()).append(' ')
                .append(ClientLine.monitorSource(of)).append(']');
        for (int i = 0; i < request.count(); i++) {
            if (line.length() > LINE_LENGTH_MAX) {
                line.append(" ... (").append(request.count() - i).append(" more arguments)");
                break;
            }
            line.append(' ');
            if ((redacted >>> Math.min(i, Long.SIZE - 1) & 1) != 0) line.append("\"(redacted)\"");
            else appendCut(line, request, i);
        }
        String text = line.toString();
        for (Client monitor : clients) {
            // A monitor's own replies may be off, what it monitors is not.
            boolean silent = monitor.reply().discard(false);
            monitor.reply().status(text);
            monitor.reply().discard(silent);
            monitor.registry().written(monitor);
        }
    }

    /** An argument, or where the line has become too long for the Java heap, how long it is. */
    private static void appendCut(StringBuilder line, Arguments request, int index) {
        long length = request.length(index);
        int kept = (int) Math.clamp(LINE_LENGTH_MAX - line.length(), 0, length);
        Quoted.append(line, Memory.toArray(request.address(index), kept));
        if (kept < length) line.append("... (").append(length - kept).append(" more bytes)");
    }

    /** Bytes in double quotes, all but printable ASCII escaped: the form of MONITOR, the log and redis-cli. */
    static final class Quoted {
        private Quoted() {}

        static void append(StringBuilder to, byte[] bytes) {
            to.append('"');
            for (byte b : bytes) {
                switch (b) {
                    case '\\', '"' -> to.append('\\').append((char) b);
                    case '\n' -> to.append("\\n");
                    case '\r' -> to.append("\\r");
                    case '\t' -> to.append("\\t");
                    case 7 -> to.append("\\a");
                    case '\b' -> to.append("\\b");
                    default -> {
                        if (b >= 32 && b < 127) to.append((char) b);
                        else to.append(String.format("\\x%02x", b & 0xFF));
                    }
                }
            }
            to.append('"');
        }
    }
}
