package io.jadis.server;

import io.jadis.server.client.Clients;
import io.jadis.server.clock.ServerClock;
import io.jadis.server.execution.Admission;
import io.jadis.server.info.MemoryFigures;
import io.jadis.server.stats.EvictionTime;
import io.jadis.server.stats.LatencyMonitor;
import io.jadis.store.keyspace.EvictionOutcome;
import io.jadis.store.keyspace.Keyspace;
import io.netty.channel.EventLoop;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code maxmemory}: evicts before each command as much as the time granted allows, and goes on between commands until
 * the memory is within its limit again.
 */
final class MemoryLimit implements Admission.MemoryGuard {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryLimit.class);

    private final EventLoop executor;
    private final Keyspace keyspace;
    private final Clients clients;
    private final MemoryFigures memory;
    private final ServerClock clock;
    private final LatencyMonitor latency;
    private final EvictionTime time;
    private final BooleanSupplier rests;
    private final Runnable slice = this::runSlice;
    /** As they were when eviction began: clients that track keys are sent the names of those that go. */
    private long clientBufferBytes;
    private final LongSupplier countedBytes;
    private boolean sliceScheduled;

    /** @param rests whether the data set must not change now, or isn't ours to change */
    MemoryLimit(EventLoop executor, Keyspace keyspace, Clients clients, MemoryFigures memory, ServerClock clock,
            LatencyMonitor latency, EvictionTime time, BooleanSupplier rests) {
        this.executor = executor;
        this.keyspace = keyspace;
        this.clients = clients;
        this.memory = memory;
        this.clock = clock;
        this.latency = latency;
        this.time = time;
        this.rests = rests;
        countedBytes = () -> memory.countedForEvictionBytes(clientBufferBytes);
    }

    private long limitBytes() {
        return keyspace.config().maxmemoryBytes();
    }

    @Override
    public boolean makeRoom() {
        if (rests.getAsBoolean()) return true;
        EvictionOutcome outcome = evict();
        if (outcome == EvictionOutcome.RUNNING) goOnSoon();
        return outcome != EvictionOutcome.FAILED;
    }

    private EvictionOutcome evict() {
        clientBufferBytes = clients.memory().bufferBytes();
        if (Long.compareUnsigned(countedBytes.getAsLong(), limitBytes()) <= 0) {
            time.note(false, clock.nowNs());
            return EvictionOutcome.OK;
        }
        long startedNs = System.nanoTime();
        EvictionOutcome outcome = keyspace.evictor().evict(clock.nowMs(), countedBytes);
        long endedNs = System.nanoTime();
        latency.sample("eviction-cycle", (endedNs - startedNs) / 1_000_000, clock.nowMs());
        time.note(outcome != EvictionOutcome.OK, endedNs);
        return outcome;
    }

    /** The limit is another one: nobody has to send a command for the memory to come down to it. */
    void changed() {
        if (limitBytes() == 0) {
            time.note(false, clock.nowNs());
            return;
        }
        long usedBytes = memory.usedBytes();
        if (Long.compareUnsigned(usedBytes, limitBytes()) > 0) {
            LOG.warn("WARNING: the new maxmemory value set via CONFIG SET ({}) is smaller than the current memory usage "
                    + "({}). This will result in key eviction and/or the inability to accept new write commands depending "
                    + "on the maxmemory-policy.", Long.toUnsignedString(limitBytes()), usedBytes);
        }
        goOnSoon();
    }

    private void goOnSoon() {
        if (sliceScheduled) return;
        sliceScheduled = true;
        executor.execute(slice);
    }

    private void runSlice() {
        sliceScheduled = false;
        if (limitBytes() == 0) return;
        clock.tick();
        makeRoom();
    }
}
