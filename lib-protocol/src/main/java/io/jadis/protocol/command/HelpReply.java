package io.jadis.protocol.command;

import java.util.Locale;

/** The reply of a HELP subcommand: a heading, the lines of the group, and HELP itself. */
public final class HelpReply {
    private HelpReply() {}

    /** @param container whose subcommands these are */
    public static void write(String container, ReplySink out, String... lines) {
        out.array(lines.length + 3);
        out.status(container.toUpperCase(Locale.ROOT) + " <subcommand> [<arg> [value] [opt] ...]. Subcommands are:");
        for (String line : lines) out.status(line);
        out.status("HELP");
        out.status("    Print this help.");
    }
}
