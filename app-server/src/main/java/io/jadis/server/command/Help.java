package io.jadis.server.command;

import io.jadis.protocol.command.Command;
import io.jadis.server.execution.Call;
import java.util.Locale;

/** The replies of the HELP subcommands: a heading, the lines of the group, and HELP itself. */
final class Help {
    private Help() {}

    static void reply(Call call, String... lines) {
        Command command = call.command();
        // DEBUG has subcommands without being a container.
        if (command.container() != null) command = command.container();
        call.reply().array(lines.length + 3);
        String name = command.name().toUpperCase(Locale.ROOT);
        call.reply().status(name + " <subcommand> [<arg> [value] [opt] ...]. Subcommands are:");
        for (String line : lines) call.reply().status(line);
        call.reply().status("HELP");
        call.reply().status("    Print this help.");
    }

    /** The error of a subcommand with arguments that it doesn't take. */
    static void wrongSyntax(Call call) {
        String container = call.command().container().name().toUpperCase(Locale.ROOT);
        call.reply().error("ERR unknown subcommand or wrong number of arguments for '" + call.shown(1) + "'. Try "
                + container + " HELP.");
    }
}
