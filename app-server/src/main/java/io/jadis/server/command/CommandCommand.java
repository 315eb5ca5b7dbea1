package io.jadis.server.command;

import io.jadis.protocol.command.CommandReplies;
import io.jadis.protocol.command.CommandTable;
import io.jadis.protocol.command.ReplySink;
import io.jadis.protocol.match.Glob;
import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.HandlerTable;
import java.nio.charset.StandardCharsets;

/** COMMAND and its subcommands, answered from the table. */
public final class CommandCommand {
    private final CommandReplies replies;

    public CommandCommand(CommandTable commands) {
        this.replies = new CommandReplies(commands, (pattern, name) ->
                Glob.matches(pattern, name.getBytes(StandardCharsets.US_ASCII), true));
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("command", call -> replies.all(sink(call)));
        handlers.bind("command|count", call -> replies.count(sink(call)));
        handlers.bind("command|info", call -> replies.info(call, sink(call)));
        handlers.bind("command|docs", call -> replies.docs(call, sink(call)));
        handlers.bind("command|list", call -> replies.list(call, sink(call)));
        handlers.bind("command|getkeys", call -> replies.getKeys(call, sink(call)));
        handlers.bind("command|getkeysandflags", call -> replies.getKeysAndFlags(call, sink(call)));
        handlers.bind("command|help", call -> Help.reply(call,
                "(no subcommand)", "    Return details about all commands.",
                "COUNT", "    Return the number of commands.",
                "DOCS [<command-name> ...]", "    Return documentation of commands, of all if none is named.",
                "GETKEYS <full-command>", "    Return the keys of a whole command.",
                "GETKEYSANDFLAGS <full-command>", "    Return the keys of a whole command and how it uses them.",
                "INFO [<command-name> ...]", "    Return details about commands, about all if none is named.",
                "LIST [FILTERBY (MODULE <module-name> | ACLCAT <category> | PATTERN <pattern>)]",
                "    Return the names of commands."));
    }

    private static ReplySink sink(Call call) {
        return new Sink(call.reply());
    }

    /** The table's view of a reply buffer. */
    private record Sink(ReplyBuffer reply) implements ReplySink {
        @Override
        public void array(int elementCount) {
            reply.array(elementCount);
        }

        @Override
        public void map(int pairCount) {
            reply.map(pairCount);
        }

        @Override
        public void set(int elementCount) {
            reply.set(elementCount);
        }

        @Override
        public void bulk(String text) {
            reply.bulk(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        @Override
        public void bulk(long address, int length) {
            reply.bulk(address, length);
        }

        @Override
        public void status(String text) {
            reply.status(text);
        }

        @Override
        public void integer(long value) {
            reply.integer(value);
        }

        @Override
        public void nullValue() {
            reply.nil();
        }

        @Override
        public void error(String codeAndMessage) {
            reply.error(codeAndMessage);
        }
    }
}
