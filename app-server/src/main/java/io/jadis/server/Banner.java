package io.jadis.server;

import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.log.LogLevel;
import io.jadis.protocol.log.ServerLog;
import io.jadis.server.info.ServerIdentity;
import java.io.Console;

/** Who is there, at the beginning of the log: a picture for people at a terminal, one line for everybody else. */
final class Banner {
    private Banner() {}

    static void show(Config config, ServerIdentity identity) {
        String mode = config.get(Directives.CLUSTER_ENABLED) ? "cluster" : "standalone";
        int port = config.get(Directives.PORT);
        if (!config.get(Directives.ALWAYS_SHOW_LOGO) && !isReadByPeople(config)) {
            ServerLog.process().notice("Running mode=" + mode + ", port=" + port + ".");
            return;
        }
        ServerLog.process().raw(LogLevel.NOTICE, """

                      /\\
                     /  \\        Jadis %s, as Redis %s
                    /\\  /\\
                   /  \\/  \\      Running in %s mode
                   \\  /\\  /      Port: %d
                    \\/  \\/       PID: %d
                     \\  /
                      \\/

                """.formatted(identity.version(), ServerIdentity.REDIS_VERSION, mode, port, identity.processId()));
    }

    private static boolean isReadByPeople(Config config) {
        Console console = System.console();
        return console != null && console.isTerminal() && config.get(Directives.LOGFILE).isEmpty()
                && !config.get(Directives.SYSLOG_ENABLED);
    }
}
