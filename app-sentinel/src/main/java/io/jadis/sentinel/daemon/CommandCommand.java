package io.jadis.sentinel.daemon;

import io.jadis.protocol.command.CommandReplies;
import io.jadis.protocol.command.CommandTable;
import io.jadis.protocol.command.ReplySink;
import io.jadis.protocol.match.Glob;
import io.jadis.protocol.resp.ReplyBuffer;
import java.nio.charset.StandardCharsets;

/** COMMAND and its subcommands, answered from the table. */
final class CommandCommand {
    private final CommandReplies replies;

    CommandCommand(CommandTable commands) {
        replies = new CommandReplies(commands, (pattern, name) ->
                Glob.matches(pattern, name.getBytes(StandardCharsets.US_ASCII), true));
    }

    void bindTo(Clients clients) {
        clients.bind("command", call -> replies.all(new Sink(call.reply())));
        clients.bind("command|count", call -> replies.count(new Sink(call.reply())));
        clients.bind("command|info", call -> replies.info(call.arguments(), new Sink(call.reply())));
        clients.bind("command|docs", call -> replies.docs(call.arguments(), new Sink(call.reply())));
        clients.bind("command|list", call -> replies.list(call.arguments(), new Sink(call.reply())));
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
