package io.jadis.server.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jadis.server.TestServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.support.caching.CacheAccessor;
import io.lettuce.core.support.caching.CacheFrontend;
import io.lettuce.core.support.caching.ClientSideCaching;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lettuce keeps a cache of its own, which this server keeps true. Jedis has one for Redis 7.4 and later only. */
final class ClientSideCachingIT {
    private TestServer server;
    private RedisClient client;

    @BeforeEach
    void start() {
        server = TestServer.start();
        client = RedisClient.create(RedisURI.create("127.0.0.1", server.port()));
    }

    @AfterEach
    void stop() throws Exception {
        client.shutdown(0, 20, TimeUnit.SECONDS);
        server.close();
    }

    @Test
    void whatTheCacheHasIsInvalidated() {
        Map<String, String> cache = new ConcurrentHashMap<>();
        try (StatefulRedisConnection<String, String> connection = client.connect();
                StatefulRedisConnection<String, String> other = client.connect()) {
            CacheFrontend<String, String> frontend = ClientSideCaching.enable(CacheAccessor.forMap(cache), connection,
                    TrackingArgs.Builder.enabled());
            other.sync().set("k", "1");
            assertEquals("1", frontend.get("k"));
            assertEquals("1", cache.get("k"));
            other.sync().set("k", "2");
            while (cache.containsKey("k")) Thread.onSpinWait();
            assertEquals("2", frontend.get("k"));
        }
    }
}
