package io.jadis.server.command;

import io.jadis.protocol.resp.ErrorReply;
import io.jadis.server.client.Client;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.HandlerTable;
import io.jadis.server.execution.TransactionState;
import io.jadis.server.execution.Watches;
import io.jadis.store.memory.Allocator;

/** MULTI, EXEC, DISCARD, WATCH, UNWATCH. */
public final class Transactions {
    private static final ErrorReply NESTED = ErrorReply.of("ERR MULTI calls can not be nested");
    private static final ErrorReply WATCH_INSIDE = ErrorReply.of("ERR WATCH inside MULTI is not allowed");
    private static final ErrorReply EXEC_ALONE = ErrorReply.of("ERR EXEC without MULTI");
    private static final ErrorReply DISCARD_ALONE = ErrorReply.of("ERR DISCARD without MULTI");

    private final Watches watches;
    private final Allocator allocator;
    private final Client.CloseListener closeListener = Transactions::end;

    public Transactions(Watches watches, Allocator allocator) {
        this.watches = watches;
        this.allocator = allocator;
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("multi", this::multi);
        handlers.bind("exec", this::exec);
        handlers.bind("discard", this::discard);
        handlers.bind("watch", this::watch);
        handlers.bind("unwatch", this::unwatch);
    }

    private TransactionState of(Client client) {
        if (client.transaction() instanceof TransactionState begun) return begun;
        TransactionState transaction = new TransactionState(watches, allocator);
        client.transaction(transaction);
        client.onClose(closeListener);
        return transaction;
    }

    /** Ends whatever transaction the client is in, and what it watches: RESET, and the client's end. */
    static void end(Client client) {
        if (client.transaction() instanceof TransactionState transaction) transaction.close();
    }

    /** MULTI */
    private void multi(Call call) {
        if (call.client().isInMulti()) {
            call.reply().error(NESTED);
            return;
        }
        of(call.client()).open();
        call.reply().ok();
    }

    /** EXEC: an array of the replies, null if a watched key has changed, an error if a command could not be queued. */
    private void exec(Call call) {
        if (!call.client().isInMulti()) {
            call.reply().error(EXEC_ALONE);
            return;
        }
        of(call.client()).execute(call);
    }

    /** DISCARD */
    private void discard(Call call) {
        if (!call.client().isInMulti()) {
            call.reply().error(DISCARD_ALONE);
            return;
        }
        end(call.client());
        call.reply().ok();
    }

    /** WATCH key [key …] */
    private void watch(Call call) {
        if (call.client().isInMulti()) {
            call.reply().error(WATCH_INSIDE);
            return;
        }
        TransactionState transaction = of(call.client());
        for (int i = 1; i < call.count(); i++) {
            call.keepHeap(call.length(i) + TransactionState.WATCH_BYTES);
            transaction.watch(call.database(), call.address(i), call.length(i));
        }
        call.reply().ok();
    }

    /** UNWATCH */
    private void unwatch(Call call) {
        if (call.client().transaction() instanceof TransactionState transaction) transaction.unwatchAll();
        call.reply().ok();
    }
}
