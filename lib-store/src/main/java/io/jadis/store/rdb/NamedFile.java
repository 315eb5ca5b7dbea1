package io.jadis.store.rdb;

import java.io.IOException;
import java.nio.file.Path;

/** A file that gets this name when a {@link BackgroundSink} has written and synced all of it. */
public record NamedFile(RdbFile file, Path name) implements BackgroundSink.Destination {
    @Override
    public long take(long address, int length) throws IOException {
        return file.take(address, length);
    }

    @Override
    public void complete() throws IOException {
        file.sync();
    }

    @Override
    public void publish() throws IOException {
        file.publish(name);
    }

    @Override
    public void discard() throws IOException {
        file.discard();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
