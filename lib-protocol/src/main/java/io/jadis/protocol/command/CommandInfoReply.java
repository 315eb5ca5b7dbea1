package io.jadis.protocol.command;

import java.util.List;

/** How COMMAND INFO, and COMMAND without a subcommand, describe commands. */
final class CommandInfoReply {
    private static final CommandFlag[] FLAGS = CommandFlag.values();
    private static final AclCategory[] CATEGORIES = AclCategory.values();
    private static final KeyFlag[] KEY_FLAGS = KeyFlag.values();

    private CommandInfoReply() {}

    static void write(List<Command> commands, ReplySink out) {
        out.array(commands.size());
        for (Command command : commands) write(command, out);
    }

    static void write(Command command, ReplySink out) {
        KeyRange range = command.keyRange();
        out.array(10);
        out.bulk(command.fullName());
        out.integer(command.arity());
        flags(command, out);
        out.integer(range.first());
        out.integer(range.last());
        out.integer(range.step());
        categories(command, out);
        List<String> tips = command.docs().tips();
        out.set(tips.size());
        for (String tip : tips) out.bulk(tip);
        keySpecs(command, out);
        if (command.isContainer()) write(command.subcommands(), out);
        else out.set(0);
    }

    private static void flags(Command command, ReplySink out) {
        int shownCount = 0;
        for (CommandFlag flag : FLAGS) if (flag.isShown() && command.has(flag)) shownCount++;
        out.set(shownCount);
        for (CommandFlag flag : FLAGS) if (flag.isShown() && command.has(flag)) out.status(flag.label());
    }

    private static void categories(Command command, ReplySink out) {
        out.set(Long.bitCount(command.aclCategories()));
        for (AclCategory category : CATEGORIES) if (command.isIn(category)) out.status("@" + category.label());
    }

    private static void keySpecs(Command command, ReplySink out) {
        List<KeySpec> specs = command.keySpecs();
        out.set(specs.size());
        for (KeySpec spec : specs) {
            out.map(spec.notes() == null ? 3 : 4);
            if (spec.notes() != null) {
                out.bulk("notes");
                out.bulk(spec.notes());
            }
            out.bulk("flags");
            keyFlags(spec.flags(), out);
            out.bulk("begin_search");
            spec.begin().reply(out);
            out.bulk("find_keys");
            spec.find().reply(out);
        }
    }

    static void keyFlags(int flags, ReplySink out) {
        out.set(Integer.bitCount(flags));
        for (KeyFlag flag : KEY_FLAGS) if ((flags & flag.bit()) != 0) out.status(flag.label());
    }
}
