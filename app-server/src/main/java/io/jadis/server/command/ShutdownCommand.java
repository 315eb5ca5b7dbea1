package io.jadis.server.command;

import io.jadis.protocol.process.Shutdown;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.server.client.Client;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.HandlerTable;
import java.util.ArrayList;
import java.util.List;

/** SHUTDOWN [NOSAVE | SAVE] [NOW] [FORCE] [ABORT] */
public final class ShutdownCommand {
    private static final ErrorReply FAILED = ErrorReply.of("ERR Errors trying to SHUTDOWN. Check logs.");

    private static final ErrorReply MAY_NOT_WAIT =
            ErrorReply.of("ERR SHUTDOWN without NOW or ABORT isn't allowed for DENY BLOCKING client");

    private final Shutdown shutdown;
    /** Who has asked for a shutdown that waits for replicas. */
    private final List<Client.Blocking> waiting = new ArrayList<>();

    public ShutdownCommand(Shutdown shutdown) {
        this.shutdown = shutdown;
        shutdown.onFailure(this::failed);
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
            begin(call, new Shutdown.Options(save, noSave, now, force));
        }
    }

    private void begin(Call call, Shutdown.Options options) {
        if (!options.now() && !call.mayBlock()) {
            call.reply().error(MAY_NOT_WAIT);
            return;
        }
        switch (shutdown.begin("User requested shutdown...", options, call.steadyMs())) {
            case DONE -> { }
            case FAILED -> call.reply().error(FAILED);
            case WAITING -> {
                call.blockFor(0, reply -> reply.error(FAILED));
                waiting.add(call.client().blocking());
            }
        }
    }

    /** Nothing has come of it. */
    private void failed() {
        List<Client.Blocking> told = List.copyOf(waiting);
        waiting.clear();
        told.forEach(wait -> wait.unblock(false));
    }
}
