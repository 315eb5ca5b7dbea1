package io.jadis.server.command;

import io.jadis.protocol.command.Command;
import io.jadis.protocol.config.Choice.ProtectedAction;
import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;

import io.jadis.server.client.Client;
import io.jadis.server.execution.Admission;
import java.net.InetSocketAddress;

/** {@code enable-debug-command} and {@code enable-module-command}: no, yes, or local connections only. */
public final class ProtectedAccess implements Admission.ProtectedCommands {
    private final Config config;

    public ProtectedAccess(Config config) {
        this.config = config;
    }

    @Override
    public boolean allowed(Command command, Client client) {
        String name = (command.container() == null ? command : command.container()).name();
        ProtectedAction action = config.get(
                name.equals("debug") ? Directives.ENABLE_DEBUG_COMMAND : Directives.ENABLE_MODULE_COMMAND);
        return switch (action) {
            case NO -> false;
            case YES -> true;
            case LOCAL -> isLocal(client);
        };
    }

    /** Whether the client comes through the loopback interface or the unix socket. */
    static boolean isLocal(Client client) {
        InetSocketAddress peer = client.connection().peer();
        return client.connection().isUnix() || peer != null && peer.getAddress().isLoopbackAddress();
    }
}
