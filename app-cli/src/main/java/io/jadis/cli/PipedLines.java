package io.jadis.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Lines of a standard input that is no terminal. A thread reads them, so that one can ask without waiting. */
final class PipedLines implements LineSource {
    private static final int LINES_MAX = 64;
    private static final byte[] END = new byte[0];      // compared by identity

    private final InputStream in;
    private final BlockingQueue<byte[]> lines = new ArrayBlockingQueue<>(LINES_MAX);
    private boolean ended;

    PipedLines(InputStream in) {
        this.in = new BufferedInputStream(in);
        Thread.ofPlatform().daemon().name("stdin").start(this::readAll);
    }

    /** One line, read byte by byte so that nothing behind it is consumed; null at the end of the input. */
    static byte[] readLine(InputStream in) throws IOException {
        ByteOutput line = new ByteOutput();
        int b = in.read();
        if (b < 0) return null;
        for (; b >= 0 && b != '\n'; b = in.read()) line.write(b);
        return line.toByteArray();
    }

    private void readAll() {
        try {
            try {
                for (byte[] line = readLine(in); line != null; line = readLine(in)) lines.put(line);
            } finally {
                lines.put(END);
            }
        } catch (IOException | InterruptedException e) {
            // the end of the input, as far as anyone can use it
        }
    }

    @Override
    public byte[] readLine(String prompt) {
        if (ended) return null;
        try {
            byte[] line = lines.take();
            ended = line == END;
            return ended ? null : line;
        } catch (InterruptedException e) {
            return null;
        }
    }

    @Override
    public boolean isReady() {
        return ended || !lines.isEmpty();
    }

    @Override
    public void awaitKeys(boolean on) {}

    @Override
    public void remember(byte[] line) {}

    @Override
    public void clearScreen() {}

    @Override
    public void close() {}
}
