package io.jadis.sentinel.daemon;

import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.server.NetworkStats;
import io.jadis.sentinel.core.Address;
import io.jadis.sentinel.core.Master;
import io.jadis.sentinel.core.Sentinel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** INFO: the sections of a Sentinel. What a data server counts and a Sentinel doesn't have is 0. */
final class InfoCommand {
    private static final List<String> SECTIONS = List.of("server", "clients", "stats", "cpu", "sentinel");
    private static final long LRU_CLOCK_MASK = (1 << 24) - 1;
    private static final double TICKS_PER_SECOND = 100;
    /** Fields behind the command's name in parentheses: utime and stime of proc(5). */
    private static final int USER_FIELD = 11, SYSTEM_FIELD = 12;

    private final Sentinel sentinel;
    private final Config config;
    private final Identity identity;
    private final Clients clients;
    private final Scripts scripts;
    private final NetworkStats network;
    private final String transport;

    InfoCommand(Sentinel sentinel, Config config, Identity identity, Clients clients, Scripts scripts,
            NetworkStats network, String transport) {
        this.sentinel = sentinel;
        this.config = config;
        this.identity = identity;
        this.clients = clients;
        this.scripts = scripts;
        this.network = network;
        this.transport = transport;
    }

    void info(Call call) {
        Set<String> asked = new HashSet<>();
        for (String word : call.texts(1)) asked.add(word.toLowerCase(Locale.ROOT));
        boolean all = asked.isEmpty() || asked.contains("all") || asked.contains("everything")
                || asked.contains("default");
        StringBuilder text = new StringBuilder();
        for (String section : SECTIONS) {
            if (!all && !asked.contains(section)) continue;
            if (!text.isEmpty()) text.append("\r\n");
            switch (section) {
                case "server" -> server(text, call.nowMs());
                case "clients" -> clients(text);
                case "stats" -> stats(text);
                case "cpu" -> cpu(text);
                default -> sentinel(text, call.nowMs());
            }
        }
        call.reply().bulk(text.toString());
    }

    private void server(StringBuilder text, long nowMs) {
        long uptimeSeconds = (nowMs - identity.startedAtMs()) / 1000;
        text.append("# Server\r\n");
        field(text, "redis_version", ConnectionCommands.REDIS_VERSION);
        field(text, "server_name", "jadis");
        field(text, "jadis_version", identity.version());
        field(text, "redis_git_sha1", "00000000");
        field(text, "redis_git_dirty", "0");
        field(text, "redis_mode", "sentinel");
        field(text, "os", System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                + System.getProperty("os.arch").replace("amd64", "x86_64"));
        field(text, "arch_bits", "64");
        field(text, "monotonic_clock", "POSIX clock_gettime");
        field(text, "multiplexing_api", transport);
        field(text, "atomicvar_api", "c11-builtin");
        field(text, "gcc_version", "0.0.0");
        field(text, "java_version", System.getProperty("java.version"));
        field(text, "process_id", Long.toString(ProcessHandle.current().pid()));
        field(text, "process_supervised", identity.supervised());
        field(text, "run_id", identity.runId());
        field(text, "tcp_port", Integer.toString(config.get(Directives.PORT)));
        field(text, "server_time_usec", Long.toString(nowMs * 1000));
        field(text, "uptime_in_seconds", Long.toString(uptimeSeconds));
        field(text, "uptime_in_days", Long.toString(uptimeSeconds / 86_400));
        field(text, "hz", Integer.toString(config.get(Directives.HZ)));
        field(text, "configured_hz", Integer.toString(config.get(Directives.HZ)));
        field(text, "lru_clock", Long.toString(nowMs / 1000 & LRU_CLOCK_MASK));
        field(text, "executable", identity.executable());
        field(text, "config_file", identity.configFile());
        field(text, "io_threads_active", "0");
    }

    private void clients(StringBuilder text) {
        text.append("# Clients\r\n");
        field(text, "connected_clients", Integer.toString(clients.count()));
        field(text, "cluster_connections", "0");
        field(text, "maxclients", Long.toString(config.get(Directives.MAXCLIENTS)));
        zeros(text, "client_recent_max_input_buffer", "client_recent_max_output_buffer", "blocked_clients");
        field(text, "tracking_clients",
                Long.toString(clients.all().stream().filter(client -> client.tracking).count()));
        zeros(text, "clients_in_timeout_table", "total_blocking_keys", "total_blocking_keys_on_nokey");
        long subscribers = clients.all().stream().filter(client -> client.subscriptionCount() > 0).count();
        field(text, "pubsub_clients", Long.toString(subscribers));
    }

