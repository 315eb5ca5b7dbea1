package io.jadis.server.command;

import io.jadis.protocol.resp.ErrorReply;
import io.jadis.server.client.Client;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.HandlerTable;
import io.netty.channel.EventLoop;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** WAIT, as a master without replicas answers it: after the timeout, none has acknowledged anything. */
public final class Waiting {
    private static final ErrorReply NO_TIMEOUT = ErrorReply.of("ERR timeout is not an integer or out of range");
    private static final ErrorReply NEGATIVE_TIMEOUT = ErrorReply.of("ERR timeout is negative");
    private static final ErrorReply TIMEOUT_TOO_LARGE = ErrorReply.of("ERR timeout is out of range");
    private static final ErrorReply UNBLOCKED = ErrorReply.of("UNBLOCKED client unblocked via CLIENT UNBLOCK");

    private final EventLoop executor;
    /** One for all: a client that waits often isn't to collect them. */
    private final Client.CloseListener abandonment = Waiting::abandon;

    public Waiting(EventLoop executor) {
        this.executor = executor;
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("wait", this::waitForReplicas);
    }

    /** WAIT numreplicas timeout */
    private void waitForReplicas(Call call) {
        if (!call.readInteger(1)) return;
        long replicas = call.integer();
        if (!call.readInteger(2, NO_TIMEOUT)) return;
        long timeoutMs = call.integer();
        if (timeoutMs < 0 || timeoutMs > Long.MAX_VALUE - call.nowMs()) {
            call.reply().error(timeoutMs < 0 ? NEGATIVE_TIMEOUT : TIMEOUT_TOO_LARGE);
            return;
        }
        if (replicas <= 0 || call.isNested()) {
            call.reply().integer(0);
            return;
        }
        new Wait(call.client()).begin(timeoutMs);
        call.park();
    }

    private static void abandon(Client client) {
        if (client.blocking() instanceof Wait wait) wait.cancel();
    }

    /** One client that waits. */
    private final class Wait implements Client.Blocking {
        private final Client client;
        private Future<?> timeout;

        Wait(Client client) {
            this.client = client;
        }

        /** @param timeoutMs 0 for none */
        void begin(long timeoutMs) {
            client.blocking(this);
            client.onClose(abandonment);
            if (timeoutMs > 0) timeout = executor.schedule(this::timedOut, timeoutMs, TimeUnit.MILLISECONDS);
        }

        private void timedOut() {
            end(null);
        }

        @Override
        public boolean unblock(boolean withError) {
            cancel();
            end(withError ? UNBLOCKED : null);
            return true;
        }

        private void cancel() {
            if (timeout != null) timeout.cancel(false);
        }

        private void end(ErrorReply error) {
            if (client.blocking() != this) return;
            client.blocking(null);
            if (error != null) client.reply().error(error);
            else client.reply().integer(0);
            client.connection().flushSoon();
            client.connection().resume();
        }
    }
}
