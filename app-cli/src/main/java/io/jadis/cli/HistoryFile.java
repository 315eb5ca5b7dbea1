package io.jadis.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * The lines typed in earlier sessions, {@code ~/.rediscli_history} or what REDISCLI_HISTFILE names: plain lines, oldest
 * first, as other redis-clis keep them, readable by the owner alone. Sessions that run at once append to it in turn.
 */
final class HistoryFile {
    static final int LINES_MAX = 1000;

    private final Path file;                      // null = none
    private String last = "";

    HistoryFile(Path file) {
        this.file = file;
    }

    /** The lines there are; the file is cut to the newest {@link #LINES_MAX}. */
    List<String> load() {
        if (file == null || !Files.isRegularFile(file)) return List.of();
        try {
            // not UTF-8, which would refuse a file that holds anything else
            String all = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            List<String> lines = all.lines().filter(line -> !line.isEmpty()).toList();
            if (lines.size() > LINES_MAX) {
                lines = lines.subList(lines.size() - LINES_MAX, lines.size());
                Files.write(file, lines);
            }
            if (!lines.isEmpty()) last = lines.getLast();
            return lines;
        } catch (IOException e) {
            return List.of();                     // a session without its past is better than none
        }
    }

    /** Adds a line, unless it is the last one again. Returns whether it was added. */
    boolean add(String line) {
        if (line.equals(last)) return false;
        last = line;
        if (file == null) return true;
        try {
            if (!Files.exists(file)) {
                Files.createFile(file, PosixFilePermissions.asFileAttribute(
                        PosixFilePermissions.fromString("rw-------")));
            }
            if (Files.isRegularFile(file)) Files.writeString(file, line + "\n", StandardOpenOption.APPEND);
        } catch (IOException | UnsupportedOperationException e) {
            // what can't be written can still be recalled in this session
        }
        return true;
    }
}
