package io.jadis.protocol.process;

import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of the process, by SHUTDOWN or a signal. Executor thread only. */
public final class Shutdown {
    private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);

    /** How SHUTDOWN and {@code shutdown-on-sigterm} want it. */
    public record Options(boolean save, boolean noSave, boolean now, boolean force) {
        public static final Options DEFAULT = new Options(false, false, false, false);
    }

    /** What is left to do for replicas before the process ends. */
    public interface Replicas {
        /** Whether they have all that was written. */
        boolean haveCaughtUp();

        /** Nothing is written any more, and the replicas are asked how far they are. */
        void beginWait();

        /** The server goes on. */
        void endWait();

        /** Says in the log who has not caught up. */
        void report();
    }

    /** How a shutdown that was asked for has gone on. */
    public enum Outcome {
        /** The process ends, or has ended. */
        DONE,
        /** Replicas have to catch up first. */
        WAITING,
        FAILED
    }

    private static final long NOT_WAITING = -1;

    private final Predicate<Options> save;
    private final Replicas replicas;
    private final IntSupplier timeoutSeconds;
    private final Runnable closeDown;
    private final IntConsumer exit;
    /** What a signal has asked for and the next cron will do; null if nothing. */
    private Options requested;
    /** What is to be done when the replicas have caught up, or this moment has come; null without that. */
    private Options waiting;
    private long waitsUntilMs = NOT_WAITING;
    private Runnable failed = () -> { };
    private volatile boolean underWay;

    /**
     * @param save saves what is to be saved; false keeps the process alive
     * @param closeDown closes sockets and removes what the process has left in the file system
     * @param exit ends the process with a status
     * @param timeoutSeconds {@code shutdown-timeout}: how long replicas are waited for
     */
    public Shutdown(Predicate<Options> save, Runnable closeDown, IntConsumer exit, Replicas replicas,
            IntSupplier timeoutSeconds) {
        this.save = save;
        this.closeDown = closeDown;
        this.exit = exit;
        this.replicas = replicas;
        this.timeoutSeconds = timeoutSeconds;
    }

    /** Told when a shutdown that waited is not going to happen. */
    public void onFailure(Runnable listener) {
        failed = listener;
    }

    /** A signal asks for it: it begins with the next cron, and until then SHUTDOWN ABORT can take it back. */
    public void request(Options options) {
        underWay = true;
        requested = options;
    }

    /** To be called from the cron: begins what was requested, ends what has waited long enough. */
    public void proceed(long nowMs) {
        if (waiting != null) {
            if (nowMs >= waitsUntilMs || replicas.haveCaughtUp()) finish(waiting);
        } else if (requested != null) {
            begin("User requested shutdown...", requested, nowMs);
        }
    }

    /** Ends the process, if nothing speaks against it. */
    public Outcome begin(String reason, Options options, long nowMs) {
        if (waiting != null) return Outcome.WAITING;
        underWay = true;
        requested = null;
        LOG.info(reason);
        int seconds = timeoutSeconds.getAsInt();
        if (options.now() || seconds == 0 || replicas.haveCaughtUp()) return finish(options) ? Outcome.DONE
                : Outcome.FAILED;
        waiting = options;
        waitsUntilMs = nowMs + seconds * 1000L;
        replicas.beginWait();
        LOG.info("Waiting for replicas before shutting down.");
        return Outcome.WAITING;
    }

    private boolean finish(Options options) {
        replicas.report();
        if (!save.test(options)) {
            LOG.warn("Errors trying to shut down the server. Check the logs for more information.");
            cancel();
            return false;
        }
        closeDown.run();
        exit.accept(0);
        return true;
    }

    private void cancel() {
        requested = null;
        underWay = false;
        if (waiting == null) return;
        waiting = null;
        waitsUntilMs = NOT_WAITING;
        replicas.endWait();
        failed.run();
    }

    /** Whether it has begun. Any thread may ask. */
    public boolean isUnderWay() {
        return underWay;
    }

    /** Takes a pending shutdown back; false if there is none. */
    public boolean abort() {
        if (requested == null && waiting == null) return false;
        cancel();
        LOG.info("Shutdown manually aborted.");
        return true;
    }

    /** Ms until a pending shutdown goes on without waiting any longer, or -1. */
    public long pendingMs(long nowMs) {
        return waiting == null ? NOT_WAITING : Math.max(0, waitsUntilMs - nowMs);
    }
}
