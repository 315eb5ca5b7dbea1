package io.jadis.server.clients;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.TestServer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.Response;
import redis.clients.jedis.Transaction;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.SetParams;

/** The current Jedis, with either protocol, finds in this server what it expects of Redis. */
@ParameterizedClass
@EnumSource(RedisProtocol.class)
final class JedisIT {
    private static final int WAIT_SECONDS_MAX = 20;

    private static TestServer server;

    private final RedisProtocol protocol;

    JedisIT(RedisProtocol protocol) {
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
    void empty() {
        try (Jedis jedis = connect()) {
            jedis.flushAll();
        }
    }

    private DefaultJedisClientConfig configuration() {
        return DefaultJedisClientConfig.builder().protocol(protocol).clientName("jedis")
                .timeoutMillis(WAIT_SECONDS_MAX * 1000).build();
    }

    private Jedis connect() {
        return new Jedis("127.0.0.1", server.port(), configuration());
    }

    @Test
    void stringsAreStoredAndCounted() {
        try (Jedis jedis = connect()) {
            assertEquals("OK", jedis.set("k", "v"));
            assertEquals("v", jedis.get("k"));
            assertNull(jedis.get("missing"));
            assertEquals("v", jedis.setGet("k", "w"));
            assertEquals(2, jedis.append("k", "x"));
            assertEquals(7, jedis.incrBy("n", 7));
            assertEquals(7.5, jedis.incrByFloat("n", 0.5));
            assertEquals(List.of("wx", "7.5"), jedis.mget("k", "n"));
            byte[] binary = {0, (byte) 0xff, '\r', '\n'};
            jedis.set(binary, binary);
            assertArrayEquals(binary, jedis.get(binary));
            assertEquals(3, jedis.dbSize());
        }
    }

    @Test
    void keysExpire() {
        try (Jedis jedis = connect()) {
            assertEquals("OK", jedis.set("k", "v", SetParams.setParams().nx().ex(100)));
            assertNull(jedis.set("k", "w", SetParams.setParams().nx()));
            long ttl = jedis.ttl("k");
            assertTrue(ttl > 80 && ttl <= 100, "ttl=" + ttl);
            assertEquals(1, jedis.persist("k"));
            assertEquals(-1, jedis.ttl("k"));
            assertEquals(1, jedis.expireAt("k", 1));
            assertNull(jedis.get("k"));
        }
    }

    @Test
    void transactionsAreAllOrNothing() {
        try (Jedis jedis = connect(); Jedis other = connect()) {
            jedis.watch("k");
            Transaction transaction = jedis.multi();
            Response<Long> one = transaction.incr("k");
            Response<String> value = transaction.get("k");
            assertEquals(List.of(1L, "1"), transaction.exec());
            assertEquals(1L, one.get());
            assertEquals("1", value.get());

            jedis.watch("k");
            other.set("k", "9");
            transaction = jedis.multi();
            transaction.incr("k");
            assertNull(transaction.exec());
            assertEquals("9", jedis.get("k"));
        }
    }

    @Test
    void pipelinesAnswerInOrder() {
        try (Jedis jedis = connect()) {
            Pipeline pipeline = jedis.pipelined();
            for (int i = 0; i < 1_000; i++) {
                pipeline.set("k" + i, String.valueOf(i));
                pipeline.get("k" + i);
            }
            List<Object> replies = pipeline.syncAndReturnAll();
            for (int i = 0; i < 1_000; i++) assertEquals(String.valueOf(i), replies.get(2 * i + 1));
        }
    }

    @Test
    void errorsAreErrors() {
        try (Jedis jedis = connect()) {
            jedis.set("k", "text");
            assertEquals("ERR value is not an integer or out of range",
                    assertThrows(JedisDataException.class, () -> jedis.incr("k")).getMessage());
        }
    }

    @Test
    void messagesReachChannelsAndPatterns() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        JedisPubSub listener = new JedisPubSub() {
            @Override
            public void onMessage(String channel, String message) {
                heard.add(channel + "=" + message);
            }

            @Override
            public void onPMessage(String pattern, String channel, String message) {
                heard.add(pattern + ":" + channel + "=" + message);
            }

            @Override
            public void onSubscribe(String channel, int count) {
                heard.add("subscribed " + channel);
                psubscribe("n*");
            }

            @Override
            public void onPSubscribe(String pattern, int count) {
                heard.add("subscribed " + pattern);
            }
        };
        try (Jedis subscriber = connect(); Jedis publisher = connect()) {
            Thread thread = Thread.ofVirtual().start(() -> subscriber.subscribe(listener, "news"));
            assertEquals("subscribed news", next(heard));
            assertEquals("subscribed n*", next(heard));
            assertEquals(2, publisher.publish("news", "hello"));
            assertEquals("news=hello", next(heard));
            assertEquals("n*:news=hello", next(heard));
            listener.unsubscribe();
            listener.punsubscribe();
            assertTrue(thread.join(java.time.Duration.ofSeconds(WAIT_SECONDS_MAX)));
        }
    }

    @Test
    void aPoolConnectsAgainAfterItsConnectionWasKilled() {
        try (RedisClient pool = RedisClient.builder().hostAndPort("127.0.0.1", server.port())
                .clientConfig(configuration()).build(); Jedis killer = connect()) {
            pool.set("k", "v");
            killer.sendCommand(redis.clients.jedis.Protocol.Command.CLIENT, "KILL", "SKIPME", "yes", "TYPE", "normal");
            assertThrows(JedisConnectionException.class, () -> pool.get("k"));
            assertEquals("v", pool.get("k"));
        }
    }

    private static String next(BlockingQueue<String> heard) throws InterruptedException {
        return heard.poll(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
    }
}
