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
        clients.bind("command", call -> replies.all(sink(call)));
        clients.bind("command|count", call -> replies.count(sink(call)));
        clients.bind("command|info", call -> replies.info(call.arguments(), sink(call)));
        clients.bind("command|docs", call -> replies.docs(call.arguments(), sink(call)));
        clients.bind("command|list", call -> replies.list(call.arguments(), sink(call)));
        clients.bind("command|getkeys", call -> replies.getKeys(call.arguments(), sink(call)));
        clients.bind("command|getkeysandflags", call -> replies.getKeysAndFlags(call.arguments(), sink(call)));
        clients.bind("command|help", call -> replies.help(sink(call)));
    }

    private static ReplySink sink(Call call) {
        return ReplySink.into(call.reply());
    }
}
