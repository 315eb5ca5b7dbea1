package io.jadis.server.command;

import io.jadis.protocol.acl.AclCommands;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.HandlerTable;

/** ACL and its subcommands, which a Sentinel has too. */
public final class AclCommand {
    private static final int FIRST_ARGUMENT = 2;

    private final AclCommands commands;

    public AclCommand(AclCommands commands) {
        this.commands = commands;
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("acl|cat", call -> commands.cat(call, call.reply()));
        handlers.bind("acl|deluser", this::deluser);
        handlers.bind("acl|dryrun", call -> commands.dryRun(call, call.reply()));
        handlers.bind("acl|genpass", call -> commands.genPass(call, call.reply()));
        handlers.bind("acl|getuser", call -> commands.getUser(call, call.reply()));
        handlers.bind("acl|help", call -> commands.help(call.reply()));
        handlers.bind("acl|list", call -> commands.list(call.reply()));
        handlers.bind("acl|load", call -> commands.load(call.reply()));
        handlers.bind("acl|log", call -> commands.log(call, call.reply(), call.nowMs()));
        handlers.bind("acl|save", call -> commands.save(call.reply()));
        handlers.bind("acl|setuser", this::setuser);
        handlers.bind("acl|users", call -> commands.users(call.reply()));
        handlers.bind("acl|whoami", call -> commands.whoAmI(call.client().user(), call.reply()));
    }

    /** ACL DELUSER username [username …] */
    private void deluser(Call call) {
        takeHeap(call);
        commands.delUser(call, call.reply());
    }

    /** ACL SETUSER username [rule …] */
    private void setuser(Call call) {
        for (int i = FIRST_ARGUMENT; i < call.count(); i++) call.redact(i);
        takeHeap(call);
        commands.setUser(call, call.reply());
    }

    /** Its arguments become text. */
    private static void takeHeap(Call call) {
        for (int i = FIRST_ARGUMENT; i < call.count(); i++) call.takeHeap(call.length(i));
    }
}
