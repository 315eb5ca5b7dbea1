package io.jadis.server;

import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.server.clock.ServerClock;
import io.jadis.server.command.Debug;
import io.jadis.server.execution.Execution;
import io.jadis.server.stats.LoopStats;
import io.jadis.store.keyspace.Keyspace;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * What the executor does without being asked, in slices: expiry, rehashing, freeing, and the cron of the rooms {@code
 * hz} times a second. Expiry has a pace of its own, so that keys go on time: as soon as the next is due.
 */
final class Housekeeping implements Debug.Switches {
    /** Between two looks at the expiry index while there are keys that expire. */
    private static final long EXPIRY_PERIOD_MS = 20;
    /** One slice of any work: what a client may have to wait for it. */
    private static final long SLICE_NS = 500_000;
    private static final int EXPIRE_KEYS_MAX = 2_000;
    /** The JIT frees some 10 MB as it works, which the C library would keep. */
    private static final long PURGE_PERIOD_MS = 500;

    private final EventLoop executor;
    private final Config config;
    private final Keyspace keyspace;
    private final Execution execution;
    private final ServerClock clock;
    private final LoopStats loopStats;
    private final Runnable cron;
    /** Periodic tasks and kept ones: a timer that is set anew each time would be the garbage of an idle server. */
    private final Runnable cronTask = this::runCron, expiryTask = this::runExpiry,
            expiryBurstTask = this::runExpiryBurst, sliceTask = this::runSlice;
    private ScheduledFuture<?> cronTimer;
    private long cronPeriodMs;
    private boolean activeExpire = true;
    private boolean cronPaused;
    private boolean slicesScheduled;
    private boolean expiryGoesOn;
    private boolean stopped;

    /** @param cron called {@code hz} times a second, with the clock read just before */
    Housekeeping(EventLoop executor, Config config, Keyspace keyspace, Execution execution, ServerClock clock,
            LoopStats loopStats, Runnable cron) {
        this.executor = executor;
        this.config = config;
        this.keyspace = keyspace;
        this.execution = execution;
        this.clock = clock;
        this.loopStats = loopStats;
        this.cron = cron;
    }

    void start() {
        setCronTimer(1);
        executor.scheduleWithFixedDelay(expiryTask, EXPIRY_PERIOD_MS, EXPIRY_PERIOD_MS, TimeUnit.MILLISECONDS);
        executor.scheduleWithFixedDelay(keyspace.allocator()::purgeIfCheap, PURGE_PERIOD_MS, PURGE_PERIOD_MS,
                TimeUnit.MILLISECONDS);
    }

    private void setCronTimer(long delayMs) {
        cronPeriodMs = periodMs();
        cronTimer = executor.scheduleWithFixedDelay(cronTask, delayMs, cronPeriodMs, TimeUnit.MILLISECONDS);
    }

    private long periodMs() {
        return Math.max(1, 1000 / config.get(Directives.HZ));
    }

    void stop() {
        stopped = true;
    }

    @Override
    public void activeExpire(boolean on) {
        activeExpire = on;
    }

    @Override
    public void cron(boolean on) {
        cronPaused = !on;
    }

    private void runCron() {
        if (stopped) return;
        clock.wake();
        if (periodMs() != cronPeriodMs) {
            cronTimer.cancel(false);
            setCronTimer(periodMs());
        }
        if (cronPaused) return;
        long startedNs = clock.nowNs();
        cron.run();
        scheduleSlices();
        long tookNs = clock.tick() - startedNs;
        loopStats.cron(tookNs);
        loopStats.cycle(tookNs);
    }

    private void runExpiry() {
        if (stopped) return;
        clock.wake();
        if (!activeExpire || keyspace.nextExpiryAtMs() > clock.nowMs()) return;
        long startedNs = System.nanoTime();
        keyspace.expireDue(clock.nowMs(), EXPIRE_KEYS_MAX, startedNs + SLICE_NS);
        long tookNs = System.nanoTime() - startedNs;
        loopStats.expiry(tookNs);
        execution.latency().sample("expire-cycle", tookNs / 1_000_000, clock.nowMs());
        // Between two slices of a burst clients get their turn, for as long as the slice took.
        if (keyspace.nextExpiryAtMs() <= clock.nowMs()) goOnWithExpiry();
    }

    private void goOnWithExpiry() {
        if (expiryGoesOn) return;
        expiryGoesOn = true;
        executor.schedule(expiryBurstTask, 1, TimeUnit.MILLISECONDS);
    }

    private void runExpiryBurst() {
        expiryGoesOn = false;
        runExpiry();
    }

    /** Rehashing and freeing go on until they are done, a slice at a time. */
    void scheduleSlices() {
        if (slicesScheduled || stopped) return;
        slicesScheduled = true;
        executor.execute(sliceTask);
    }

    private void runSlice() {
        slicesScheduled = false;
        long nowNs = System.nanoTime();
        boolean rehashing = config.get(Directives.ACTIVEREHASHING) && keyspace.rehash(nowNs + SLICE_NS / 2);
        boolean freeing = !keyspace.lazyFree().reclaim(nowNs + SLICE_NS);
        if (!rehashing && !freeing || stopped) return;
        slicesScheduled = true;
        executor.schedule(sliceTask, 1, TimeUnit.MILLISECONDS);
    }
}
