package io.jadis.server.info;

import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.server.clock.ServerClock;
import java.util.List;

/** The process and its system. */
public final class ServerSection implements InfoSection {
    /** Lines that only a pending shutdown or the listeners know. */
    public interface State {
        /** Ms until the shutdown goes on without lagging replicas, or -1. */
        long shutdownInMs();

        /** {@code name=tcp,bind=127.0.0.1,port=6379} and the like. */
        List<String> listeners();

        /** {@code epoll}, {@code io_uring} and the like. */
        String multiplexingApi();
    }

    private static final long LRU_CLOCK_MASK = (1 << 24) - 1;

    private final ServerIdentity identity;
    private final Config config;
    private final ServerClock clock;
    private final State state;

    public ServerSection(ServerIdentity identity, Config config, ServerClock clock, State state) {
        this.identity = identity;
        this.config = config;
        this.clock = clock;
        this.state = state;
    }

    @Override
    public String title() {
        return "Server";
    }

    @Override
    public void write(InfoText text) {
        long nowMs = clock.nowMs();
        long uptimeSeconds = (nowMs - identity.startedAtMs()) / 1000;
        text.field("redis_version", ServerIdentity.REDIS_VERSION)
                .field("server_name", "jadis")
                .field("jadis_version", identity.version())
                .field("redis_git_sha1", "00000000")
                .field("redis_git_dirty", 0)
                .field("redis_build_id", identity.buildId())
                .field("redis_mode", config.get(Directives.CLUSTER_ENABLED) ? "cluster" : "standalone")
                .field("os", System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + architecture())
                .field("arch_bits", 64)
                .field("monotonic_clock", "POSIX clock_gettime")
                .field("multiplexing_api", state.multiplexingApi())
                .field("atomicvar_api", "c11-builtin")
                .field("gcc_version", "0.0.0")
                .field("java_version", System.getProperty("java.version"))
                .field("process_id", identity.processId())
                .field("process_supervised", identity.supervised())
                .field("run_id", identity.runId())
                .field("tcp_port", config.get(Directives.PORT))
                .field("server_time_usec", nowMs * 1000 + System.nanoTime() / 1000 % 1000)
                .field("uptime_in_seconds", uptimeSeconds)
                .field("uptime_in_days", uptimeSeconds / 86_400)
                .field("hz", config.get(Directives.HZ))
                .field("configured_hz", config.get(Directives.HZ))
                .field("lru_clock", nowMs / 1000 & LRU_CLOCK_MASK)
                .field("executable", identity.executable())
                .field("config_file", identity.configFile())
                .field("io_threads_active", config.get(Directives.IO_THREADS) > 1);
        if (state.shutdownInMs() >= 0) text.field("shutdown_in_milliseconds", state.shutdownInMs());
        List<String> listeners = state.listeners();
        for (int i = 0; i < listeners.size(); i++) text.field("listener" + i, listeners.get(i));
    }

    private static String architecture() {
        String name = System.getProperty("os.arch");
        return name.equals("amd64") ? "x86_64" : name;
    }
}
