package io.jadis.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What {@code :set} and {@code ~/.redisclirc} change. */
final class Preferences {
    private final Shell shell;
    private boolean hints = true;

    Preferences(Shell shell) {
        this.shell = shell;
    }

    boolean hints() {
        return hints;
    }

    /** Reads the file of preferences, one command a line, if there is one. */
    void load() {
        Path file = shell.dotfile("REDISCLI_RCFILE", ".redisclirc");
        if (file == null || !Files.isReadable(file)) return;
        try {
            for (String line : Files.readString(file, StandardCharsets.ISO_8859_1).split("\n")) {
                List<byte[]> words = Quoting.split(line.getBytes(StandardCharsets.ISO_8859_1));
                if (words != null && !words.isEmpty()) set(words, ".redisclirc: ");
            }
        } catch (IOException e) {
            shell.error(file + ": " + e.getMessage() + "\n");
        }
    }

    /** {@code :set hints}, {@code :set nohints}. */
    void set(List<byte[]> words, String complaintPrefix) {
        String command = new String(words.getFirst(), StandardCharsets.UTF_8);
        if (!command.equalsIgnoreCase(":set") || words.size() < 2) {
            shell.print(complaintPrefix + "unknown redis-cli internal command '" + command + "'\n");
            return;
        }
        String preference = new String(words.get(1), StandardCharsets.UTF_8);
        if (preference.equalsIgnoreCase("hints")) hints = true;
        else if (preference.equalsIgnoreCase("nohints")) hints = false;
        else shell.print(complaintPrefix + "unknown redis-cli preference '" + preference + "'\n");
    }
}
