package io.jadis.server;

import io.jadis.protocol.command.CommandTable;
import io.jadis.protocol.config.ConfigRefused;
import io.jadis.protocol.config.FileDirectives;
import java.util.List;

/** The command table after the {@code rename-command} lines of the configuration file, and what else acts when read. */
final class RenamedCommands implements FileDirectives {
    private CommandTable commands = CommandTable.forServer();

    CommandTable commands() {
        return commands;
    }

    @Override
    public void renameCommand(String from, String to) throws ConfigRefused {
        try {
            commands = commands.renamed(from, to);
        } catch (IllegalArgumentException e) {
            throw new ConfigRefused(e.getMessage());
        }
    }

    @Override
    public void user(String name, List<String> rules) throws ConfigRefused {
        throw new ConfigRefused("ACL users can't be configured by this version");
    }

    @Override
    public void loadModule(String path, List<String> arguments) throws ConfigRefused {
        throw new ConfigRefused("Modules are written for the C server and can't be loaded here");
    }

    @Override
    public void moduleDirective(String name, String value) throws ConfigRefused {
        throw new ConfigRefused("Bad directive or wrong number of arguments");
    }
}
