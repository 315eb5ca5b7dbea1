package io.jadis.server.command;

import io.jadis.protocol.resp.ErrorReply;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.HandlerTable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** MODULE: there are none, as they are libraries made for the original's process. */
public final class ModuleCommand {
    private static final Logger LOG = LoggerFactory.getLogger(ModuleCommand.class);
    private static final ErrorReply NOT_LOADED =
            ErrorReply.of("ERR Error loading the extension. Please check the server logs.");
    private static final ErrorReply NOT_UNLOADED =
            ErrorReply.of("ERR Error unloading module: no such module with that name");

    public void bindTo(HandlerTable handlers) {
        handlers.bind("module|list", call -> call.reply().array(0));
        handlers.bind("module|load", ModuleCommand::load);
        handlers.bind("module|loadex", ModuleCommand::load);
        handlers.bind("module|unload", call -> call.reply().error(NOT_UNLOADED));
        handlers.bind("module|help", call -> Help.reply(call,
                "LIST",
                "    Return a list of loaded modules.",
                "LOAD <path> [<arg> ...]",
                "    Load a module library from <path>, passing to it any optional arguments.",
                "LOADEX <path> [[CONFIG NAME VALUE] [CONFIG NAME VALUE]] [ARGS ...]",
                "    Load a module library from <path>, while passing it module configurations and optional arguments.",
                "UNLOAD <name>",
                "    Unload a module."));
    }

    private static void load(Call call) {
        LOG.warn("Module {} failed to load: this server loads no modules.", call.logged(2));
        call.reply().error(NOT_LOADED);
    }
}
