package io.jadis.cli;

import io.jadis.protocol.client.RespClient;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * {@code --rdb FILE}: the server's data set as an RDB file, got as a replica gets it; {@code --functions-rdb}: the
 * functions alone. {@code -} is standard output.
 */
final class RdbDownload {
    private final RespClient client;
    private final Shell shell;
    private final String file;

    RdbDownload(RespClient client, Shell shell, String file) {
        this.client = client;
        this.shell = shell;
        this.file = file;
    }

    /** Fetches it. @throws CliExit if there isn't a whole one */
    void run(boolean functionsOnly) {
        MasterHandshake handshake = new MasterHandshake(client, shell);
        handshake.configure("capa", "eof");
        handshake.configure("rdb-only", "1");                 // no commands behind it
        if (functionsOnly && !handshake.configure("rdb-filter-only", "functions")) {
            shell.error("Failed requesting functions only RDB from server, aborting\n");
            throw new CliExit(1);
        }
        IncomingCopy copy = handshake.sync();
        shell.error("SYNC sent to master, writing " + (copy.isMarked() ? "" : copy.bytes + " ") + "bytes "
                + (copy.isMarked() ? "of bulk transfer until EOF marker " : "") + "to '" + file + "'\n");
        if (file.equals("-")) transfer(copy, shell.out());
        else toFile(copy);
    }

    private void toFile(IncomingCopy copy) {
        try (FileOutputStream to = open()) {
            transfer(copy, to);
            client.close();                                   // the disk may take its time
            to.getFD().sync();
        } catch (IOException e) {
            shell.error("Fail to fsync '" + file + "': " + e.getMessage() + "\n");
            throw new CliExit(1);
        }
    }

    private FileOutputStream open() {
        try {
            return new FileOutputStream(file);
        } catch (FileNotFoundException e) {
            String message = e.getMessage();                  // "name (what the system said)"
            shell.error("Error opening '" + file + "': "
                    + message.substring(message.lastIndexOf('(') + 1, message.length() - 1) + "\n");
            throw new CliExit(1);
        }
    }

    private void transfer(IncomingCopy copy, OutputStream to) {
        try {
            long bytes = copy.transferTo(to);
            to.flush();
            shell.error("Transfer finished with success" + (copy.isMarked() ? " after " + bytes + " bytes\n" : ".\n"));
        } catch (IncomingCopy.IncompleteException e) {
            shell.error("I/O Error reading RDB payload from socket\n");
            throw new CliExit(1);
        } catch (IOException e) {
            shell.error("Error writing data to file: " + e.getMessage() + "\n");
            throw new CliExit(1);
        }
    }
}
