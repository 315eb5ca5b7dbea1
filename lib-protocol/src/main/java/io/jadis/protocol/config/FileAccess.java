package io.jadis.protocol.config;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** What loading a configuration does with files: {@link DiskAccess}, or nothing at all. */
interface FileAccess {
    /** For text of unknown origin: there are no files, and none is made. */
    FileAccess NONE = new FileAccess() {
        @Override
        public String read(Path file) throws IOException {
            throw new NoSuchFileException(file.toString());
        }

        @Override
        public List<Path> matching(Path directory, String pattern) {
            return List.of();
        }

        @Override
        public void checkAppendable(Path file) {}
    };

    /** The whole of a file as {@link ByteText}. */
    String read(Path file) throws IOException;

    /** The files that match a pattern of paths, sorted by name; a relative one starts at the directory. */
    List<Path> matching(Path directory, String pattern);

    /** Makes sure that a file can be appended to; if it isn't there it is made. */
    void checkAppendable(Path file) throws IOException;
}
