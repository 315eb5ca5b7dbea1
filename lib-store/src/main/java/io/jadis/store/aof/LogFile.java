package io.jadis.store.aof;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The file that a {@link CommandLog} appends to: what tests put a failing disk in the place of. */
interface LogFile {
    /** Appends some of the bytes, at least one. */
    int append(ByteBuffer bytes) throws IOException;

    /** Makes what was appended durable. The one method that another thread may call. */
    void sync() throws IOException;

    /** Cuts the file. */
    void truncate(long bytes) throws IOException;

    long size() throws IOException;

    void close() throws IOException;

    /** Opens a file to append to; creates it if it isn't there. */
    static LogFile open(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        channel.position(channel.size());
        return new LogFile() {
            @Override
            public int append(ByteBuffer bytes) throws IOException {
                return channel.write(bytes);
            }

            @Override
            public void sync() throws IOException {
                channel.force(false);
            }

            @Override
            public void truncate(long bytes) throws IOException {
                channel.truncate(bytes);
            }

            @Override
            public long size() throws IOException {
                return channel.size();
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }
}
