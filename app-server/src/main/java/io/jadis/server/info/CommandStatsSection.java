package io.jadis.server.info;

import io.jadis.protocol.command.Command;
import io.jadis.protocol.command.CommandTable;
import io.jadis.server.stats.CommandStats;
import java.util.function.Consumer;

/** Calls and time of each command that was called or refused. */
public final class CommandStatsSection implements InfoSection {
    private final CommandTable commands;
    private final CommandStats stats;

    public CommandStatsSection(CommandTable commands, CommandStats stats) {
        this.commands = commands;
        this.stats = stats;
    }

    @Override
    public String title() {
        return "Commandstats";
    }

    @Override
    public boolean isDefault() {
        return false;
    }

    @Override
    public void write(InfoText text) {
        forEach(commands, command -> {
            long calls = stats.calls(command), rejected = stats.rejectedCalls(command),
                    failed = stats.failedCalls(command);
            if (calls == 0 && rejected == 0 && failed == 0) return;
            long micros = stats.micros(command);
            text.field("cmdstat_" + command.fullName(), "calls=" + calls + ",usec=" + micros + ",usec_per_call="
                    + InfoText.twoDecimals(calls == 0 ? 0 : (double) micros / calls) + ",rejected_calls=" + rejected
                    + ",failed_calls=" + failed);
        });
    }

    static void forEach(CommandTable commands, Consumer<Command> action) {
        for (Command command : commands.allCommands()) {
            action.accept(command);
            command.subcommands().forEach(action);
        }
    }
}
