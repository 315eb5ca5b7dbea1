package io.jadis.cli;

import io.jadis.protocol.client.RespClient;
import io.jadis.protocol.client.RespValue;
import io.jadis.protocol.client.RespValue.BulkString;
import io.jadis.protocol.client.RespValue.ErrorReply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * {@code --pipe}: sends standard input, which is RESP already, as fast as the server takes it, and counts the replies.
 * A last ECHO, whose reply nothing else looks like, tells when all of them are there.
 */
final class BulkImport {
    private static final int TRANSFER_BYTES = 64 * 1024, MAGIC_LENGTH = 20;
    /** The blank line keeps it apart from half a command at the end of the input; otherwise it means nothing. */
    private static final String LAST = "\r\n*2\r\n$4\r\nECHO\r\n$" + MAGIC_LENGTH + "\r\n";

    private final RespClient client;
    private final Shell shell;
    private final int silenceSeconds;
    private final byte[] magic = new byte[MAGIC_LENGTH];
    private long replies, errors;
    private boolean inputEnded, answered;

    /** @param silenceSeconds how long to wait for the next reply, once all is sent; 0 = for ever */
    BulkImport(RespClient client, Shell shell, int silenceSeconds) {
        this.client = client;
        this.shell = shell;
        this.silenceSeconds = silenceSeconds;
        ThreadLocalRandom.current().nextBytes(magic);
    }

    /** Returns the exit status: 0 if there was no error. */
    int run() {
        sendAll();
        awaitLast();
        shell.print("errors: " + errors + ", replies: " + replies + "\n");
        return errors == 0 ? 0 : 1;
    }

    private void sendAll() {
        byte[] buffer = new byte[TRANSFER_BYTES];
        for (int count = readInput(buffer); count >= 0; count = readInput(buffer)) send(buffer, count);
        inputEnded = true;
        shell.print("All data transferred. Waiting for the last reply...\n");
        byte[] last = new ByteOutput().add(LAST).add(magic).add("\r\n").toByteArray();
        send(last, last.length);
    }

    private int readInput(byte[] buffer) {
        try {
            return shell.in().read(buffer);
        } catch (IOException e) {
            shell.error("Error reading from stdin: " + e.getMessage() + "\n");
            throw new CliExit(1);
        }
    }

    private void send(byte[] bytes, int length) {
        client.sendRaw(bytes, 0, length);
        try {
            client.flush(this::count);
        } catch (IOException e) {
            // what it had to say before that has been counted and printed
            throw lost();
        }
    }

    private void awaitLast() {
        int timeoutMs = silenceSeconds <= 0 ? Integer.MAX_VALUE : (int) Math.min(Integer.MAX_VALUE,
                silenceSeconds * 1000L);
        try {
            while (!answered) {
                if (client.awaitReadable(timeoutMs)) {
                    count(client.readAny());
                } else if (silenceSeconds > 0) {
                    shell.error("No replies for " + silenceSeconds + " seconds: exiting.\n");
                    errors++;
                    return;
                }
            }
        } catch (IOException e) {
            throw lost();
        }
    }

    private CliExit lost() {
        shell.error("Error reading replies from server\n");
        return new CliExit(1);
    }

    private void count(RespValue reply) {
        if (reply.plain() instanceof RespValue.Push) return;
        if (inputEnded && reply instanceof BulkString(byte[] bytes) && Arrays.equals(bytes, magic)) {
            shell.print("Last reply received from server.\n");
            answered = true;
            return;
        }
        replies++;
        if (!(reply.plain() instanceof ErrorReply error)) return;
        errors++;
        shell.error(new ByteOutput().add(error.bytes()).add('\n').toByteArray());
    }
}
