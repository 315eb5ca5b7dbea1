package io.jadis.cli;

import io.jadis.protocol.client.RespClient;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A data set on its way from a master: so many bytes, or as many as come before a mark. */
final class IncomingCopy {
    static final int MARK_LENGTH = 40;
    private static final int TRANSFER_BYTES = 64 * 1024;

    /** How many bytes, the mark not counted; -1 = up to the mark. */
    final long bytes;
    /** Whether there is one: a master that goes on where we were sends none. */
    final boolean isWhole;
    private final byte[] mark;
    private final RespClient client;

    private IncomingCopy(boolean isWhole, long bytes, byte[] mark, RespClient client) {
        this.isWhole = isWhole;
        this.bytes = bytes;
        this.mark = mark;
        this.client = client;
    }

    static IncomingCopy none(RespClient client) {
        return new IncomingCopy(false, 0, new byte[0], client);
    }

    /** @param line {@code $175} or {@code $EOF:} and the mark */
    static IncomingCopy announcedBy(String line, RespClient client) {
        if (line.startsWith("$EOF:") && line.length() == 5 + MARK_LENGTH) {
            return new IncomingCopy(true, -1, line.substring(5).getBytes(StandardCharsets.ISO_8859_1), client);
        }
        return new IncomingCopy(true, LeadingNumber.integer(line.substring(1)), new byte[0], client);
    }

    boolean isMarked() {
        return mark.length > 0;
    }

    /**
     * Reads all of it.
     *
     * @param to gets the data without the mark
     * @return its length
     * @throws IncompleteException if the master or the connection gave up
     * @throws IOException         if they can't be written
     */
    long transferTo(OutputStream to) throws IOException {
        return isMarked() ? transferMarked(to) : transferSized(to);
    }

    private long transferSized(OutputStream to) throws IOException {
        byte[] buffer = new byte[TRANSFER_BYTES];
        for (long left = bytes; left > 0; ) {
            int count = read(buffer, 0, (int) Math.min(left, buffer.length));
            to.write(buffer, 0, count);
            left -= count;
        }
        return bytes;
    }

    /** Nothing comes behind the mark before we acknowledge: it is the end of what has been read, or isn't there yet. */
    private long transferMarked(OutputStream to) throws IOException {
        byte[] buffer = new byte[TRANSFER_BYTES + mark.length];
        int kept = 0;                             // at the buffer's beginning: what may be part of the mark
        for (long written = 0; ; ) {
            int end = kept + read(buffer, kept, TRANSFER_BYTES);
            int ready = Math.max(0, end - mark.length);
            to.write(buffer, 0, ready);
            written += ready;
            if (Arrays.equals(buffer, ready, end, mark, 0, mark.length)) return written;
            kept = end - ready;
            System.arraycopy(buffer, ready, buffer, 0, kept);
        }
    }

    private int read(byte[] buffer, int at, int length) throws IncompleteException {
        try {
            int count = client.readRaw(buffer, at, length);
            if (count < 0) throw new EOFException();
            return count;
        } catch (IOException e) {
            throw new IncompleteException(e);
        }
    }

    /** There is an end of the connection, but not of the data. */
    static final class IncompleteException extends IOException {
        private IncompleteException(IOException cause) {
            super(cause);
        }
    }
}
