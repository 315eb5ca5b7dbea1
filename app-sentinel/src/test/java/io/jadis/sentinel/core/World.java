package io.jadis.sentinel.core;

import io.jadis.simulator.Network;
import io.jadis.simulator.Node;
import io.jadis.simulator.Simulation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A seed's Sentinels and data servers, and what goes wrong with them. */
final class World {
    /** Planted to see whether the invariants find it. */
    enum Bug { NONE, VOTE_NOT_PERSISTED, EPOCH_NOT_RAISED, TOLD_BEFORE_SAVED }

    static final int DOWN_AFTER_MS = 3000, FAILOVER_TIMEOUT_MS = 20_000;
    static final long BUSY_DISK_MS = 1_500;

    final Simulation simulation;
    final Network network;
    final Bug bug;
    final List<SentinelNode> sentinels = new ArrayList<>();
    final List<DataServer> servers = new ArrayList<>();
    /** The servers of each master's group, by its name. */
    final Map<String, List<DataServer>> groups = new java.util.LinkedHashMap<>();
    private final Map<String, Node> byIp = new HashMap<>();
    private boolean healed;
    /** The Sentinel that lost its files last, or null. */
    private SentinelNode forgetful;
    private final OneLeaderPerEpoch leaders = new OneLeaderPerEpoch();

    World(long seed, Bug bug) {
        this.bug = bug;
        simulation = new Simulation(seed);
        network = new Network(simulation);
        int masterCount = (int) simulation.between(1, simulation.oneIn(4) ? 5 : 2);
        List<List<String>> file = new ArrayList<>();
        int sentinelCount = (int) simulation.between(3, simulation.oneIn(3) ? 7 : 4);
        int quorum = sentinelCount / 2 + 1;
        for (int m = 1; m <= masterCount; m++) addGroup("m" + m, m, file, quorum);
        for (int s = 1; s <= sentinelCount; s++) {
            SentinelNode sentinel = new SentinelNode(simulation, this, "10.1.0." + s, List.copyOf(file));
            sentinels.add(sentinel);
            byIp.put(sentinel.ip, sentinel);
        }
        simulation.always(leaders);
        simulation.always(new FailoversEnd(this));
        servers.forEach(Node::start);
        sentinels.forEach(Node::start);
    }

    private void addGroup(String name, int number, List<List<String>> file, int quorum) {
        String masterIp = "10.0." + number + ".1";
        List<DataServer> group = new ArrayList<>();
        int serverCount = (int) simulation.between(2, 4);
        for (int i = 1; i <= serverCount; i++) {
            DataServer server = new DataServer(simulation, this, "10.0." + number + "." + i, i == 1 ? null : masterIp);
            group.add(server);
            servers.add(server);
            byIp.put(server.ip, server);
        }
        groups.put(name, group);
        file.add(List.of("monitor", name, masterIp, Integer.toString(DataServer.PORT), Integer.toString(quorum)));
        file.add(List.of("down-after-milliseconds", name, Integer.toString(DOWN_AFTER_MS)));
        file.add(List.of("failover-timeout", name, Integer.toString(FAILOVER_TIMEOUT_MS)));
    }

    Node node(String ip) {
        return byIp.get(ip);
    }

    DataServer server(String ip) {
        return (DataServer) byIp.get(ip);
    }

    String randomId() {
        StringBuilder id = new StringBuilder();
        for (int i = 0; i < 40; i++) id.append(Character.forDigit(simulation.random().nextInt(16), 16));
        return id.toString();
    }

    /** A Sentinel has voted: where that may be forgotten, it sometimes crashes right then and is back soon. */
    void voted(SentinelNode sentinel) {
        boolean often = bug == Bug.VOTE_NOT_PERSISTED || bug == Bug.TOLD_BEFORE_SAVED;
        if (isForgetting()) return;
        if (often ? simulation.oneIn(3) : healed || !simulation.oneIn(10)) return;
        simulation.after(simulation.between(1, 400), () -> sentinel.crash(false));
        simulation.after(simulation.between(500, 1_500), sentinel::start);
    }

    void elected(SentinelNode sentinel, Master master) {
        if (!master.failover.isForced()) leaders.note(master.name(), master.failover.epoch(), sentinel.core().id());
    }

    // ---- what goes wrong

    /** So long, something goes wrong every few seconds. */
    void chaos(long durationMs) {
        long endMs = simulation.nowMs() + durationMs;
        while (simulation.nowMs() < endMs) {
            simulation.run(simulation.between(500, 12_000));
            fault();
        }
    }

