package io.jadis.packaging.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.masterreplica.MasterReplica;
import io.lettuce.core.masterreplica.StatefulRedisMasterReplicaConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisSentinelPool;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.RedisSentinelClient;

/**
 * Clients that ask the Sentinels where the master is write all the time, and go on after each failover by themselves.
 */
@Timeout(240)
@Execution(ExecutionMode.CONCURRENT)
class ClientsIT {
    private static final int WRITES_MIN = 300, TIMEOUT_MS = 2_000, RETRY_NS = 10_000_000;
    /** Of the first connections, too, which nobody tries again. */
    private static final int LETTUCE_TIMEOUT_MS = 10_000;

    @TempDir
    private Path directory;

    /** One write, or an exception. */
    private interface Write {
        void run(String key);
    }

    /** A client that writes as fast as it can; errors are a reason to try again. */
    private static final class Writer {
        final String key;
        private final Write write;
        private final Thread thread;
        private volatile boolean stopped;

        Writer(String key, Write write) {
            this.key = key;
            this.write = write;
            thread = Thread.ofPlatform().name(key).start(this::loop);
        }

        private void loop() {
            while (!stopped) {
                try {
                    write.run(key);
                } catch (RuntimeException e) {
                    // The master is gone, or is a replica now: a client that had nothing better to do would wait as
                    // well.
                    LockSupport.parkNanos(RETRY_NS);
                }
            }
        }

        void stop() throws InterruptedException {
            stopped = true;
            thread.join();
        }
    }

    /** Else it says with each connection which of two transports it has taken. */
    @BeforeAll
    static void lettuceHasOneTransport() {
        System.setProperty("io.lettuce.core.iouring", "false");
    }

    private final List<Writer> writers = new ArrayList<>();

    @Test
    void jedisAndLettuceFollowFailoversUnderLoad() throws Exception {
        try (Group group = new Group(directory)) {
            Program master = group.server(Kind.JADIS, null);
            for (int i = 0; i < 2; i++) group.server(Kind.JADIS, master);
            for (int i = 0; i < 3; i++) group.sentinel(Kind.JADIS, Group.Place.HERE, master, 2);
            group.awaitAcquaintance();
            Set<HostAndPort> doors = group.sentinels.stream()
                    .map(sentinel -> new HostAndPort(sentinel.host, sentinel.port)).collect(Collectors.toSet());
            DefaultJedisClientConfig patience = DefaultJedisClientConfig.builder().protocol(RedisProtocol.RESP2)
                    .timeoutMillis(TIMEOUT_MS).build();
            RedisClient lettuce = RedisClient.create();
            try (JedisSentinelPool pool = new JedisSentinelPool(Group.MASTER, doors, patience, patience);
                    RedisSentinelClient jedis = RedisSentinelClient.builder().masterName(Group.MASTER).sentinels(doors)
                            .clientConfig(patience).sentinelClientConfig(patience).build();
                    StatefulRedisConnection<String, String> connection = lettuce.connect(uri(group));
                    StatefulRedisMasterReplicaConnection<String, String> topology =
                            MasterReplica.connect(lettuce, StringCodec.UTF8, uri(group))) {
                writers.add(new Writer("jedis-pool", key -> {
                    try (Jedis one = pool.getResource()) {
                        one.incr(key);
                    }
                }));
                writers.add(new Writer("jedis-client", jedis::incr));
                writers.add(new Writer("lettuce", key -> connection.sync().incr(key)));
                writers.add(new Writer("lettuce-topology", key -> topology.sync().incr(key)));
                awaitWrites(group, master);
                try {
                    failOverTwice(group, master, pool);
                } finally {
                    for (Writer writer : writers) writer.stop();
                }
            } finally {
                lettuce.shutdown(0, TIMEOUT_MS, TimeUnit.MILLISECONDS);
            }
        }
    }

    private void failOverTwice(Group group, Program master, JedisSentinelPool pool) throws Exception {
        master.kill();
        Program second = group.awaitNewMaster(master);
        awaitWrites(group, second);
        assertEquals(second.port, pool.getCurrentHostMaster().getPort());
        master.start();
        group.awaitFollowers(second);

        // The old master lives on as a replica: who writes to it hears so.
        Program sentinel = group.sentinels.getFirst();
        group.await("may fail over", () -> sentinel.ask("SENTINEL", "failover", Group.MASTER).equals("OK"));
        Program third = group.awaitNewMaster(second);
        awaitWrites(group, third);
        group.awaitFollowers(third);
    }

    private static RedisURI uri(Group group) {
        RedisURI.Builder builder =
                RedisURI.Builder.sentinel("127.0.0.1", group.sentinels.getFirst().port, Group.MASTER);
        for (Program sentinel : group.sentinels.subList(1, group.sentinels.size())) {
            builder.withSentinel("127.0.0.1", sentinel.port);
        }
        return builder.withTimeout(Duration.ofMillis(LETTUCE_TIMEOUT_MS)).build();
    }

    /** Each of the clients writes to this server, from now on. */
    private void awaitWrites(Group group, Program server) throws Exception {
        for (Writer writer : writers) {
            long before = written(server, writer.key);
            group.await(writer.key + " writes to " + server, () -> written(server, writer.key) >= before + WRITES_MIN);
        }
    }

    private static long written(Program server, String key) throws IOException {
        String value = server.ask("GET", key);
        return value.equals("(nil)") ? 0 : Long.parseLong(value);
    }
}
