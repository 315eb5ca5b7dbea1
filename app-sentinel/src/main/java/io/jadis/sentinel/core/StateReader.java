package io.jadis.sentinel.core;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Takes the {@code sentinel} lines of a file, in the order that {@link #rank} gives them. */
public final class StateReader {
    private static final Set<String> FIRST =
            Set.of("announce-ip", "announce-port", "deny-scripts-reconfig", "sentinel-user",
            "sentinel-pass", "current-epoch", "myid", "resolve-hostnames", "announce-hostnames");
    private static final int ID_CHARS = 40;
    private static final String UNKNOWN = "Unrecognized sentinel configuration statement.";
    private static final String NO_MASTER = "No such master with specified name.";

    private final Sentinel sentinel;

    public StateReader(Sentinel sentinel) {
        this.sentinel = sentinel;
    }

    /** Options of all first, then masters, then what is said about masters: as they depend on each other. */
    public static int rank(String directive) {
        String word = directive.toLowerCase(Locale.ROOT);
        return FIRST.contains(word) ? 0 : word.equals("monitor") ? 1 : 2;
    }

    /** Takes the words behind {@code sentinel}; returns what is wrong with them, or null. */
    public String take(List<String> words) {
        String directive = words.getFirst().toLowerCase(Locale.ROOT);
        if (rank(directive) == 0) return words.size() == 2 ? takeGlobal(directive, words.get(1)) : UNKNOWN;
        if (directive.equals("monitor")) {
            if (words.size() != 5) return UNKNOWN;
            return sentinel.monitor(sentinel.nowMs(), words.get(1), words.get(2), number(words.get(3)),
                    number(words.get(4)));
        }
        if (words.size() < 3) return UNKNOWN;
        Master master = sentinel.masters.get(words.get(1));
        return takeOfMaster(directive, words, master);
    }

    private String takeGlobal(String directive, String value) {
        SentinelOptions options = sentinel.options;
        switch (directive) {
            case "announce-ip" -> options.announceIp = value.isEmpty() ? null : value;
            case "announce-port" -> options.announcePort = number(value);
            case "sentinel-user" -> options.sentinelUser = value.isEmpty() ? null : value;
            case "sentinel-pass" -> options.sentinelPassword = value.isEmpty() ? null : value;
            case "current-epoch" -> sentinel.currentEpoch = Math.max(sentinel.currentEpoch, epoch(value));
            case "myid" -> {
                if (value.length() != ID_CHARS) return "Malformed Sentinel id in myid option.";
                sentinel.id = value;
            }
            default -> {
                return takeFlag(directive, value);
            }
        }
        return null;
    }

    private String takeFlag(String directive, String value) {
        boolean yes = value.equalsIgnoreCase("yes");
        if (!yes && !value.equalsIgnoreCase("no")) {
            String plural = directive.equals("deny-scripts-reconfig") ? "options." : "option.";
            return "Please specify yes or no for the " + directive + " " + plural;
        }
        switch (directive) {
            case "deny-scripts-reconfig" -> sentinel.options.denyScriptsReconfig = yes;
            case "resolve-hostnames" -> sentinel.options.resolveHostnames = yes;
            default -> sentinel.options.announceHostnames = yes;
        }
        return null;
    }

    private String takeOfMaster(String directive, List<String> words, Master master) {
        String value = words.get(2);
        switch (directive + " " + words.size()) {
            case "known-slave 4", "known-replica 4" -> {
                return master == null ? NO_MASTER : takeReplica(master, value, number(words.get(3)));
            }
            // Before Sentinels had ids.
            case "known-sentinel 4" -> {
                return null;
            }
            case "known-sentinel 5" -> {
                return master == null ? NO_MASTER : takePeer(master, value, number(words.get(3)), words.get(4));
            }
            case "rename-command 4" -> {
                if (master == null) return NO_MASTER;
                boolean twice = master.options.renamedCommands.putIfAbsent(value, words.get(3)) != null;
                return twice ? "Same command renamed multiple times with rename-command." : null;
            }
            default -> {
                if (words.size() != 3) return UNKNOWN;
                return takeOption(directive, master, value);
            }
        }
    }

    private String takeOption(String directive, Master master, String value) {
        MasterOptions options = master == null ? null : master.options;
        switch (directive) {
            case "down-after-milliseconds", "failover-timeout" -> {
                if (master == null) return NO_MASTER;
                if (number(value) <= 0) return "negative or zero time parameter.";
                if (directive.equals("failover-timeout")) options.failoverTimeoutMs = number(value);
                else options.downAfterMs = number(value);
            }
            case "master-reboot-down-after-period", "forget-after-milliseconds" -> {
                if (master == null) return NO_MASTER;
                long ms = longNumber(value);
                if (ms < 0) return "negative time parameter.";
                if (directive.startsWith("forget")) options.forgetAfterMs = ms;
                else options.rebootDownAfterMs = ms;
            }
            case "parallel-syncs" -> {
                if (master == null) return NO_MASTER;
                options.parallelSyncs = number(value);
            }
            case "notification-script" -> {
                if (master == null) return NO_MASTER;
                if (!sentinel.outside.isExecutable(value)) return "Notification script seems non existing or non executable.";
                options.notificationScript = value;
            }
            case "client-reconfig-script" -> {
                if (master == null) return NO_MASTER;
                if (!sentinel.outside.isExecutable(value)) {
                    return "Client reconfiguration script seems non existing or non executable.";
                }
                options.reconfigurationScript = value;
            }
            case "auth-pass" -> {
                if (master == null) return NO_MASTER;
                options.authPassword = value;
            }
            case "auth-user" -> {
                if (master == null) return NO_MASTER;
                options.authUser = value;
            }
            case "config-epoch" -> {
                if (master == null) return NO_MASTER;
                master.configEpoch = epoch(value);
                sentinel.currentEpoch = Math.max(sentinel.currentEpoch, master.configEpoch);
            }
            case "leader-epoch" -> {
                if (master == null) return NO_MASTER;
                master.leaderEpoch = epoch(value);
            }
            default -> {
                return UNKNOWN;
            }
        }
        return null;
    }

    /**
     * One that is known already is no error: a file must not keep a Sentinel from starting because it says a thing
     * twice.
     */
    private String takeReplica(Master master, String host, int port) {
        Address address = sentinel.address(host, port, true);
        if (address == null) return port < 0 || port > 65535 ? "Invalid port number."
                : "Can't resolve instance hostname.";
        if (!address.isSameAs(master.address)) sentinel.addReplica(master, host, port, true);
        return null;
    }

    private String takePeer(Master master, String host, int port, String runId) {
        Address address = sentinel.address(host, port, true);
        if (address == null) return port < 0 || port > 65535 ? "Invalid port number."
                : "Can't resolve instance hostname.";
        if (!runId.equals(sentinel.id) && master.peerWithId(runId) == null) sentinel.addPeer(master, address, runId);
        return null;
    }

    /** As C's atoi: what isn't a number is 0. */
    private static int number(String text) {
        return (int) Math.clamp(longNumber(text), Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    private static long longNumber(String text) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static long epoch(String text) {
        try {
            return Long.parseUnsignedLong(text.strip());
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
