package io.jadis.protocol.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file that holds this process's id while it runs. */
public final class PidFile {
    /** Where a daemon writes it when {@code pidfile} is not set. */
    public static final Path DEFAULT = Path.of("/var/run/redis.pid");

    private static final Logger LOG = LoggerFactory.getLogger(PidFile.class);

    private final Path file;

    private PidFile(Path file) {
        this.file = file;
    }

    /** Writes the file. One that cannot be written is a warning in the log, no reason not to start. */
    public static PidFile write(Path file) {
        try {
            Files.writeString(file, ProcessHandle.current().pid() + "\n");
        } catch (IOException e) {
            LOG.warn("Failed to write PID file: {}", OsError.text(e));
        }
        return new PidFile(file);
    }

    /** Removes the file at the end of the process. */
    public void remove() {
        LOG.info("Removing the pid file.");
        delete();
    }

    /** The same without a word: the last one in the log is why the server could not start. */
    public void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.debug("The pid file stays: {}", OsError.text(e));
        }
    }
}
