package io.jadis.server.command;

import io.jadis.protocol.command.CommandReplies;
import io.jadis.protocol.command.CommandTable;
import io.jadis.protocol.command.ReplySink;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.HandlerTable;

/** COMMAND and its subcommands, answered from the table. */
public final class CommandCommand {
    private static final int FIRST_NAME = 2;

    private final CommandReplies replies;

    public CommandCommand(CommandTable commands) {
        this.replies = new CommandReplies(commands);
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("command", call -> replies.all(sink(call)));
        handlers.bind("command|count", call -> replies.count(sink(call)));
        handlers.bind("command|info", call -> replies.info(named(call), sink(call)));
        handlers.bind("command|docs", call -> replies.docs(named(call), sink(call)));
        handlers.bind("command|list", call -> replies.list(named(call), sink(call)));
        handlers.bind("command|getkeys", call -> replies.getKeys(call, sink(call)));
        handlers.bind("command|getkeysandflags", call -> replies.getKeysAndFlags(call, sink(call)));
        handlers.bind("command|help", call -> replies.help(sink(call)));
    }

    /** Names and patterns become text. */
    private static Call named(Call call) {
        call.takeHeapFor(FIRST_NAME, call.count());
        return call;
    }

    private static ReplySink sink(Call call) {
        return ReplySink.into(call.reply());
    }
}
