package io.jadis.server.command;

import io.jadis.protocol.command.Command;
import io.jadis.protocol.command.CommandTable;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.server.execution.Handler;
import io.jadis.server.execution.HandlerTable;

/** CLUSTER, and what clients say in a cluster, on a server that is in none. */
public final class ClusterCommand {
    private static final ErrorReply DISABLED = ErrorReply.of("ERR This instance has cluster support disabled");

    private final CommandTable commands;

    public ClusterCommand(CommandTable commands) {
        this.commands = commands;
    }

    public void bindTo(HandlerTable handlers) {
        Handler disabled = call -> call.reply().error(DISABLED);
        for (Command subcommand : commands.findDeclared("cluster").subcommands()) {
            handlers.bind(subcommand.fullName(), disabled);
        }
        for (String name : new String[] {"asking", "readonly", "readwrite"}) handlers.bind(name, disabled);
    }
}
