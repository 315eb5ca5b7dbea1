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
 * that finds the old one or the new one, whole, whenever the machine fails. Any one thread.
 */
public final class RdbFile implements RdbOutput.Sink, AutoCloseable {
    /** So much is left to the system before it is told to write it: else the sync at the end would take long. */
    private static final int UNSYNCED_BYTES_MAX = 4 << 20;

    private final Path temporary;
    private final FileChannel channel;
    private final boolean syncsIncrementally;
    private long unsyncedBytes;
    private boolean published;

    private RdbFile(Path temporary, FileChannel channel, boolean syncsIncrementally) {
        this.temporary = temporary;
        this.channel = channel;
        this.syncsIncrementally = syncsIncrementally;
    }

    /** Begins a file; one of that name is overwritten. */
    public static RdbFile create(Path temporary, boolean syncsIncrementally) throws IOException {
        FileChannel channel = FileChannel.open(temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING);
        return new RdbFile(temporary, channel, syncsIncrementally);
    }

    /**
     * A temporary name that nobody uses, this one if possible: a file that was given up is there for another moment,
     * and is then removed by its name.
     */
    public static Path unused(Path temporary) {
        Path unused = temporary;
        for (int i = 1; Files.exists(unused); i++) unused = temporary.resolveSibling(i + "-" + temporary.getFileName());
        return unused;
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
    public void publish(Path name) throws IOException {
        FileReplacement.rename(temporary, name);
        published = true;
    }

    /** Removes the file unless it was published. */
    @Override
    public void close() throws IOException {
        channel.close();
        if (!published) Files.deleteIfExists(temporary);
    }

    /** What an {@link RdbInput} reads a file from, where the channel stands. */
    public static RdbInput.Source source(FileChannel channel) {
        return (address, length) -> channel.read(Memory.buffer(address, length));
    }
}
