package io.jadis.server.command;

import io.jadis.server.execution.Call;
import io.jadis.server.execution.HandlerTable;

/** WAIT, as a master without replicas answers it: after the timeout, none has acknowledged anything. */
public final class Waiting {
    public void bindTo(HandlerTable handlers) {
        handlers.bind("wait", Waiting::waitForReplicas);
    }

    /** WAIT numreplicas timeout */
    private static void waitForReplicas(Call call) {
        if (!call.readInteger(1)) return;
        long replicas = call.integer();
        if (!call.readTimeoutMs(2)) return;
        if (replicas <= 0 || !call.mayBlock()) call.reply().integer(0);
        else call.blockFor(call.integer(), reply -> reply.integer(0));
    }
}
