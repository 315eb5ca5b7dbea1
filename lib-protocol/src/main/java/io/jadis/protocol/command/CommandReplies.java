package io.jadis.protocol.command;

import io.jadis.protocol.match.Glob;
import io.jadis.protocol.resp.Arguments;
import io.jadis.protocol.resp.InnerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The replies of COMMAND and its subcommands, written from a table. Each method takes the whole request, beginning with
 * COMMAND itself, whose arity has been checked. Not thread-safe: it belongs to the executor thread.
 */
public final class CommandReplies {
    private final CommandTable table;
    private final KeyReferences keys = new KeyReferences();

    public CommandReplies(CommandTable table) {
        this.table = table;
    }

    /** COMMAND. */
    public void all(ReplySink out) {
        CommandInfoReply.write(table.commands(), out);
    }

    /** COMMAND COUNT. */
    public void count(ReplySink out) {
        out.integer(table.commands().size());
    }

    /** COMMAND INFO [name …]: null in the place of each name that is unknown. */
    public void info(Arguments request, ReplySink out) {
        if (request.count() == 2) {
            all(out);
            return;
        }
        out.array(request.count() - 2);
        for (int i = 2; i < request.count(); i++) {
            Command command = table.find(AsciiText.string(request, i));
            if (command == null) out.nullValue();
            else CommandInfoReply.write(command, out);
        }
    }

    /** COMMAND DOCS [name …]: unknown names are left out. */
    public void docs(Arguments request, ReplySink out) {
        if (request.count() == 2) {
            CommandDocsReply.write(table.commands(), out);
            return;
        }
        List<Command> found = new ArrayList<>();
        for (int i = 2; i < request.count(); i++) {
            Command command = table.find(AsciiText.string(request, i));
            if (command != null) found.add(command);
        }
        CommandDocsReply.write(found, out);
    }

    /** COMMAND LIST [FILTERBY MODULE name | ACLCAT category | PATTERN pattern]: subcommands are filtered singly. */
    public void list(Arguments request, ReplySink out) {
        Predicate<Command> filter = request.count() == 2 ? command -> true : filter(request);
        if (filter == null) {
            out.error("ERR syntax error");
            return;
        }
        List<Command> found = new ArrayList<>();
        for (Command command : table.commands()) {
            if (filter.test(command)) found.add(command);
            for (Command subcommand : command.subcommands()) if (filter.test(subcommand)) found.add(subcommand);
        }
        out.array(found.size());
        for (Command command : found) out.bulk(command.fullName());
    }

    /** Null is a syntax error. */
    private Predicate<Command> filter(Arguments request) {
        if (request.count() != 5 || !AsciiText.is(request, 2, "FILTERBY")) return null;
        if (AsciiText.is(request, 3, "MODULE")) return command -> false;    // there are none
        if (AsciiText.is(request, 3, "ACLCAT")) {
            AclCategory category = AclCategory.named(AsciiText.string(request, 4));
            return command -> category != null && command.isIn(category);
        }
        if (AsciiText.is(request, 3, "PATTERN")) {
            String pattern = AsciiText.string(request, 4);
            return command -> Glob.matches(pattern, command.fullName(), true);
        }
        return null;
    }

    /** COMMAND GETKEYS command [argument …]. */
    public void getKeys(Arguments request, ReplySink out) {
        keys(request, false, out);
    }

    /** COMMAND GETKEYSANDFLAGS command [argument …]. */
    public void getKeysAndFlags(Arguments request, ReplySink out) {
        keys(request, true, out);
    }

    private void keys(Arguments request, boolean withFlags, ReplySink out) {
        Arguments inner = new InnerRequest(request, 2);
        Command command = table.find(inner);
        if (command == null) {
            out.error("ERR Invalid command specified");
        } else if (!command.hasKeys()) {
            out.error("ERR The command has no key arguments");
        } else if (!command.acceptsCount(inner.count())) {
            out.error("ERR Invalid number of arguments specified for command");
        } else if (command.findKeys(inner, keys) == 0 && !command.has(CommandFlag.NO_MANDATORY_KEYS)) {
            out.error("ERR Invalid arguments specified for command");
        } else {
            out.array(keys.count());
            for (int i = 0; i < keys.count(); i++) {
                if (withFlags) out.array(2);
                out.bulk(inner.address(keys.position(i)), inner.length(keys.position(i)));
                if (withFlags) CommandInfoReply.keyFlags(keys.flags(i), out);
            }
        }
    }

    /** COMMAND HELP. */
    public void help(ReplySink out) {
        HelpReply.write("command", out,
                "(no subcommand)", "    Return details about all commands.",
                "COUNT", "    Return the number of commands.",
                "DOCS [<command-name> ...]", "    Return documentation of commands, of all if none is named.",
                "GETKEYS <full-command>", "    Return the keys of a whole command.",
                "GETKEYSANDFLAGS <full-command>", "    Return the keys of a whole command and how it uses them.",
                "INFO [<command-name> ...]", "    Return details about commands, about all if none is named.",
                "LIST [FILTERBY (MODULE <module-name> | ACLCAT <category> | PATTERN <pattern>)]",
                "    Return the names of commands.");
    }
}
