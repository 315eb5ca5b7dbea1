package io.jadis.sentinel.core;

import io.jadis.simulator.Invariant;

/** All Sentinels that run name the same master of each group, and it is one. */
final class OneViewOfMasters implements Invariant {
    private final World world;

    OneViewOfMasters(World world) {
        this.world = world;
    }

    @Override
    public String broken() {
        for (String name : world.groups.keySet()) {
            String agreed = null;
            for (SentinelNode node : world.sentinels) {
                if (node.core() == null) continue;
                String seen = node.core().master(name).currentAddress().ip();
                if (agreed != null && !agreed.equals(seen)) return "of " + name + " some see " + agreed + ", " + node
                        + " sees " + seen;
                agreed = seen;
            }
            if (agreed == null) return "no Sentinel runs";
            DataServer master = world.server(agreed);
            if (!master.isUp() || !master.isMaster()) return agreed + " should be the master of " + name + " and isn't";
        }
        return null;
    }
}
