package io.jadis.protocol.command;

import io.jadis.protocol.resp.Arguments;
import java.util.ArrayList;
import java.util.List;

/**
 * The commands of a server or a Sentinel, by name. Immutable: {@link #renamed} gives another table over the same
 * commands.
 */
public final class CommandTable {
    private final List<Command> all;
    private final Command[] byIndex;
    /** The names in force: pairs of a name and its command, in the order of the declarations. */
    private final List<Entry> entries;
    private final List<Command> commands;
    private final CommandIndex index;
    /** By the names of the declarations, whatever was renamed or disabled. */
    private final CommandIndex declared;

    private record Entry(String name, Command command) {}

    private CommandTable(List<Command> all, int indexCount, List<Entry> entries) {
        this.all = all;
        byIndex = new Command[indexCount];
        for (Command command : all) {
            byIndex[command.index()] = command;
            for (Command subcommand : command.subcommands()) byIndex[subcommand.index()] = subcommand;
        }
        this.entries = entries;
        List<Command> inForce = new ArrayList<>(entries.size());
        index = new CommandIndex(Math.max(1, entries.size()));
        for (Entry entry : entries) {
            inForce.add(entry.command);
            index.add(entry.name, entry.command);
        }
        commands = List.copyOf(inForce);
        declared = new CommandIndex(all.size());
        for (Command command : all) declared.add(command.name(), command);
    }

    /** The commands of a server. */
    public static CommandTable forServer() {
        return of(0, CommandFlag.ONLY_SENTINEL.bit());
    }

    /** The commands of a Sentinel. */
    public static CommandTable forSentinel() {
        return of(CommandFlag.SENTINEL.bit(), 0);
    }

    private static CommandTable of(long required, long excluded) {
        List<Command> all = new ArrayList<>();
        List<Entry> entries = new ArrayList<>();
        int nextIndex = 0;
        for (CommandGroup group : CommandGroup.values()) {
            List<Declaration> declared = new ArrayList<>();
            for (Declaration each : Declarations.of(group)) {
                if ((each.flags & required) == required && (each.flags & excluded) == 0) declared.add(each);
            }
            for (int i = 0, behind; i < declared.size(); i = behind) {
                // The subcommands of a container are declared right behind it.
                behind = i + 1;
                while (behind < declared.size() && declared.get(behind).name.indexOf('|') >= 0) behind++;
                Command command =
                        new Command(declared.get(i), group, null, nextIndex, declared.subList(i + 1, behind));
                nextIndex += behind - i;
                all.add(command);
                entries.add(new Entry(command.name(), command));
            }
        }
        return new CommandTable(List.copyOf(all), nextIndex, entries);
    }

    /**
     * This table after one {@code rename-command} directive.
     *
     * @param newName empty to disable the command; each {@code char} is one byte
     * @throws IllegalArgumentException with Redis's message, if there is no such command or the new name is taken
     */
    public CommandTable renamed(String name, String newName) {
        Command command = index.find(name);
        if (command == null) throw new IllegalArgumentException("No such command in rename-command");
        List<Entry> changed = new ArrayList<>(entries);
        int at = commands.indexOf(command);
        if (newName.isEmpty()) {
            changed.remove(at);
        } else {
            Command taken = index.find(newName);
            if (taken != null && taken != command) {
                throw new IllegalArgumentException("Target command name already exists");
            }
            changed.set(at, new Entry(newName, command));
        }
        return new CommandTable(all, byIndex.length, changed);
    }

    /** The command of that name in any case, or null. Allocates nothing. */
    public Command find(long nameAddress, long nameLength) {
        return index.find(nameAddress, nameLength);
    }

    /**
     * The command, or the subcommand, that a request asks for; null if there is none. A container whose subcommand is
     * missing from the request is found itself, for its arity to refuse.
     */
    public Command find(Arguments arguments) {
        Command command = index.find(arguments.address(0), arguments.length(0));
        if (command == null || !command.isContainer() || arguments.count() == 1) return command;
        return command.subcommand(arguments.address(1), arguments.length(1));
    }

    /** The command or, as {@code container|subcommand}, the subcommand of that name in any case; or null. */
    public Command find(String name) {
        return find(index, name);
    }

    /** As {@link #find(String)} by the names of the declarations: what ACL rules and categories are about. */
    public Command findDeclared(String name) {
        return find(declared, name);
    }

    private static Command find(CommandIndex index, String name) {
        int bar = name.indexOf('|');
        Command command = index.find(bar < 0 ? name : name.substring(0, bar));
        return bar < 0 || command == null ? command : command.subcommand(name.substring(bar + 1));
    }

    /** The commands in force without their subcommands, renamed ones included, disabled ones not. */
    public List<Command> commands() {
        return commands;
    }

    /** All commands that were declared for this mode, disabled ones included: what handlers are bound to. */
    public List<Command> allCommands() {
        return all;
    }

    /** The command or subcommand of this {@link Command#index()}. */
    public Command byIndex(int index) {
        return byIndex[index];
    }

    /** How long arrays by {@link Command#index()} must be. */
    public int indexCount() {
        return byIndex.length;
    }
}
