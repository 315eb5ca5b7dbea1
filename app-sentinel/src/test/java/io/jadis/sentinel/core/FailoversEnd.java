package io.jadis.sentinel.core;

import io.jadis.simulator.Invariant;
import java.util.HashMap;
import java.util.Map;

/**
 * A failover ends or is aborted within the sum of its timeouts, as long as its Sentinel runs and its clock is right.
 */
final class FailoversEnd implements Invariant {
    private static final long LOOK_EVERY_MS = 1000;
    private static final long BOUND_MS = 10_000 + 4 * World.FAILOVER_TIMEOUT_MS + 60_000;

    private final World world;
    private final Map<Failover, Long> longest = new HashMap<>();
    private long lookedAtMs;

    FailoversEnd(World world) {
        this.world = world;
    }

    @Override
    public String broken() {
        long nowMs = world.simulation.nowMs();
        if (nowMs - lookedAtMs < LOOK_EVERY_MS) return null;
        long elapsedMs = lookedAtMs == 0 ? 0 : nowMs - lookedAtMs;
        lookedAtMs = nowMs;
        for (SentinelNode node : world.sentinels) {
            Sentinel core = node.core();
            if (core == null) continue;
            for (Master master : core.masters()) {
                if (!master.failover.isInProgress()) longest.remove(master.failover);
                // While it is stopped, or can't trust its clock, it does nothing.
                else if (!node.isStopped() && !core.isTilted()) longest.merge(master.failover, elapsedMs, Long::sum);
                long ms = longest.getOrDefault(master.failover, 0L);
                if (ms > BOUND_MS) return node + " fails " + master.name() + " over for " + ms + " ms: "
                        + master.failover.state();
            }
        }
        return null;
    }
}
