package io.jadis.cli.check;

import io.jadis.protocol.config.ByteText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;

/** A file that is read from its beginning, byte by byte, line by line, and may be cut. */
final class OpenFile implements AutoCloseable {
    static final int END = -1;
    private static final int BUFFER_BYTES = 256 << 10;

    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
    /** Where in the file the buffer ends. */
    private long end;

    private OpenFile(FileChannel channel) {
        this.channel = channel;
    }

    /** @param forCutting whether it has to be writable */
    static OpenFile open(String name, boolean forCutting) throws IOException {
        OpenOption[] options = forCutting
                ? new OpenOption[] {StandardOpenOption.READ, StandardOpenOption.WRITE}
                : new OpenOption[] {StandardOpenOption.READ};
        return new OpenFile(FileChannel.open(ByteText.path(name), options));
    }

    /** What the system says of a failure, as strerror has it. */
    static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "No such file or directory";
            case AccessDeniedException _ -> "Permission denied";
            case FileSystemException f when f.getReason() != null -> f.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }

    /** For readers that keep a place of their own. */
    FileChannel channel() {
        return channel;
    }

    long size() throws IOException {
        return channel.size();
    }

    /** Where the next byte is read. */
    long offset() {
        return end - buffer.remaining();
    }

    void seek(long offset) {
        end = offset;
        buffer.limit(0);
    }

    int peek() throws IOException {
        return fill() ? buffer.get(buffer.position()) & 0xFF : END;
    }

    int read() throws IOException {
        return fill() ? buffer.get() & 0xFF : END;
    }

    /** A line with its line feed, or as much of it as is there and no more than so many bytes; empty at the end. */
    String line(int bytesMax) throws IOException {
        StringBuilder line = new StringBuilder();
        while (line.length() < bytesMax) {
            int next = read();
            if (next == END) break;
            line.append((char) next);
            if (next == '\n') break;
        }
        return line.toString();
    }

    /** So many bytes, or those up to the end. */
    String text(int bytes) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int next; text.length() < bytes && (next = read()) != END; ) text.append((char) next);
        return text.toString();
    }

    /** Passes over bytes. @return how many there were */
    long skip(long bytes) throws IOException {
        long skipped = Math.min(bytes, Math.max(0, size() - offset()));
        if (skipped <= buffer.remaining()) buffer.position(buffer.position() + (int) skipped);
        else seek(offset() + skipped);
        return skipped;
    }

    /** Takes everything from there on off the file, for good. */
    void cut(long size) throws IOException {
        channel.truncate(size);
        channel.force(true);
    }

    private boolean fill() throws IOException {
        if (buffer.hasRemaining()) return true;
        buffer.clear();
        int read = channel.read(buffer, end);
        buffer.flip();
        end += Math.max(0, read);
        return read > 0;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
