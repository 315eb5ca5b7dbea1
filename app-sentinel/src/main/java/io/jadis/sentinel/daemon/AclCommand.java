package io.jadis.sentinel.daemon;

import io.jadis.protocol.acl.AclCommands;

/** ACL and its subcommands, which a server has too. */
final class AclCommand {
    private final AclCommands commands;

    AclCommand(AclCommands commands) {
        this.commands = commands;
    }

    void bindTo(Clients clients) {
        clients.bind("acl|cat", call -> commands.cat(call.arguments(), call.reply()));
        clients.bind("acl|deluser", call -> commands.delUser(call.arguments(), call.reply()));
        clients.bind("acl|dryrun", call -> commands.dryRun(call.arguments(), call.reply()));
        clients.bind("acl|genpass", call -> commands.genPass(call.arguments(), call.reply()));
        clients.bind("acl|getuser", call -> commands.getUser(call.arguments(), call.reply()));
        clients.bind("acl|help", call -> commands.help(call.reply()));
        clients.bind("acl|list", call -> commands.list(call.reply()));
        clients.bind("acl|load", call -> commands.load(call.reply()));
        clients.bind("acl|log", call -> commands.log(call.arguments(), call.reply(), call.nowMs()));
        clients.bind("acl|save", call -> commands.save(call.reply()));
        clients.bind("acl|setuser", call -> commands.setUser(call.arguments(), call.reply()));
        clients.bind("acl|users", call -> commands.users(call.reply()));
        clients.bind("acl|whoami", call -> commands.whoAmI(call.client().user(), call.reply()));
    }
}
