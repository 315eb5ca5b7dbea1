package io.jadis.server.command;

import io.jadis.server.execution.Call;
import java.util.Locale;

/** The replies of the HELP subcommands: a heading, the lines of the group, and HELP itself. */
final class Help {
    private Help() {}

    static void reply(Call call, String... lines) {
        String container = call.command().container().name().toUpperCase(Locale.ROOT);
        call.reply().array(lines.length + 3);
        call.reply().status(container + " <subcommand> [<arg> [value] [opt] ...]. Subcommands are:");
        for (String line : lines) call.reply().status(line);
        call.reply().status("HELP");
        call.reply().status("    Print this help.");
    }
}
