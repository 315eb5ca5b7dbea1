package io.jadis.server.process;

import java.util.function.IntConsumer;
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

    private final Predicate<Options> save;
    private final Runnable closeDown;
    private final IntConsumer exit;
    /** What a signal has asked for and the next cron will do; null if nothing. */
    private Options requested;
    private volatile boolean underWay;

    /**
     * @param save saves what is to be saved; false keeps the process alive
     * @param closeDown closes sockets and removes what the process has left in the file system
     * @param exit ends the process with a status
     */
    public Shutdown(Predicate<Options> save, Runnable closeDown, IntConsumer exit) {
        this.save = save;
        this.closeDown = closeDown;
        this.exit = exit;
    }

    /** A signal asks for it: it begins with the next cron, and until then SHUTDOWN ABORT can take it back. */
    public void request(Options options) {
        underWay = true;
        requested = options;
    }

    /** To be called from the cron: begins what was requested. */
    public void proceed() {
        if (requested != null) begin("User requested shutdown...", requested);
    }

    /** Ends the process, if nothing speaks against it. @return false if the data set could not be saved */
    public boolean begin(String reason, Options options) {
        underWay = true;
        requested = null;
        LOG.info(reason);
        if (!save.test(options)) {
            underWay = false;
            LOG.warn("Errors trying to shut down the server. Check the logs for more information.");
            return false;
        }
        closeDown.run();
        exit.accept(0);
        return true;
    }

    /** Whether it has begun. Any thread may ask. */
    public boolean isUnderWay() {
        return underWay;
    }

    /** Takes a pending shutdown back; false if there is none. */
    public boolean abort() {
        if (requested == null) return false;
        requested = null;
        underWay = false;
        LOG.info("Shutdown manually aborted.");
        return true;
    }

    /** Ms until a pending shutdown goes on without waiting any longer, or -1. */
    public long pendingMs() {
        return -1;
    }
}
