package io.jadis.server.command;

import io.jadis.server.execution.Call;
import java.util.Locale;

/** The reply to HELP: an array of lines, the first and the last of them the same for all commands. */
final class HelpReply {
    private HelpReply() {}

    /** @param lines a subcommand with its arguments, and under it, by four spaces to the right, what it does */
    static void send(Call call, String... lines) {
        call.reply().array(lines.length + 3);
        call.reply().status(call.text(0).toUpperCase(Locale.ROOT)
                + " <subcommand> [<arg> [value] [opt] ...]. Subcommands are:");
        for (String line : lines) call.reply().status(line);
        call.reply().status("HELP");
        call.reply().status("    Print this help.");
    }
}