    private void fault() {
        switch (simulation.random().nextInt(12)) {
            case 0, 1 -> crash(anyMaster(), 6);
            case 2 -> crash(any(servers), 6);
            case 3, 4 -> crashSentinel();
            case 5 -> stop(simulation.oneIn(2) || isForgetting() ? any(servers) : any(sentinels));
            case 6 -> {
                if (!isForgetting()) cut();
            }
            case 7 -> {
                Node node = any(sentinels);
                node.moveClock(simulation.between(-60_000, 60_000));
            }
            case 8 -> {
                long delayMs = simulation.oneIn(2) ? 5 : simulation.between(5, 800);
                network.quality(delayMs, simulation.oneIn(2) ? 200 : 10);
            }
            case 9 -> any(sentinels).disk(0, simulation.between(10, simulation.oneIn(2) ? 500 : 8_000));
            case 10 -> {
                someDisksAreBusy();
                for (DataServer master : killMasters(2)) {
                    simulation.after(simulation.between(200, 60_000), master::start);
                }
            }
            default -> operatorFailover();
        }
    }

    /** The masters of so many groups die at the same moment, as those on one machine do; returns them. */
    List<DataServer> killMasters(int count) {
        List<DataServer> killed = new ArrayList<>();
        for (List<DataServer> group : groups.values()) {
            DataServer master = group.stream().filter(s -> s.isUp() && s.isMaster()).findFirst().orElse(null);
            if (master == null || killed.size() == count) continue;
            master.crash(false);
            killed.add(master);
        }
        return killed;
    }

    /** Whose disk is busy has its votes told late, and hears of them late. */
    void someDisksAreBusy() {
        for (SentinelNode sentinel : sentinels) {
            if (simulation.oneIn(2)) sentinel.disk(BUSY_DISK_MS, BUSY_DISK_MS);
        }
    }

    private void crash(Node node, int losesFilesOneIn) {
        node.crash(simulation.oneIn(losesFilesOneIn));
        simulation.after(simulation.between(200, simulation.oneIn(2) ? 3_000 : 60_000), node::start);
    }

    private void crashSentinel() {
        if (isForgetting()) return;
        SentinelNode sentinel = any(sentinels);
        boolean forgets = mayForget(sentinel) && simulation.oneIn(2);
        if (forgets) forgetful = sentinel;
        sentinel.crash(forgets);
        simulation.after(simulation.between(200, simulation.oneIn(2) ? 3_000 : 60_000), sentinel::start);
    }

    /**
     * A minority may lose what it knows, one at a time and while the others are there to tell it: what nobody remembers
     * can't be found again. One that has forgotten its vote counts as failed until it has been told, and a majority
     * may not fail.
     */
    private boolean mayForget(SentinelNode sentinel) {
        return sentinels.indexOf(sentinel) < (sentinels.size() - 1) / 2 && network.isWhole()
                && sentinels.stream().allMatch(each -> each.isUp() && !each.isStopped());
    }

    /** Whether one has lost its files and does not take part again yet: nothing else happens to the Sentinels then. */
    private boolean isForgetting() {
        return forgetful != null && (!forgetful.isUp() || forgetful.core().abstains());
    }

    private void stop(Node node) {
        node.stop();
        simulation.after(simulation.between(500, 25_000), node::goOn);
    }

    private void cut() {
        List<Node> side = new ArrayList<>();
        for (Node node : sentinels) if (simulation.oneIn(2)) side.add(node);
        for (Node node : servers) if (simulation.oneIn(2)) side.add(node);
        if (simulation.oneIn(3)) network.deafen(simulation.oneIn(2) ? any(sentinels) : any(servers));
        else network.cut(side);
        simulation.after(simulation.between(2_000, 40_000), network::heal);
    }

    private void operatorFailover() {
        SentinelNode sentinel = any(sentinels);
        Sentinel core = sentinel.core();
        if (core == null || sentinel.isStopped()) return;
        Master master = any(core.masters());
        sentinel.input(() -> core.failover(sentinel.clockMs(), master));
    }

    private DataServer anyMaster() {
        List<DataServer> masters = servers.stream().filter(s -> s.isUp() && s.isMaster()).toList();
        return masters.isEmpty() ? any(servers) : any(masters);
    }

    private <T> T any(List<T> list) {
        return list.get(simulation.random().nextInt(list.size()));
    }

    /** Everything runs again, and nothing goes wrong any more. */
    void heal() {
        healed = true;
        network.heal();
        network.quality(5, 1_000_000);
        for (Node node : byIp.values().stream().sorted(java.util.Comparator.comparing(Node::name)).toList()) {
            node.setClockRight();
            if (node instanceof SentinelNode sentinel) sentinel.setDiskRight();
            node.goOn();
            node.start();
        }
    }
}
