package io.jadis.server.command;

import io.jadis.protocol.resp.ErrorReply;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.HandlerTable;
import io.jadis.server.process.Shutdown;

/** SHUTDOWN [NOSAVE | SAVE] [NOW] [FORCE] [ABORT] */
public final class ShutdownCommand {
    private static final ErrorReply FAILED = ErrorReply.of("ERR Errors trying to SHUTDOWN. Check logs.");

    private final Shutdown shutdown;

    public ShutdownCommand(Shutdown shutdown) {
        this.shutdown = shutdown;
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("shutdown", this::shutdown);
    }

    private void shutdown(Call call) {
        boolean save = false, noSave = false, now = false, force = false, abort = false;
        for (int i = 1; i < call.count(); i++) {
            if (call.is(i, "NOSAVE")) noSave = true;
            else if (call.is(i, "SAVE")) save = true;
            else if (call.is(i, "NOW")) now = true;
            else if (call.is(i, "FORCE")) force = true;
            else if (call.is(i, "ABORT")) abort = true;
            else {
                Expiration.syntaxError(call);
                return;
            }
        }
        if (abort && call.count() > 2 || save && noSave) {
            Expiration.syntaxError(call);
        } else if (abort) {
            if (shutdown.abort()) call.reply().ok();
            else call.reply().error("ERR No shutdown in progress.");
        } else {
            Shutdown.Options options = new Shutdown.Options(save, noSave, now, force);
            if (!shutdown.begin("User requested shutdown...", options)) call.reply().error(FAILED);
        }
    }
}
