package io.jadis.server.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.TestServer;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SetArgs;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The current Lettuce, with either protocol, finds in this server what it expects of Redis. */
@ParameterizedClass
@EnumSource(ProtocolVersion.class)
final class LettuceIT {
    private static final int WAIT_SECONDS_MAX = 20;

    private static TestServer server;

    private final ProtocolVersion protocol;
    private RedisClient client;
    private StatefulRedisConnection<String, String> connection;
    private RedisCommands<String, String> redis;

    LettuceIT(ProtocolVersion protocol) {
        this.protocol = protocol;
    }

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @BeforeEach
    void connect() {
        client = RedisClient.create(RedisURI.create("127.0.0.1", server.port()));
        client.setOptions(ClientOptions.builder().protocolVersion(protocol).build());
        connection = client.connect();
        redis = connection.sync();
        redis.flushall();
    }

    @AfterEach
    void disconnect() {
        client.shutdown(0, WAIT_SECONDS_MAX, TimeUnit.SECONDS);
    }

    @Test
    void stringsAreStoredAndCounted() {
        assertEquals("OK", redis.set("k", "v"));
        assertEquals("v", redis.get("k"));
        assertNull(redis.get("missing"));
        assertEquals("v", redis.getdel("k"));
        assertEquals(-3, redis.decrby("n", 3));
        assertEquals(0.5, redis.incrbyfloat("n", 3.5));
        assertEquals(List.of("n"), redis.keys("*"));
    }

    @Test
    void keysExpire() {
        redis.set("k", "v", SetArgs.Builder.ex(100));
        long ttl = redis.ttl("k");
        assertTrue(ttl > 80 && ttl <= 100, "ttl=" + ttl);
        assertTrue(redis.pexpireat("k", 1));
        assertNull(redis.get("k"));
    }

    @Test
    void transactionsAreAllOrNothing() {
        assertEquals("OK", redis.watch("k"));
        assertEquals("OK", redis.multi());
        assertNull(redis.incr("k"));
        assertNull(redis.get("k"));
        TransactionResult done = redis.exec();
        assertEquals(List.of(1L, "1"), done.stream().toList());

        redis.watch("k");
        try (StatefulRedisConnection<String, String> other = client.connect()) {
            other.sync().set("k", "9");
        }
        redis.multi();
        redis.incr("k");
        assertTrue(redis.exec().wasDiscarded());
        assertEquals("9", redis.get("k"));
    }

    @Test
    void pipelinesAnswerInOrder() throws Exception {
        RedisAsyncCommands<String, String> async = connection.async();
        connection.setAutoFlushCommands(false);
        List<RedisFuture<Long>> futures = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) futures.add(async.incr("k"));
        connection.flushCommands();
        connection.setAutoFlushCommands(true);
        for (int i = 0; i < 1_000; i++) assertEquals(i + 1, futures.get(i).get(WAIT_SECONDS_MAX, TimeUnit.SECONDS));
    }

    @Test
    void errorsAreErrors() {
        redis.set("k", "text");
        assertEquals("ERR value is not an integer or out of range",
                assertThrows(RedisCommandExecutionException.class, () -> redis.incr("k")).getMessage());
    }

    @Test
    void messagesReachChannelsAndPatterns() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        try (StatefulRedisPubSubConnection<String, String> subscriber = client.connectPubSub()) {
            subscriber.addListener(new RedisPubSubAdapter<>() {
                @Override
                public void message(String channel, String message) {
                    heard.add(channel + "=" + message);
                }

                @Override
                public void message(String pattern, String channel, String message) {
                    heard.add(pattern + ":" + channel + "=" + message);
                }
            });
            subscriber.sync().subscribe("news");
            subscriber.sync().psubscribe("n*");
            assertEquals(2, redis.publish("news", "hello"));
            assertEquals("news=hello", heard.poll(WAIT_SECONDS_MAX, TimeUnit.SECONDS));
            assertEquals("n*:news=hello", heard.poll(WAIT_SECONDS_MAX, TimeUnit.SECONDS));
        }
    }

    @Test
    void aConnectionComesBackAfterItWasKilled() {
        redis.set("k", "v");
        long id = redis.clientId();
        try (StatefulRedisConnection<String, String> killer = client.connect()) {
            killer.sync().clientKill(io.lettuce.core.KillArgs.Builder.id(id));
        }
        assertEquals("v", redis.get("k"));
        assertTrue(redis.clientId() > id);
    }
}
