package io.jadis.server.command;

import io.jadis.protocol.acl.AclCommands;
import io.jadis.protocol.memory.Memory;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.HandlerTable;

/** ACL and its subcommands, which a Sentinel has too. */
public final class AclCommand {
    private static final int FIRST_ARGUMENT = 2;
    /** What a rule takes besides its text, which is there three times. */
    private static final int RULE_BYTES = 300, RULE_COPIES = 3;

    private final AclCommands commands;

    public AclCommand(AclCommands commands) {
        this.commands = commands;
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("acl|cat", this::cat);
        handlers.bind("acl|deluser", this::deluser);
        handlers.bind("acl|dryrun", this::dryrun);
        handlers.bind("acl|genpass", call -> commands.genPass(call, call.reply()));
        handlers.bind("acl|getuser", this::getuser);
        handlers.bind("acl|help", call -> commands.help(call.reply()));
        handlers.bind("acl|list", call -> commands.list(call.reply()));
        handlers.bind("acl|load", call -> commands.load(call.reply()));
        handlers.bind("acl|log", call -> commands.log(call, call.reply(), call.nowMs()));
        handlers.bind("acl|save", call -> commands.save(call.reply()));
        handlers.bind("acl|setuser", this::setuser);
        handlers.bind("acl|users", call -> commands.users(call.reply()));
        handlers.bind("acl|whoami", call -> commands.whoAmI(call.client().user(), call.reply()));
    }

    /** ACL CAT [category] */
    private void cat(Call call) {
        call.takeHeapFor(FIRST_ARGUMENT, call.count());
        commands.cat(call, call.reply());
    }

    /** ACL DELUSER username [username …] */
    private void deluser(Call call) {
        call.takeHeapFor(FIRST_ARGUMENT, call.count());
        commands.delUser(call, call.reply());
    }

    /** ACL DRYRUN username command [argument …] */
    private void dryrun(Call call) {
        call.takeHeapFor(FIRST_ARGUMENT, FIRST_ARGUMENT + 2);
        commands.dryRun(call, call.reply());
    }

    /** ACL GETUSER username */
    private void getuser(Call call) {
        call.takeHeapFor(FIRST_ARGUMENT, call.count());
        commands.getUser(call, call.reply());
    }

    /** ACL SETUSER username [rule …] */
    private void setuser(Call call) {
        for (int i = FIRST_ARGUMENT; i < call.count(); i++) {
            call.redact(i);
            call.takeHeap(RULE_COPIES * call.length(i) + RULE_BYTES);
            if (call.length(i) > 0 && Memory.getByte(call.address(i)) == '(') call.takeHeapForWords(call.length(i));
        }
        commands.setUser(call, call.reply());
    }
}