    private static void cpu(StringBuilder text) {
        text.append("# CPU\r\n");
        double user = 0, system = 0;
        try {
            String line = Files.readString(Path.of("/proc/self/stat"), StandardCharsets.ISO_8859_1);
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
            user = Long.parseLong(fields[USER_FIELD]) / TICKS_PER_SECOND;
            system = Long.parseLong(fields[SYSTEM_FIELD]) / TICKS_PER_SECOND;
        } catch (IOException e) {
            // Not Linux: unknown.
        }
        field(text, "used_cpu_sys", String.format(Locale.ROOT, "%.6f", system));
        field(text, "used_cpu_user", String.format(Locale.ROOT, "%.6f", user));
        field(text, "used_cpu_sys_children", "0.000000");
        field(text, "used_cpu_user_children", "0.000000");
    }

    private void stats(StringBuilder text) {
        text.append("# Stats\r\n");
        field(text, "total_connections_received", Long.toString(clients.acceptedCount));
        field(text, "total_commands_processed", Long.toString(clients.commandCount));
        field(text, "total_net_input_bytes", Long.toString(network.inputBytes()));
        field(text, "total_net_output_bytes", Long.toString(network.outputBytes()));
        zeros(text, "total_net_repl_input_bytes", "total_net_repl_output_bytes");
        field(text, "rejected_connections", Long.toString(clients.rejectedCount));
        zeros(text, "sync_full", "sync_partial_ok", "sync_partial_err", "expired_keys", "evicted_keys",
                "evicted_clients",
                "keyspace_hits", "keyspace_misses");
        Set<String> channels = new HashSet<>(), patterns = new HashSet<>();
        for (Client client : clients.all()) {
            channels.addAll(client.channels);
            patterns.addAll(client.patterns);
        }
        field(text, "pubsub_channels", Integer.toString(channels.size()));
        field(text, "pubsub_patterns", Integer.toString(patterns.size()));
        zeros(text, "pubsubshard_channels", "latest_fork_usec", "total_forks", "tracking_total_keys",
                "tracking_total_items",
                "tracking_total_prefixes", "unexpected_error_replies");
        field(text, "total_reads_processed", Long.toString(network.reads()));
        field(text, "total_writes_processed", Long.toString(network.writes()));
        zeros(text, "io_threaded_reads_processed", "io_threaded_writes_processed", "acl_access_denied_auth",
                "acl_access_denied_cmd", "acl_access_denied_key", "acl_access_denied_channel");
    }

    private static void zeros(StringBuilder text, String... names) {
        for (String name : names) field(text, name, "0");
    }

    private void sentinel(StringBuilder text, long nowMs) {
        text.append("# Sentinel\r\n");
        List<Master> masters = sentinel.masters();
        field(text, "sentinel_masters", Integer.toString(masters.size()));
        field(text, "sentinel_tilt", sentinel.isTilted() ? "1" : "0");
        field(text, "sentinel_tilt_since_seconds",
                sentinel.isTilted() ? Long.toString(sentinel.tiltMs(nowMs) / 1000) : "-1");
        field(text, "sentinel_running_scripts", Integer.toString(scripts.runningCount()));
        field(text, "sentinel_scripts_queue_length", Integer.toString(scripts.jobs().size()));
        field(text, "sentinel_simulate_failure_flags", Integer.toString(sentinel.failureFlags()));
        for (int i = 0; i < masters.size(); i++) {
            Master master = masters.get(i);
            String status = master.isObjectivelyDown() ? "odown" : master.isSubjectivelyDown() ? "sdown" : "ok";
            Address address = master.address();
            field(text, "master" + i, "name=" + master.name() + ",status=" + status + ",address="
                    + address.shown(sentinel.options().announceHostnames) + ":" + address.port()
                    + ",slaves=" + master.replicaCount() + ",sentinels=" + (master.peerCount() + 1));
        }
    }

    private static void field(StringBuilder text, String name, String value) {
        text.append(name).append(':').append(value).append("\r\n");
    }
}
