package io.jadis.sentinel.daemon;

import io.jadis.protocol.command.CommandReplies;
import io.jadis.protocol.command.CommandTable;
import io.jadis.protocol.command.ReplySink;

/** COMMAND and its subcommands, answered from the table. */
final class CommandCommand {
    private final CommandReplies replies;

    CommandCommand(CommandTable commands) {
        replies = new CommandReplies(commands);
    }

    void bindTo(Clients clients) {
        clients.bind("command", call -> replies.all(ReplySink.into(call.reply())));
        clients.bind("command|count", call -> replies.count(ReplySink.into(call.reply())));
        clients.bind("command|info", call -> replies.info(call.arguments(), ReplySink.into(call.reply())));
        clients.bind("command|docs", call -> replies.docs(call.arguments(), ReplySink.into(call.reply())));
        clients.bind("command|list", call -> replies.list(call.arguments(), ReplySink.into(call.reply())));
    }
}
