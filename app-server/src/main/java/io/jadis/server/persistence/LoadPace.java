package io.jadis.server.persistence;

import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.store.rdb.RdbInput;
import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/**
 * When a load lets the server serve its clients: after a few milliseconds, after so many bytes ({@code
 * loading-process-events-interval-bytes}), and for the delays that {@code key-load-delay} asks for. Without a thread
 * that takes turns with the executor everybody waits.
 */
final class LoadPace {
    /** What a client may have to wait for a turn of the loader, if there is a data set that it can use. */
    private static final long SHARED_TURN_NS = 4_000_000;
    /**
     * What others may have to wait, for an error or INFO. Those who try again and again to connect cost the load of an
     * AOF a seventh of its time with turns of 4 ms, as what serves them isn't compiled yet.
     */
    private static final long TURN_NS = 20_000_000;
    /**
     * The first turn of these is longer: a small data set is there all at once, as with Redis, and nobody is refused for
     * its sake. REPLICAOF, say, right behind a full sync.
     */
    private static final long FIRST_TURN_NS = 100_000_000;
    /** Shorter delays than this are saved up. */
    private static final long DELAY_MIN_NS = 1_000_000;
    /** So often the clock is looked at, in keys. */
    private static final int KEYS_PER_CLOCK = 32;

    private final Config config;
    private final LoadingProgress progress;
    private final LongSupplier nanoClock;
    private final long furtherTurnNs;
    /** Null if there are no turns. */
    private LoaderThread thread;
    private long turnNs;
    private long turnStartedNs;
    private long turnStartedBytes;
    private long delayNs;
    private int keys;

    /** @param shared whether clients have a data set meanwhile */
    LoadPace(Config config, LoadingProgress progress, boolean shared, LongSupplier nanoClock) {
        this.config = config;
        this.progress = progress;
        this.nanoClock = nanoClock;
        turnNs = shared ? SHARED_TURN_NS : FIRST_TURN_NS;
        furtherTurnNs = shared ? SHARED_TURN_NS : TURN_NS;
        turnStartedNs = nanoClock.getAsLong();
    }

    /** From now on there are turns. */
    void takesTurns(LoaderThread loader) {
        thread = loader;
    }

    LoaderThread thread() {
        return thread;
    }

    /** What an RDB is read from, with rests. */
    RdbInput.Source rested(RdbInput.Source source) {
        return (address, length) -> {
            restIfDue();
            return source.read(address, length);
        };
    }

    /** A key was read, or a command executed. */
    void keyLoaded() throws IOException {
        int delayUs = config.get(Directives.KEY_LOAD_DELAY);
        if (delayUs != 0) delay(delayUs);
        if (++keys % KEYS_PER_CLOCK == 0) restIfDue();
    }

    /** A negative delay of N µs is one of 1 µs for one of N keys. */
    private void delay(int us) throws IOException {
        delayNs += 1000L * (us > 0 ? us : ThreadLocalRandom.current().nextInt(-us) == 0 ? 1 : 0);
        if (delayNs < DELAY_MIN_NS) return;
        long due = delayNs;
        delayNs = 0;
        rest(due);
    }

    private void restIfDue() throws IOException {
        if (isRestDue()) rest(0);
    }

    boolean isRestDue() {
        long bytes = progress.loadedBytes() - turnStartedBytes;
        return bytes >= config.get(Directives.LOADING_PROCESS_EVENTS_INTERVAL_BYTES)
                || nanoClock.getAsLong() - turnStartedNs >= turnNs;
    }

    private void rest(long atLeastNs) throws IOException {
        if (thread != null) thread.rest(atLeastNs);
        turnNs = furtherTurnNs;
        turnStartedNs = nanoClock.getAsLong();
        turnStartedBytes = progress.loadedBytes();
    }
}
