package io.jadis.cli;

import io.jadis.protocol.client.RespValue;
import io.jadis.protocol.client.RespValue.Aggregate;
import io.jadis.protocol.client.RespValue.ErrorReply;
import io.jadis.protocol.client.RespValue.Text;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** {@code --scan}: prints all keys, or those of a pattern, one a line, as SCAN goes through them. */
final class KeyScan {
    private final CliSession session;
    private final Shell shell;
    private final CliOptions options;

    KeyScan(CliSession session, Shell shell, CliOptions options) {
        this.session = session;
        this.shell = shell;
        this.options = options;
    }

    /** Prints them all. @throws CliExit if the server won't have it */
    void run() {
        boolean quoted = session.outputMode() == OutputMode.STANDARD;
        byte[] cursor = bytes("0");
        do {
            List<RespValue> page = page(cursor);
            if (!(page.getFirst() instanceof Text next) || !(page.getLast() instanceof Aggregate keys)) {
                throw failed("Invalid element types from SCAN!\n");
            }
            ByteOutput lines = new ByteOutput();
            for (RespValue key : keys.elements()) {
                if (!(key instanceof Text name)) continue;
                if (quoted) Quoting.quote(name.bytes(), lines);
                else lines.add(name.bytes());
                lines.add('\n');
            }
            shell.print(lines);
            cursor = next.bytes();
            session.pause();
        } while (cursor.length != 1 || cursor[0] != '0');
    }

    private List<RespValue> page(byte[] cursor) {
        List<byte[]> command = new ArrayList<>(List.of(bytes("SCAN"), cursor));
        if (options.pattern != null) command.addAll(List.of(bytes("MATCH"), options.pattern));
        command.addAll(List.of(bytes("COUNT"), bytes(Integer.toString(options.scanCount))));
        RespValue reply;
        try {
            reply = session.client().call(command.toArray(byte[][]::new)).plain();
        } catch (IOException e) {
            throw failed("\nI/O error\n");
        }
        if (reply instanceof ErrorReply error) throw failed("SCAN error: " + error.text() + "\n");
        if (!(reply instanceof Aggregate both)) throw failed("Non ARRAY response from SCAN!\n");
        if (both.elements().size() != 2) throw failed("Invalid element count from SCAN!\n");
        return both.elements();
    }

    private CliExit failed(String message) {
        shell.error(message);
        return new CliExit(1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
