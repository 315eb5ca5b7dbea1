package io.jadis.sentinel.core;

import io.jadis.simulator.Invariant;
import java.util.HashMap;
import java.util.Map;

/** Of the Sentinels that an election has made leader, no two have the same master and epoch. */
final class OneLeaderPerEpoch implements Invariant {
    private final Map<String, String> leaders = new HashMap<>();
    private String broken;

    void note(String master, long epoch, String leader) {
        String other = leaders.putIfAbsent(master + " in epoch " + epoch, leader);
        if (other != null && !other.equals(leader)) broken = other + " and " + leader + " lead " + master + " in epoch "
                + epoch;
    }

    @Override
    public String broken() {
        return broken;
    }
}
