package io.jadis.simulator;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/** The wires: how long a packet takes, how many are lost, and who can't reach whom. */
public final class Network {
    private final Simulation simulation;
    /** Those on the one side of the cut, and those cut off in one direction only. */
    private final Set<Node> side = new LinkedHashSet<>();
    private final Set<Node> deaf = new LinkedHashSet<>();
    private long delayMsMax = 5;
    private int lostOneIn = 200;

    public Network(Simulation simulation) {
        this.simulation = simulation;
    }

    /** Cuts the network in two: these, and all others. */
    public void cut(Collection<? extends Node> nodes) {
        heal();
        side.addAll(nodes);
        simulation.story().tell(simulation.nowMs(), "network", "is cut: " + nodes + " on one side");
    }

    /** Nothing reaches this node any more, though what it sends arrives. */
    public void deafen(Node node) {
        deaf.add(node);
        simulation.story().tell(simulation.nowMs(), "network", "brings " + node + " nothing more");
    }

    /** Packets take up to so long, and one in so many is lost. */
    public void quality(long delayMsMax, int lostOneIn) {
        this.delayMsMax = delayMsMax;
        this.lostOneIn = lostOneIn;
        simulation.story().tell(simulation.nowMs(), "network",
                "takes up to " + delayMsMax + " ms, loses one in " + lostOneIn);
    }

    public void heal() {
        if (!side.isEmpty() || !deaf.isEmpty()) simulation.story().tell(simulation.nowMs(), "network", "heals");
        side.clear();
        deaf.clear();
    }

    /** Whether all can reach all. */
    public boolean isWhole() {
        return side.isEmpty() && deaf.isEmpty();
    }

    /** Whether a packet sent now would arrive, if it isn't lost. */
    public boolean reaches(Node from, Node to) {
        return side.contains(from) == side.contains(to) && !deaf.contains(to);
    }

    Simulation simulation() {
        return simulation;
    }

    boolean losesPacket() {
        return simulation.oneIn(lostOneIn);
    }

    long delayMs() {
        return simulation.between(1, delayMsMax);
    }
}
