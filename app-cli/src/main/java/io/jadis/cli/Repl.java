package io.jadis.cli;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** The prompt: reads lines until there are no more, and runs them. */
final class Repl {
    private static final int SLOW_MS = 500;

    private final CliSession session;
    private final Shell shell;
    private final Preferences preferences;
    private final LineSource lines;

    Repl(CliSession session, Shell shell, Preferences preferences, LineSource lines) {
        this.session = session;
        this.shell = shell;
        this.preferences = preferences;
        this.lines = lines;
    }

    /** Returns at the end of the input, and on {@code quit}. */
    void run() {
        while (true) {
            byte[] line = lines.readLine(session.prompt());
            if (line == null) {
                if (session.leaveSubscriptions()) continue;
                return;
            }
            if (line.length != 0 && !runLine(line)) return;
            if (session.isSubscribed()) session.printMessagesUntil(lines);
        }
    }

    /** Returns false if that was the last line. */
    private boolean runLine(byte[] line) {
        List<byte[]> words = Quoting.split(line);
        if (words == null) {
            shell.print("Invalid argument(s)\n");
            lines.remember(line);
            return true;
        }
        if (words.isEmpty()) return true;
        String first = text(words.getFirst());
        List<byte[]> command = words;
        long repeat = 1;
        if (words.size() > 1 && first.matches("\\s*[+-]?\\d+")) {
            repeat = repetitions(first);
            if (repeat <= 0) {
                shell.print("Invalid redis-cli repeat command option value.\n");
                return true;
            }
            command = words.subList(1, words.size());
        }
        if (!SensitiveCommand.matches(command)) lines.remember(line);

        switch (first.toLowerCase(Locale.ROOT)) {
            case "quit", "exit" -> {
                return false;
            }
            case "restart" -> shell.print("Use 'restart' only in Lua debugging mode.\n");
            default -> {
                if (first.startsWith(":")) preferences.set(words, "");
                else if (first.equalsIgnoreCase("connect") && words.size() == 3) connect(words);
                else if (first.equalsIgnoreCase("clear") && words.size() == 1) lines.clearScreen();
                else runCommand(command, repeat);
            }
        }
        return true;
    }

    private void connect(List<byte[]> words) {
        int port = LeadingNumber.int32(text(words.get(2)));
        if (port < 0 || port > 65535) shell.print("Invalid server port.\n");
        else session.connectTo(text(words.get(1)), port);
    }

    private void runCommand(List<byte[]> command, long repeat) {
        long startNs = System.nanoTime();
        session.run(command, repeat);
        long elapsedMs = (System.nanoTime() - startNs) / 1_000_000;
        if (elapsedMs >= SLOW_MS && session.outputMode() == OutputMode.STANDARD) {
            shell.print(String.format(Locale.ROOT, "(%.2fs)\n", elapsedMs / 1000.0));
        }
    }

    /** The repeat prefix; 0 = not a number of repetitions. */
    private static long repetitions(String prefix) {
        try {
            return Long.parseLong(prefix.strip());
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
