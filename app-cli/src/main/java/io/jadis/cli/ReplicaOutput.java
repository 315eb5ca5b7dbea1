package io.jadis.cli;

import io.jadis.protocol.client.RespClient;
import java.io.IOException;
import java.io.OutputStream;

/**
 * {@code --replica}: attaches to a server as its replica does, throws the data set away and prints the commands that
 * follow, one a line as CSV, until the connection ends.
 */
final class ReplicaOutput {
    private final RespClient client;
    private final Shell shell;
    private final MasterHandshake handshake;

    ReplicaOutput(RespClient client, Shell shell) {
        this.client = client;
        this.shell = shell;
        handshake = new MasterHandshake(client, shell);
    }

    /** Attaches and prints; ends by the exception that says why. */
    void run() throws IOException {
        handshake.configure("capa", "eof");
        handshake.configure("rdb-filter-only", "");           // nothing of the data set, where the master knows that
        print(handshake.sync());
    }

    /** After a SYNC or PSYNC that the user typed, and that has been sent. */
    void runTyped() throws IOException {
        print(handshake.answer());
    }

    private void print(IncomingCopy copy) throws IOException {
        if (copy.isWhole) discard(copy);
        else shell.error("Partial resync with master...\nPartial resync done. Logging commands from master.\n");
        ReplyFormat csv = new CsvFormat();
        while (true) {
            ByteOutput line = new ByteOutput();
            csv.format(client.readAny(), line);
            shell.print(line.add('\n'));
        }
    }

    private void discard(IncomingCopy copy) throws IOException {
        shell.error("Full resync with master, discarding " + (copy.isMarked() ? "" : copy.bytes + " ")
                + "bytes of bulk transfer" + (copy.isMarked() ? " until EOF marker" : "") + "...\n");
        long discarded;
        try {
            discarded = copy.transferTo(OutputStream.nullOutputStream());
        } catch (IncomingCopy.IncompleteException e) {
            shell.error("Error reading RDB payload while Full resyncing\n");
            throw new CliExit(1);
        }
        if (!copy.isMarked()) {
            shell.error("Full resync done. Logging commands from master.\n");
            return;
        }
        shell.error("Full resync done after " + (discarded + IncomingCopy.MARK_LENGTH)
                + " bytes. Logging commands from master.\n");
        goOnline();
    }

    /** The commands wait for this. A master whose child has not ended yet would overlook it: Redis takes a while. */
    private void goOnline() {
        try {
            Thread.sleep(1000);
        } catch (InterruptedException e) {
            throw new CliExit(1);
        }
        handshake.acknowledge();
    }
}
