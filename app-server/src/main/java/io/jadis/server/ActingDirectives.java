package io.jadis.server;

import io.jadis.protocol.acl.ConfiguredUsers;
import io.jadis.protocol.command.CommandTable;
import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.ConfigRefused;
import io.jadis.protocol.config.FileDirectives;
import java.util.List;

/** What the lines of the configuration file that are no values come to: renamed commands and users. */
final class ActingDirectives implements FileDirectives {
    private CommandTable commands = CommandTable.forServer();
    private final ConfiguredUsers users;

    ActingDirectives(Config config) {
        users = new ConfiguredUsers(config, commands);
    }

    /** The command table after the {@code rename-command} lines. */
    CommandTable commands() {
        return commands;
    }

    /** Those of the {@code user} lines. */
    ConfiguredUsers users() {
        return users;
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
        users.add(name, rules);
    }
}
