package io.jadis.server;

import io.jadis.protocol.command.CommandTable;
import io.jadis.protocol.config.CommandLine;
import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.ConfigFileException;
import io.jadis.protocol.config.ConfigLoader;
import io.jadis.protocol.config.ConfigRefused;
import io.jadis.protocol.config.FileDirectives;
import io.jadis.server.info.ServerIdentity;
import java.nio.file.Path;
import java.util.List;

/** The launcher of {@code redis-server}. */
public final class RedisServer {
    private RedisServer() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of("").toAbsolutePath();
        Config config = new Config(directory);
        CommandTable[] commands = {CommandTable.forServer()};
        FileDirectives fileDirectives = new FileDirectives() {
            @Override
            public void renameCommand(String from, String to) throws ConfigRefused {
                try {
                    commands[0] = commands[0].renamed(from, to);
                } catch (IllegalArgumentException e) {
                    throw new ConfigRefused(e.getMessage());
                }
            }

            @Override
            public void user(String name, List<String> rules) throws ConfigRefused {
            }

            @Override
            public void loadModule(String path, List<String> moduleArguments) throws ConfigRefused {
            }

            @Override
            public void moduleDirective(String name, String value) throws ConfigRefused {
            }
        };
        try {
            ConfigLoader.load(config, fileDirectives, CommandLine.parse(List.of(arguments), directory), System.in);
        } catch (ConfigFileException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
        ServerIdentity identity = new ServerIdentity("0.1.0", "0".repeat(16), "0".repeat(40), ProcessHandle.current().pid(),
                "redis-server", "", "no", System.currentTimeMillis());
        new Server(config, commands[0], identity, System::exit).start();
    }
}
