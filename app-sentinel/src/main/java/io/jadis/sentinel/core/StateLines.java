package io.jadis.sentinel.core;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the file is to say: options and state as the words of {@code sentinel} lines, grouped by the line's key, which
 * is the directive and, for a master's, its name. A group has one line for each instance, or one; an option at its
 * default has a group that is only {@link Group#optional}: its line stays if the operator has written one.
 */
public final class StateLines {
    /** The lines of one key, without the leading {@code sentinel}. */
    public record Group(List<List<String>> lines, boolean optional) {}

    private final Sentinel sentinel;
    private final Map<String, Group> groups = new LinkedHashMap<>();

    private StateLines(Sentinel sentinel) {
        this.sentinel = sentinel;
    }

    public static Map<String, Group> of(Sentinel sentinel) {
        StateLines lines = new StateLines(sentinel);
        lines.addGlobal();
        for (Master master : sentinel.masters.values()) lines.addMaster(master);
        lines.one("current-epoch", Long.toUnsignedString(sentinel.currentEpoch));
        return lines.groups;
    }

    private void addGlobal() {
        SentinelOptions options = sentinel.options;
        one("myid", sentinel.id);
        flag("deny-scripts-reconfig", options.denyScriptsReconfig, true);
        flag("resolve-hostnames", options.resolveHostnames, false);
        flag("announce-hostnames", options.announceHostnames, false);
        text("announce-ip", options.announceIp);
        if (options.announcePort != 0) one("announce-port", Integer.toString(options.announcePort));
        else optional("announce-port", "0");
        text("sentinel-user", options.sentinelUser);
        text("sentinel-pass", options.sentinelPassword);
    }

    private void addMaster(Master master) {
        MasterOptions options = master.options;
        boolean names = sentinel.options.announceHostnames;
        Address current = master.currentAddress();
        many("monitor", master, List.of(List.of("monitor", master.name, current.shown(names),
                Integer.toString(current.port()), Integer.toString(master.quorum))));
        number("down-after-milliseconds", master, options.downAfterMs, Timing.Span.DEFAULT_DOWN_AFTER.defaultMs);
        number("failover-timeout", master, options.failoverTimeoutMs, Timing.Span.DEFAULT_FAILOVER_TIMEOUT.defaultMs);
        number("parallel-syncs", master, options.parallelSyncs, MasterOptions.DEFAULT_PARALLEL_SYNCS);
        text("notification-script", master, options.notificationScript);
        text("client-reconfig-script", master, options.reconfigurationScript);
        text("auth-pass", master, options.authPassword);
        text("auth-user", master, options.authUser);
        number("master-reboot-down-after-period", master, options.rebootDownAfterMs, 0);
        number("forget-after-milliseconds", master, options.forgetAfterMs, 0);
        List<List<String>> renamed = new ArrayList<>();
        options.renamedCommands.forEach((from, to) -> renamed.add(List.of("rename-command", master.name, from, to)));
        many("rename-command", master, renamed);
        many("config-epoch", master,
                List.of(List.of("config-epoch", master.name, Long.toUnsignedString(master.configEpoch))));
        many("leader-epoch", master,
                List.of(List.of("leader-epoch", master.name, Long.toUnsignedString(master.leaderEpoch))));
        many("known-replica", master, replicas(master, current, names));
        many("known-slave", master, List.of());
        List<List<String>> peers = new ArrayList<>();
        for (Peer peer : master.peers.values()) {
            peers.add(List.of("known-sentinel", master.name, peer.address.shown(names),
                    Integer.toString(peer.address.port()), peer.runId));
        }
        many("known-sentinel", master, peers);
    }

    /** A replica that is the master already has changed places with it. */
    private static List<List<String>> replicas(Master master, Address current, boolean names) {
        List<List<String>> lines = new ArrayList<>();
        for (Replica replica : master.replicas.values()) {
            Address address = replica.address.isSameAs(current) ? master.address : replica.address;
            List<String> line =
                    List.of("known-replica", master.name, address.shown(names), Integer.toString(address.port()));
            if (!lines.contains(line)) lines.add(line);
        }
        return lines;
    }

    private void one(String directive, String value) {
        groups.put(directive, new Group(List.of(List.of(directive, value)), false));
    }

    private void optional(String directive, String value) {
        groups.put(directive, new Group(List.of(List.of(directive, value)), true));
    }

    private void flag(String directive, boolean value, boolean defaultValue) {
        groups.put(directive, new Group(List.of(List.of(directive, value ? "yes" : "no")), value == defaultValue));
    }

    private void text(String directive, String value) {
        if (value == null) groups.put(directive, new Group(List.of(), false));
        else one(directive, value);
    }

    private void many(String directive, Master master, List<List<String>> lines) {
        groups.put(directive + " " + master.name, new Group(lines, false));
    }

    private void text(String directive, Master master, String value) {
        many(directive, master, value == null ? List.of() : List.of(List.of(directive, master.name, value)));
    }

    private void number(String directive, Master master, long value, long defaultValue) {
        groups.put(directive + " " + master.name,
                new Group(List.of(List.of(directive, master.name, Long.toString(value))), value == defaultValue));
    }
}
