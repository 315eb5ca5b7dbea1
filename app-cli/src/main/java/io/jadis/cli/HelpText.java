package io.jadis.cli;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** The prompt's {@code help}: on itself, on a command, on a group of commands. */
final class HelpText {
    private static final String BOLD = "\033[1m", DIM = "\033[90m", YELLOW = "\033[33m", PLAIN = "\033[0m";

    private final CliSession session;
    private final Shell shell;

    HelpText(CliSession session, Shell shell) {
        this.session = session;
        this.shell = shell;
    }

    /** @param topic words of a command's name, a group as {@code @name}, or nothing */
    void print(List<byte[]> topic) {
        if (topic.isEmpty()) {
            shell.print(RedisCli.VERSION_LINE + """

                    Help on the commands of Redis:
                          "help @<group>"    all commands of a group
                          "help <command>"   a command
                          "help <tab>"       all there is help on
                    The prompt's own commands:
                          "connect <host> <port>", "clear", "quit"
                          "<n> <command>"    runs the command n times
                          ":set hints"       shows arguments while you type
                          ":set nohints"     doesn't
                    Settings for all sessions go into ~/.redisclirc.
                    """);
            return;
        }
        List<String> words = topic.stream().map(word -> new String(word, StandardCharsets.UTF_8)).toList();
        boolean group = words.getFirst().startsWith("@");
        for (CommandDocs.Entry entry : session.loadDocs(true).entries()) {
            if (group) {
                if (entry.group().equalsIgnoreCase(words.getFirst().substring(1))) print(entry, false);
            } else if (CommandDocs.beginsWith(entry.words(), words)) {
                print(entry, true);
            }
        }
        shell.print("\r\n");
    }

    private void print(CommandDocs.Entry entry, boolean withGroup) {
        StringBuilder text = new StringBuilder();
        text.append("\r\n  ").append(BOLD).append(entry.name()).append(PLAIN);
        text.append(' ').append(DIM).append(entry.syntax()).append(PLAIN).append("\r\n");
        line(text, "summary", entry.summary());
        line(text, "since", entry.since());
        if (withGroup) line(text, "group", entry.group());
        shell.print(text.toString());
    }

    private static void line(StringBuilder text, String label, String value) {
        if (value.isEmpty()) return;
        text.append("  ").append(YELLOW).append(label).append(':').append(PLAIN).append(' ').append(value)
                .append("\r\n");
    }
}
