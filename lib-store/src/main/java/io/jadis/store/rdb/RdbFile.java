package io.jadis.store.rdb;

import io.jadis.protocol.file.FileReplacement;
import io.jadis.protocol.memory.Memory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that is written under a temporary name and appears under its own when all of it is on the disk: whoever opens
 * that finds the old one or the new one, whole, whenever the machine fails. Any one thread, but for {@link #discard}.
 */
public final class RdbFile implements RdbOutput.Sink, AutoCloseable {
    /** So much is left to the system before it is told to write it: else the sync at the end would take long. */
    private static final int UNSYNCED_BYTES_MAX = 4 << 20;

    private final Path temporary;
    private final FileChannel channel;
    private final boolean syncsIncrementally;
    private long unsyncedBytes;
    /** It is published or removed: what has the temporary name now is another file. */
    private boolean nameGone;

    private RdbFile(Path temporary, FileChannel channel, boolean syncsIncrementally) {
        this.temporary = temporary;
        this.channel = channel;
        this.syncsIncrementally = syncsIncrementally;
    }

    /**
     * Begins a file. One of that name is removed, and not written to in case somebody still has it: a process that was
     * killed has left it, in a container of the same id.
     */
    public static RdbFile create(Path temporary, boolean syncsIncrementally) throws IOException {
        Files.deleteIfExists(temporary);
        FileChannel channel = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return new RdbFile(temporary, channel, syncsIncrementally);
    }

    @Override
    public long take(long address, int length) throws IOException {
        ByteBuffer bytes = Memory.buffer(address, length);
        while (bytes.hasRemaining()) channel.write(bytes);
        unsyncedBytes += length;
        if (syncsIncrementally && unsyncedBytes >= UNSYNCED_BYTES_MAX) {
            channel.force(false);
            unsyncedBytes = 0;
        }
        return address;
    }

    /** Takes the last bytes away again. */
    public void cut(int bytes) throws IOException {
        channel.truncate(channel.position() - bytes);
    }

    /** Writes a few words. */
    public void write(String ascii) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(ascii.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) channel.write(bytes);
    }

    /** Brings all that was written to the disk. */
    public void sync() throws IOException {
        channel.force(true);
        channel.close();
    }

    /** Gives the file, which is synced, its name, in the directory that it is in; what had that name is gone. */
    public synchronized void publish(Path name) throws IOException {
        FileReplacement.rename(temporary, name);
        nameGone = true;
    }

    /**
     * Takes the temporary name away, unless the file was published. Any thread: the one that writes may go on, and the
     * system frees the file, which can take long, when that has closed it, or when the process has ended.
     */
    public synchronized void discard() throws IOException {
        if (nameGone) return;
        Files.deleteIfExists(temporary);
        nameGone = true;
    }

    /** Removes the file unless it was published. */
    @Override
    public void close() throws IOException {
        try {
            discard();
        } finally {
            channel.close();
        }
    }

    /** What an {@link RdbInput} reads a file from, where the channel stands. */
    public static RdbInput.Source source(FileChannel channel) {
        return (address, length) -> channel.read(Memory.buffer(address, length));
    }
}
