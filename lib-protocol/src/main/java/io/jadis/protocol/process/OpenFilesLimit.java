package io.jadis.protocol.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fits {@code maxclients} to the number of files that the process may open. The JVM has raised the soft limit to the
 * hard one before main; here root raises both.
 */
public final class OpenFilesLimit {
    /** Files that are not clients: our jars, logs, snapshots, listeners, event loops. Redis reserves 32. */
    static final int RESERVED_FILES = 64;

    private static final Logger LOG = LoggerFactory.getLogger(OpenFilesLimit.class);
    private static final int STEP_FILES = 16;
    private static final int ASSUMED_LIMIT = 1_024;

    /** The system's side of it. */
    interface Limits {
        long current() throws IOException;

        void raise(long filesMax) throws IOException;
    }

    private OpenFilesLimit() {}

    /**
     * Raises the limit where {@code clientsMax} needs it, or as far as it can be.
     *
     * @param clientsMax {@code maxclients}
     * @return the number of clients to allow, lower than asked for if the limit could not be raised; 0 if there is not
     *     even room for one: the log has said so, and the process should exit with status 1
     */
    public static int adjust(long clientsMax) {
        return adjust((int) Math.min(clientsMax, Integer.MAX_VALUE - 1024), new Limits() {
            @Override
            public long current() throws IOException {
                return softLimit(Files.readAllLines(Path.of("/proc/self/limits")));
            }

            @Override
            public void raise(long filesMax) throws IOException {
                Posix.limitOpenFiles(filesMax);
            }
        });
    }

    static int adjust(int clientsMax, Limits limits) {
        long wanted = (long) clientsMax + RESERVED_FILES, current;
        try {
            current = limits.current();
        } catch (IOException e) {
            LOG.warn("Unable to obtain the current NOFILE limit ({}), assuming 1024 and setting the max clients "
                    + "configuration accordingly.", OsError.text(e));
            return ASSUMED_LIMIT - RESERVED_FILES;
        }
        if (current >= wanted) return clientsMax;

        String refusal = "";
        long best = current, tried = wanted, tooMany = wanted + STEP_FILES;
        // Never down again from what was reached: that could not be undone.
        while (tried > best) {
            try {
                limits.raise(tried);
                best = tried;
            } catch (IOException e) {
                refusal = OsError.text(e);
                tooMany = tried;
            }
            tried = tooMany - (tooMany - best) / 2 / STEP_FILES * STEP_FILES;
            if (tried == tooMany) tried -= STEP_FILES;
        }
        if (best >= wanted) {
            LOG.info("Increased maximum number of open files to {} (it was originally set to {}).", wanted, current);
            return clientsMax;
        }
        int possible = (int) (best - RESERVED_FILES);
        if (possible <= 0) {
            LOG.warn("Your current 'ulimit -n' of {} is not enough for the server to start. Please increase your open "
                    + "file limit to at least {}. Exiting.", current, wanted);
            return 0;
        }
        LOG.warn("You requested maxclients of {} requiring at least {} max file descriptors.", clientsMax, wanted);
        LOG.warn("Server can't set maximum open files to {} because of OS error: {}.", wanted, refusal);
        LOG.warn("Current maximum open files is {}. maxclients has been reduced to {} to compensate for low ulimit. If "
                + "you need higher maxclients increase 'ulimit -n'.", best, possible);
        return possible;
    }

    /** Reads {@code Max open files   1024   524288   files} out of /proc/PID/limits. */
    static long softLimit(List<String> limits) throws IOException {
        for (String line : limits) {
            if (!line.startsWith("Max open files")) continue;
            String soft = line.substring("Max open files".length()).strip().split("\\s+")[0];
            return soft.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(soft);
        }
        throw new IOException("/proc/self/limits has no line for open files");
    }
}
