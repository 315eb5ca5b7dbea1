package io.jadis.sentinel.core;

import io.jadis.simulator.Invariant;
import java.util.List;

/** Each server of a group that runs is its master or follows it, and is in sync. */
final class NoOrphans implements Invariant {
    private final World world;

    NoOrphans(World world) {
        this.world = world;
    }

    @Override
    public String broken() {
        for (List<DataServer> group : world.groups.values()) {
            List<DataServer> masters = group.stream().filter(s -> s.isUp() && s.isMaster()).toList();
            if (masters.size() != 1) return "masters of one group: " + masters;
            for (DataServer server : group) {
                if (!server.isUp() || server.isMaster()) continue;
                if (!server.masterIp().equals(masters.getFirst().ip)) return server + " follows " + server.masterIp();
                if (!server.isLinkUp()) return server + " is not in sync";
            }
        }
        return null;
    }
}
