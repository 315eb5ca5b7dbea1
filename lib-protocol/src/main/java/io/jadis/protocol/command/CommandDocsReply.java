package io.jadis.protocol.command;

import java.util.List;

/** How COMMAND DOCS documents commands: a map of full names to maps, in which facts that don't apply are left out. */
final class CommandDocsReply {
    private CommandDocsReply() {}

    static void write(List<Command> commands, ReplySink out) {
        out.map(commands.size());
        for (Command command : commands) {
            out.bulk(command.fullName());
            write(command, out);
        }
    }

    private static void write(Command command, ReplySink out) {
        CommandDocs docs = command.docs();
        List<ArgumentSpec> arguments = command.arguments();
        boolean isFlagged = docs.deprecatedSince() != null || docs.internal();
        out.map(3 + present(docs.complexity()) + (isFlagged ? 1 : 0) + present(docs.deprecatedSince())
                + present(docs.replacedBy()) + present(docs.history()) + present(arguments)
                + present(command.subcommands()));
        pair("summary", docs.summary(), out);
        pair("since", docs.since(), out);
        pair("group", docs.group().label(), out);
        pair("complexity", docs.complexity(), out);
        if (isFlagged) {
            out.bulk("doc_flags");
            out.set(1);
            out.status(docs.internal() ? "syscmd" : "deprecated");
        }
        pair("deprecated_since", docs.deprecatedSince(), out);
        pair("replaced_by", docs.replacedBy(), out);
        if (!docs.history().isEmpty()) {
            out.bulk("history");
            out.set(docs.history().size());
            for (CommandDocs.Change change : docs.history()) {
                out.array(2);
                out.bulk(change.version());
                out.bulk(change.change());
            }
        }
        if (!arguments.isEmpty()) {
            out.bulk("arguments");
            arguments(arguments, out);
        }
        if (command.isContainer()) {
            out.bulk("subcommands");
            write(command.subcommands(), out);
        }
    }

    private static void arguments(List<ArgumentSpec> arguments, ReplySink out) {
        out.array(arguments.size());
        for (ArgumentSpec argument : arguments) {
            int flagCount = (argument.optional() ? 1 : 0) + (argument.multiple() ? 1 : 0)
                    + (argument.multipleToken() ? 1 : 0);
            boolean hasKeySpec = argument.keySpecIndex() >= 0;
            out.map(2 + present(argument.displayText()) + (hasKeySpec ? 1 : 0) + present(argument.token())
                    + present(argument.since()) + present(argument.deprecatedSince()) + (flagCount > 0 ? 1 : 0)
                    + (argument.isCompound() ? 1 : 0));
            pair("name", argument.name(), out);
            pair("type", argument.type().label(), out);
            pair("display_text", argument.displayText(), out);
            if (hasKeySpec) {
                out.bulk("key_spec_index");
                out.integer(argument.keySpecIndex());
            }
            pair("token", argument.token(), out);
            pair("since", argument.since(), out);
            pair("deprecated_since", argument.deprecatedSince(), out);
            if (flagCount > 0) {
                out.bulk("flags");
                out.set(flagCount);
                if (argument.optional()) out.status("optional");
                if (argument.multiple()) out.status("multiple");
                if (argument.multipleToken()) out.status("multiple_token");
            }
            if (argument.isCompound()) {
                out.bulk("arguments");
                arguments(argument.arguments(), out);
            }
        }
    }

    private static int present(String text) {
        return text == null ? 0 : 1;
    }

    private static int present(List<?> list) {
        return list.isEmpty() ? 0 : 1;
    }

    private static void pair(String key, String value, ReplySink out) {
        if (value == null) return;
        out.bulk(key);
        out.bulk(value);
    }
}
