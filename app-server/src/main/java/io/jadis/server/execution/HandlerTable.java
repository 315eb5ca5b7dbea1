package io.jadis.server.execution;

import io.jadis.protocol.command.Command;
import io.jadis.protocol.command.CommandTable;
import java.util.HashMap;
import java.util.Map;

/** Which handler a declared command has. Filled at start-up by the groups, each binding its methods by name. */
public final class HandlerTable {
    private final Map<String, Command> declared = new HashMap<>();
    private final Handler[] byIndex;

    public HandlerTable(CommandTable commands) {
        byIndex = new Handler[commands.indexCount()];
        for (Command command : commands.allCommands()) {
            declared.put(command.fullName(), command);
            for (Command subcommand : command.subcommands()) declared.put(subcommand.fullName(), subcommand);
        }
    }

    /** Binds a command, {@code "get"}, or a subcommand, {@code "client|list"}. */
    public void bind(String fullName, Handler handler) {
        Command command = declared.get(fullName);
        if (command == null) throw new IllegalArgumentException("no declaration of the command " + fullName);
        if (byIndex[command.index()] != null) throw new IllegalArgumentException("two handlers for " + fullName);
        byIndex[command.index()] = handler;
    }

    /** The command's handler, or null for one that this server lacks. */
    public Handler of(Command command) {
        return byIndex[command.index()];
    }

    /** Whether a request that was found to ask for this command can be executed, or fails by its arity. */
    boolean isCallable(Command command) {
        return of(command) != null;
    }

    /** Whether the command, or one of its subcommands, can be called. */
    public boolean isBound(Command command) {
        if (of(command) != null) return true;
        for (Command subcommand : command.subcommands()) {
            if (of(subcommand) != null) return true;
        }
        return false;
    }
}
