package io.jadis.server.persistence;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Straight-line work that takes turns with the executor. It runs on a thread of its own, yet of the two just one runs
 * at any moment: so the work may use whatever belongs to the executor, without locks, and the executor serves clients
 * whenever the work rests.
 *
 * <p>All methods but {@link #rest} and {@link #awaitWake} are for the executor.
 */
final class LoaderThread {
    /** What there is to do. */
    @FunctionalInterface
    interface Work {
        /** @throws IOException what {@link #rest} has thrown, if the work doesn't end by itself then */
        void run() throws IOException;
    }

    /** Nobody wants the work any more. */
    static final class Cancelled extends IOException {
        private static final long serialVersionUID = 1;
    }

    /** Hears of the turns, on the executor. */
    interface Listener {
        void turnBegins();

        void turnEnds();

        /** @param failure what the work has thrown, or null; {@link Cancelled} isn't reported */
        void ended(Throwable failure);
    }

    private final EventLoop executor;
    private final Work work;
    private final Listener listener;
    private final Thread thread;
    private final Runnable turn = this::turn;

    private Thread executorThread;
    private volatile boolean working;
    private volatile boolean ended;
    private volatile boolean cancelled;
    private Throwable failure;

    /** What {@link #rest} has asked for. */
    private long restNs;
    private boolean awaitsWake;
    private boolean scheduled;

    LoaderThread(EventLoop executor, Work work, Listener listener) {
        this.executor = executor;
        this.work = work;
        this.listener = listener;
        thread = Thread.ofPlatform().daemon().name("loader").unstarted(this::run);
    }

    /** Begins with a first turn, before this returns. */
    void start() {
        executorThread = Thread.currentThread();
        thread.start();
        turn();
    }

    /** Ends the wait of {@link #awaitWake}. */
    void wake() {
        if (!awaitsWake || ended) return;
        awaitsWake = false;
        schedule(0);
    }

    /** Ends the work: when this returns nothing of it goes on, and nobody hears of it any more. */
    void cancel() {
        cancelled = true;
        while (!ended) giveTurn();
    }

    private void schedule(long delayNs) {
        if (scheduled) return;
        scheduled = true;
        // Not execute(): what comes by the timer has to let sockets have their turn first.
        executor.schedule(turn, delayNs, TimeUnit.NANOSECONDS);
    }

    private void turn() {
        scheduled = false;
        if (ended) return;
        giveTurn();
        if (ended) listener.ended(failure);
        else if (!awaitsWake) schedule(restNs);
    }

    private void giveTurn() {
        listener.turnBegins();
        working = true;
        LockSupport.unpark(thread);
        while (working) LockSupport.park(this);
        listener.turnEnds();
    }

    // ---- the work's thread

    private void run() {
        awaitTurn();
        try {
            work.run();
        } catch (Cancelled e) {
            assert cancelled;
        } catch (Throwable e) {
            failure = e;
        }
        ended = true;
        endTurn();
    }

    /** Lets the executor work, for so long at least. @throws Cancelled if the work is to end */
    void rest(long delayNs) throws Cancelled {
        restNs = delayNs;
        endTurn();
        awaitTurn();
        if (cancelled) throw new Cancelled();
    }

    /** Lets the executor work until it calls {@link #wake}. @throws Cancelled if the work is to end */
    void awaitWake() throws Cancelled {
        awaitsWake = true;
        rest(0);
    }

    private void endTurn() {
        working = false;
        LockSupport.unpark(executorThread);
    }

    private void awaitTurn() {
        while (!working) LockSupport.park(this);
    }
}
