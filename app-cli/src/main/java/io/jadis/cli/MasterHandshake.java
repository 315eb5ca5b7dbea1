package io.jadis.cli;

import io.jadis.protocol.client.RespClient;
import io.jadis.protocol.client.RespValue.ErrorReply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What a replica says to its master before the data set comes, and what it hears back. */
final class MasterHandshake {
    private static final byte[] SYNC = "SYNC\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ACK = "REPLCONF ACK 0\r\n".getBytes(StandardCharsets.US_ASCII);

    private final RespClient client;
    private final Shell shell;

    MasterHandshake(RespClient client, Shell shell) {
        this.client = client;
        this.shell = shell;
    }

    /** Tells the master about us. Returns false if it doesn't know what that is, as older ones may. */
    boolean configure(String name, String value) {
        shell.error("sending REPLCONF " + name + " " + value + "\n");
        try {
            if (!(client.call("REPLCONF", name, value) instanceof ErrorReply error)) return true;
            shell.error("REPLCONF " + name + " error: " + error.text() + "\n");
            return false;
        } catch (IOException e) {
            shell.error("\nI/O error\n");
            throw new CliExit(1);
        }
    }

    /** Asks for the data set and returns what then comes. */
    IncomingCopy sync() {
        client.sendRaw(SYNC, 0, SYNC.length);
        return answer();
    }

    /** The answer to a SYNC or PSYNC that has been sent. */
    IncomingCopy answer() {
        String line = line("SYNCing");
        boolean full = line.startsWith("+FULLRESYNC");
        if (full || line.startsWith("+CONTINUE")) {
            shell.error("PSYNC replied " + line + "\n");
            if (!full) return IncomingCopy.none(client);
            line = line("PSYNCing");
        }
        if (line.startsWith("-")) {
            shell.error("SYNC with master failed: " + line + "\n");
            throw new CliExit(1);
        }
        return IncomingCopy.announcedBy(line, client);
    }

    /** The data set is here: what follows may come. There is no reply to that. */
    void acknowledge() {
        shell.error("sending REPLCONF ACK 0\n");
        client.sendRaw(ACK, 0, ACK.length);
    }

    /** The next line that isn't empty: the empty ones say that the master is still at work. */
    private String line(String doing) {
        ByteOutput line = new ByteOutput();
        byte[] next = new byte[1];
        try {
            while (client.readRaw(next, 0, 1) > 0) {
                if (next[0] != '\n') line.write(next[0]);
                else if (line.size() > 0) return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
            }
        } catch (IOException e) {
            // as good as the end of the stream
        }
        shell.error("Error reading bulk length while " + doing + "\n");
        throw new CliExit(1);
    }
}
