package io.jadis.server.execution;

import io.jadis.protocol.resp.ErrorReply;
import io.jadis.server.client.Client;
import io.jadis.store.keyspace.Database;
import io.jadis.store.keyspace.Record;
import io.jadis.store.keyspace.RecordType;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The room of clients that are blocked: BLPOP and its like, which wait for a key, WAIT, which waits for time to pass,
 * and MIGRATE, which waits for another server.
 *
 * <p>A handler that finds nothing calls {@link Call#blockOn} and returns without a reply. The client is parked with a
 * copy of its request. When a key of the type it waits for is created under one of its keys, which the keyspace reports
 * by whatever way it came (or when {@link #keyIsReady} is called: a stream got an entry), the key becomes ready; after
 * the command, transaction or script at hand has ended and its effects are on their way, the waiters of the ready keys
 * are served: the <em>whole command is executed again</em>, for one waiter after another in the order they came, each
 * with propagation, keyspace events and statistics of its own. A handler thus needs no second code for being served: it
 * finds something now and replies, or finds nothing and blocks again (in its old place in time: the deadline stays, its
 * place in the queues is the last). What a served command makes ready, such as the destination of BLMOVE, is served
 * after what was ready before.
 *
 * <p>A timeout, CLIENT UNBLOCK and the end of the client end a wait. One timer serves all waiters. Statistics, slow log
 * and INFO count a blocked command once, when it ends; monitors see it when it begins.
 *
 * <p>Executor thread only.
 */
public final class BlockedClients {
    /** Type of waiters that wait for no key. */
    private static final int NO_TYPE = -1;

    private final Execution execution;
    private final EventLoop executor;
    private final KeyQueues queues;
    private final Deadlines deadlines = new Deadlines();
    private final ArrayDeque<KeyQueue> readyQueues = new ArrayDeque<>();
    private final Runnable serveTask = this::serveLater, timerTask = this::runTimer;
    /** Waiters by the type of value that they wait for. */
    private final int[] countByType = new int[RecordType.STREAM + 1];
    private int noKeyWaiters, keyCount, noKeyCount;
    /** The waiter whose command is being executed again, or null. */
    private Waiter retried;
    /** The queue whose waiters are being served, or null. */
    private KeyQueue served;
    private boolean serveScheduled;
    /** A waiter wasn't served because of CLIENT PAUSE, or since its key is held. */
    private boolean heldBack;
    private Future<?> timer;
    private long timerAtMs;

    BlockedClients(Execution execution, EventLoop executor) {
        this.execution = execution;
        this.executor = executor;
        this.queues = new KeyQueues(execution.allocator());
    }

    // ---- INFO

    /** total_blocking_keys: how many keys are waited for. */
    public int keyCount() {
        return keyCount;
    }

    /** total_blocking_keys_on_nokey: of these, how many somebody waits for to go, too. */
    public int noKeyCount() {
        return noKeyCount;
    }

    /** clients_in_timeout_table: how many clients don't wait for ever. */
    public int deadlineCount() {
        return deadlines.size();
    }

    // ---- what happens to keys

    /** A key of this {@link RecordType} was created, or a stream got entries: who waits for it is to be served. */
    public void keyIsReady(Database database, long keyAddress, long keyLength, int type) {
        if (countByType[type] == 0) return;
        KeyQueue queue = queues.find(database, keyAddress, keyLength);
        if (queue != null) ready(queue);
    }

    /** A key was removed, or overwritten by a value that may be of another type. */
    public void keyIsGone(Database database, long keyAddress, int keyLength) {
        if (noKeyWaiters == 0) return;
        KeyQueue queue = queues.find(database, keyAddress, keyLength);
        if (queue != null && queue.noKeyCount > 0) ready(queue);
    }

    /**
     * FLUSHDB and SWAPDB, before it is done: whoever waits for a key to go, and loses it.
     *
     * @param replacement where the content will come from, or null
     */
    public void contentsGo(Database emptied, Database replacement) {
        if (noKeyWaiters == 0) return;
        queues.forEach(queue -> {
            if (queue.database != emptied || queue.noKeyCount == 0) return;
            // A key whose time has passed goes with the others: nobody will remove it any more.
            int before = type(emptied, queue, Database.IGNORE_EXPIRY);
            if (before != (replacement == null ? NO_TYPE : type(replacement, queue, Database.IGNORE_EXPIRY))) {
                ready(queue);
            }
        });
    }

    /** SWAPDB, after it is done: the database has keys that some may wait for. */
    public void contentsCame(Database database) {
        if (keyCount == 0) return;
        queues.forEach(queue -> {
            int type = queue.database == database ? type(database, queue) : NO_TYPE;
            if (type != NO_TYPE && countByType[type] > 0) ready(queue);
        });
    }

    /** The type of the value under the key of a queue; an expired one counts as missing. */
    private int type(Database database, KeyQueue queue) {
        return type(database, queue, Database.KEEP_EXPIRED);
    }

    private int type(Database database, KeyQueue queue, int flags) {
        long record = database.find(execution.clock().nowMs(), queue.keyAddress, queue.keyLength,
                Database.NO_TOUCH | flags);
        return record == 0 ? NO_TYPE : Record.type(record);
    }

    private void ready(KeyQueue queue) {
        if (queue.ready) return;
        queue.ready = true;
        readyQueues.add(queue);
        // Outside of a command (expiry, eviction) nobody would come to serve.
        if (execution.isExecuting() || served != null || serveScheduled) return;
        serveScheduled = true;
        executor.execute(serveTask);
    }

    /** Who was held back by CLIENT PAUSE or a held key may be no more. */
    public void pauseEnded() {
        if (!heldBack) return;
        heldBack = false;
        queues.forEach(this::ready);
    }

    // ---- beginning to wait

    /**
     * For {@link Call#blockOn}.
     *
     * @param arguments the request to be executed again, which becomes the waiter's
     */
    void block(Call call, int type, int firstKey, int keyCount, long timeoutMs, boolean unblockOnNoKey,
            StoredArguments arguments) {
        Waiter waiter = new Waiter(this, call.client(), call.command(), TimeoutReply.NIL_ARRAY, type, unblockOnNoKey,
                arguments, retried == null ? deadline(call, timeoutMs) : retried.deadlineMs);
        countByType[type]++;
        if (unblockOnNoKey) noKeyWaiters++;
        for (int i = firstKey; i < firstKey + keyCount; i++) {
            KeyQueue queue = queues.findOrAdd(call.database(), arguments.address(i), arguments.length(i));
            if (queue.size == 0) this.keyCount++;
            if (queue.noKeyCount == 0 && unblockOnNoKey) noKeyCount++;
            queue.add(waiter);
        }
        park(call, waiter);
    }

    /** For {@link Call#blockFor}. */
    void block(Call call, long timeoutMs, TimeoutReply timeoutReply) {
        park(call, new Waiter(this, call.client(), call.command(), timeoutReply, NO_TYPE, false, null,
                deadline(call, timeoutMs)));
    }

    /** For {@link Call#blockUntilEnded}. */
    EndOfWait block(Call call, TimeoutReply reply, long keptHeapBytes) {
        Waiter waiter = new Waiter(this, call.client(), call.command(), reply, NO_TYPE, false, null, 0);
        waiter.endsByRoom = true;
        waiter.keptHeapBytes = keptHeapBytes;
        park(call, waiter);
        return error -> {
            if (waiter.client.blocking() == waiter) end(waiter, error);
        };
    }

    private static long deadline(Call call, long timeoutMs) {
        return timeoutMs == 0 ? 0 : call.steadyMs() + timeoutMs;
    }

    private void park(Call call, Waiter waiter) {
        if (waiter.deadlineMs != 0) {
            deadlines.add(waiter);
            startTimer();
        }
        call.client().blocking(waiter);
        call.park();
    }

    /** The stored request of the waiter that is being executed again, otherwise null. */
    StoredArguments retriedArguments() {
        return retried == null ? null : retried.arguments;
    }

    // ---- being served

    boolean hasReady() {
        return !readyQueues.isEmpty();
    }

    private void serveLater() {
        serveScheduled = false;
        execution.clock().wake();
        serve();
    }

    /** Serves the waiters of all keys that are ready; to be called between two commands. */
    void serve() {
        if (served != null) return;
        while ((served = readyQueues.poll()) != null) {
            served.ready = false;
            serve(served);
            KeyQueue queue = served;
            served = null;
            removeIfUnused(queue);
        }
    }

    private void serve(KeyQueue queue) {
        // Who blocks again goes to the end: without the count this might be for ever.
        int count = queue.size;
        for (KeyQueue.Place place = queue.first, next; place != null && count-- > 0; place = next) {
            next = place.next;
            Waiter waiter = place.waiter;
            boolean wanted = waiter.unblockOnNoKey || type(queue.database, queue) == waiter.type;
            if (!wanted || waiter.client.isClosing()) continue;
            if (execution.admission().mayServe(waiter.client, waiter.command, waiter.arguments)) retry(waiter);
            else heldBack = true;
        }
    }

    private void retry(Waiter waiter) {
        leave(waiter);
        retried = waiter;
        boolean parkedAgain;
        try {
            parkedAgain = execution.retry(waiter.client, waiter.command, waiter.arguments);
        } finally {
            retried = null;
        }
        if (!parkedAgain) ended(waiter);
    }

    /** Whether the command being executed is one that was blocked before. */
    boolean isRetrying() {
        return retried != null;
    }

    /** What the command at hand took before this execution of it. */
    long tookBeforeNs() {
        return retried == null ? 0 : retried.tookNs;
    }

    /** An execution has parked its client: its time counts when the command ends. */
    void parked(Client client, long tookNs) {
        if (client.blocking() instanceof Waiter waiter) waiter.tookNs = tookNs;
    }

    // ---- ending a wait

    /**
     * Ends a wait in vain: with an error, or with what the command answers after its timeout if {@code error} is null.
     */
    void end(Waiter waiter, ErrorReply error) {
        leave(waiter);
        execution.endOfWait(waiter, error);
        ended(waiter);
    }

    /** Ends the waits of all these clients with an error, and their connections. */
    public void endAll(Collection<Client> clients, ErrorReply error) {
        for (Client client : List.copyOf(clients)) {
            if (!(client.blocking() instanceof Waiter waiter)) continue;
            end(waiter, error);
            client.connection().closeAfterReply();
        }
    }

    /** The client is gone. */
    void abandon(Waiter waiter) {
        leave(waiter);
        release(waiter);
    }

    /** The reply is written. */
    private static void ended(Waiter waiter) {
        release(waiter);
        waiter.client.registry().written(waiter.client);
        waiter.client.connection().resume();
    }

    private static void release(Waiter waiter) {
        if (waiter.arguments != null) waiter.arguments.release();
    }

    /** Takes a waiter out of everything here; its arguments stay. */
    private void leave(Waiter waiter) {
        waiter.client.blocking(null);
        if (waiter.deadlineIndex >= 0) deadlines.remove(waiter);
        if (waiter.type == NO_TYPE) return;
        countByType[waiter.type]--;
        if (waiter.unblockOnNoKey) noKeyWaiters--;
        for (KeyQueue.Place place = waiter.places; place != null; place = place.nextOfWaiter) {
            KeyQueue queue = place.queue;
            queue.remove(place);
            if (queue.size == 0) keyCount--;
            if (queue.noKeyCount == 0 && waiter.unblockOnNoKey) noKeyCount--;
            removeIfUnused(queue);
        }
    }

    /** A queue stays while it is ready or being served: who blocks on its key meanwhile belongs into it. */
    private void removeIfUnused(KeyQueue queue) {
        if (queue.size == 0 && !queue.ready && queue != served) queues.remove(queue);
    }

    // ---- timeouts

    /** One task of the event loop for all: it may come too early, for a waiter that has left, but never too late. */
    private void startTimer() {
        Waiter first = deadlines.first();
        if (first == null || timer != null && timerAtMs <= first.deadlineMs) return;
        if (timer != null) timer.cancel(false);
        timerAtMs = first.deadlineMs;
        timer = executor.schedule(timerTask, timerAtMs - execution.clock().steadyMs(), TimeUnit.MILLISECONDS);
    }

    private void runTimer() {
        timer = null;
        execution.clock().wake();
        long nowMs = execution.clock().steadyMs();
        for (Waiter first; (first = deadlines.first()) != null && first.deadlineMs <= nowMs; ) end(first, null);
        startTimer();
    }
}
