package io.jadis.server.persistence;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.moilioncircle.redis.replicator.Configuration;
import com.moilioncircle.redis.replicator.FileType;
import com.moilioncircle.redis.replicator.RedisReplicator;
import com.moilioncircle.redis.replicator.Replicator;
import com.moilioncircle.redis.replicator.rdb.datatype.KeyStringValueHash;
import com.moilioncircle.redis.replicator.rdb.datatype.KeyStringValueList;
import com.moilioncircle.redis.replicator.rdb.datatype.KeyStringValueSet;
import com.moilioncircle.redis.replicator.rdb.datatype.KeyStringValueStream;
import com.moilioncircle.redis.replicator.rdb.datatype.KeyStringValueString;
import com.moilioncircle.redis.replicator.rdb.datatype.KeyStringValueZSet;
import com.moilioncircle.redis.replicator.rdb.datatype.KeyValuePair;
import com.moilioncircle.redis.replicator.rdb.datatype.ZSetEntry;
import io.jadis.server.TestClient;
import io.jadis.server.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A reader of RDB files that knows nothing of us finds in ours what the server has. */
class RdbReplicatorIT {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(ints = {9, 10, 11})
    void anIndependentReaderFindsEverything(int version) throws IOException {
        try (TestServer server = TestServer.startIn(directory, "rdb-version " + version)) {
            TestClient client = server.connect();
            // It takes "-inf" in a listpack for no number, and the fields of one entry for those of all that follow.
            new RandomData(client, 7, true).fill(300);
            assertEquals("OK", client.run("SAVE"));
            TreeMap<String, KeyValuePair<?, ?>> read = read();
            int keys = 0;
            for (int database : new int[] {0, 9}) {
                client.run("SELECT " + database);
                for (String key : RandomData.keys(client)) {
                    assertSame(client, key, read.get(database + " " + key));
                    keys++;
                }
            }
            assertEquals(keys, read.size());
        }
    }

    private TreeMap<String, KeyValuePair<?, ?>> read() throws IOException {
        TreeMap<String, KeyValuePair<?, ?>> read = new TreeMap<>();
        try (Replicator replicator = new RedisReplicator(directory.resolve("dump.rdb").toFile(), FileType.RDB,
                Configuration.defaultSetting())) {
            replicator.addEventListener((_, event) -> {
                if (event instanceof KeyValuePair<?, ?> pair) {
                    read.put(pair.getDb().getDbNumber() + " " + text((byte[]) pair.getKey()), pair);
                }
            });
            replicator.open();
        }
        return read;
    }

    private static void assertSame(TestClient client, String key, KeyValuePair<?, ?> pair) throws IOException {
        long expiresAt = Long.parseLong(client.call("PEXPIRETIME", key).substring(1));
        assertEquals(expiresAt, pair.getExpiredMs() == null ? -1 : pair.getExpiredMs(), key);
        switch (pair) {
            case KeyStringValueString string -> assertEquals(client.call("GET", key), bulk(string.getValue()), key);
            case KeyStringValueList list -> {
                List<String> elements = list.getValue().stream().map(RdbReplicatorIT::bulk).toList();
                assertEquals(client.call("LRANGE", key, "0", "-1"), elements.toString(), key);
            }
            case KeyStringValueSet set -> {
                assertEquals(client.call("SCARD", key), ":" + set.getValue().size(), key);
                for (byte[] member : set.getValue()) assertEquals(":1", client.call("SISMEMBER", key, text(member)),
                        key);
            }
            case KeyStringValueHash hash -> {
                assertEquals(client.call("HLEN", key), ":" + hash.getValue().size(), key);
                for (var field : hash.getValue().entrySet()) {
                    assertEquals(client.call("HGET", key, text(field.getKey())), bulk(field.getValue()), key);
                }
            }
            case KeyStringValueZSet sortedSet -> {
                assertEquals(client.call("ZCARD", key), ":" + sortedSet.getValue().size(), key);
                for (ZSetEntry entry : sortedSet.getValue()) {
                    String score = client.call("ZSCORE", key, text(entry.getElement()));
                    assertEquals(entry.getScore(), Double.parseDouble(score.substring(1, score.length() - 1)), key);
                }
            }
            case KeyStringValueStream stream -> {
                TreeSet<String> ids = new TreeSet<>();
                stream.getValue().getEntries().values().stream().filter(entry -> !entry.isDeleted())
                        .forEach(entry -> ids.add(entry.getId().toString()));
                assertEquals(client.call("XLEN", key), ":" + ids.size(), key);
                String entries = client.call("XRANGE", key, "-", "+");
                for (String id : ids) assertTrue(entries.contains("['" + id + "', ["), key + " " + id);
                assertEquals(groupNames(client, key), stream.getValue().getGroups().stream()
                        .map(group -> text(group.getName())).toList(), key);
            }
            default -> throw new AssertionError(pair);
        }
    }

    private static List<String> groupNames(TestClient client, String key) throws IOException {
        List<String> names = new ArrayList<>();
        String groups = client.call("XINFO", "GROUPS", key);
        for (String name : new String[] {"group1", "group2"}) {
            if (groups.contains("'" + name + "'")) names.add(name);
        }
        return names;
    }

    private static String bulk(byte[] bytes) {
        return "'" + text(bytes) + "'";
    }

    private static String text(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }
}
