package io.jadis.server.command;

import io.jadis.protocol.command.Command;
import io.jadis.protocol.command.HelpReply;
import io.jadis.protocol.command.ReplySink;
import io.jadis.server.execution.Call;
import java.util.Locale;

/** The replies of the HELP subcommands, and of those who need them. */
final class Help {
    private Help() {}

    static void reply(Call call, String... lines) {
        Command command = call.command();
        // DEBUG has subcommands without being a container.
        if (command.container() != null) command = command.container();
        HelpReply.write(command.name(), ReplySink.into(call.reply()), lines);
    }

    /** The error of a subcommand with arguments that it doesn't take. */
    static void wrongSyntax(Call call) {
        String container = call.command().container().name().toUpperCase(Locale.ROOT);
        call.reply().error("ERR unknown subcommand or wrong number of arguments for '" + call.shown(1) + "'. Try "
                + container + " HELP.");
    }
}
