package io.jadis.server.migration;

import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.server.ConnectionSettings;
import io.jadis.protocol.server.EventLoops;
import io.jadis.server.execution.Execution;
import io.jadis.server.execution.Scratch;
import io.jadis.server.persistence.RdbPersistence;
import io.jadis.store.keyspace.Keyspace;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The room of all migrations: those that are under way, and the connections that rest between two. */
public final class Migrations {
    private static final int RESTING_MAX = 64;
    private static final long REST_MS_MAX = 10_000;

    private final Keyspace keyspace;
    private final Config config;
    private final Execution execution;
    private final EventLoops loops;
    private final ConnectionSettings settings;
    private final RdbPersistence rdb;
    private final Scratch scratch;
    /** The one that rests longest comes first. */
    private final ArrayDeque<TargetLink> resting = new ArrayDeque<>();
    private final Set<Migration> underWay = new LinkedHashSet<>();

    public Migrations(Keyspace keyspace, Config config, Execution execution, EventLoops loops,
            ConnectionSettings settings, RdbPersistence rdb, Scratch scratch) {
        this.keyspace = keyspace;
        this.config = config;
        this.execution = execution;
        this.loops = loops;
        this.settings = settings;
        this.rdb = rdb;
        this.scratch = scratch;
    }

    /**
     * Begins a migration: from this call on nobody writes to the keys until it has ended.
     *
     * @see Migration.Order
     */
    public void begin(Migration.Order order) {
        Migration migration = new Migration(this, order);
        underWay.add(migration);
        execution.admission().keyHolds().hold(order.keys());
        // Not before the handler has returned: its client isn't parked yet.
        executor().execute(migration::begin);
    }

    /** migrate_cached_sockets: connections that rest. */
    public int restingCount() {
        return resting.size();
    }

    /** To be called now and then: closes what rests for too long. */
    public void cron(long nowMs) {
        resting.removeIf(link -> {
            boolean old = !link.isOpen() || nowMs - link.restsSinceMs() > REST_MS_MAX;
            if (old) link.close();
            return old;
        });
    }

    /** Ends everything: the server closes down. */
    public void stop() {
        List.copyOf(underWay).forEach(Migration::abandon);
        resting.forEach(TargetLink::close);
        resting.clear();
    }

    // ---- for migrations

    EventLoop executor() {
        return loops.executor();
    }

    Execution execution() {
        return execution;
    }

    Keyspace keyspace() {
        return keyspace;
    }

    RdbPersistence rdb() {
        return rdb;
    }

    Scratch scratch() {
        return scratch;
    }

    /** Whether keys are ours to remove; not those of a master's data set that is being loaded. */
    boolean isMaster() {
        return !keyspace.leavesExpiryToMaster();
    }

    boolean deletesLazily() {
        return config.get(Directives.LAZYFREE_LAZY_SERVER_DEL);
    }

    boolean isCluster() {
        return config.get(Directives.CLUSTER_ENABLED);
    }

    /** A connection that rests, or null. */
    TargetLink take(Target target) {
        for (TargetLink link : new ArrayList<>(resting)) {
            if (!link.target().equals(target)) continue;
            resting.remove(link);
            if (link.isOpen()) return link;
        }
        return null;
    }

    /** Opens a connection, which {@code opened} then gets; null if that fails. */
    void open(Target target, int timeoutMs, TargetLink.User user, Consumer<TargetLink> opened) {
        resolve(target, address -> {
            if (address == null) {
                opened.accept(null);
                return;
            }
            TargetLink link = new TargetLink(target, null);
            loops.dial(address, timeoutMs, settings, link).addListener(future -> {
                if (future.isSuccess()) {
                    link.user(user);
                    opened.accept(link);
                } else {
                    // Where not even a socket could be had, this is another thread.
                    executor().execute(() -> opened.accept(null));
                }
            });
        });
    }

    private void resolve(Target target, Consumer<InetSocketAddress> resolved) {
        if (target.port() < 1 || target.port() > 0xFFFF) {
            resolved.accept(null);
            return;
        }
        String host = new String(target.host().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        try {
            resolved.accept(new InetSocketAddress(InetAddress.ofLiteral(host), target.port()));
        } catch (IllegalArgumentException isName) {
            Thread.ofPlatform().name("resolver").daemon().start(() -> {
                InetSocketAddress address = lookUp(host, target.port());
                executor().execute(() -> resolved.accept(address));
            });
        }
    }

    private static InetSocketAddress lookUp(String host, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    /** The migration has ended and its connection, which is as it should be, may serve the next one. */
    void rest(TargetLink link) {
        link.user(null);
        if (!link.isOpen()) return;
        if (resting.size() == RESTING_MAX) resting.poll().close();
        link.restsSinceMs(execution.clock().steadyMs());
        resting.add(link);
    }

    void ended(Migration migration) {
        underWay.remove(migration);
    }
}
