package io.jadis.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jadis.server.TestClient;
import io.jadis.server.TestServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random commands on few keys of few databases against maps. */
final class KeysPropertyTest {
    private static final int STEPS = 3_000, DATABASES = 3, KEYS = 6;
    private static final long FAR_MS = 99_999_999_000_000L;
    private static final long NO_EXPIRY = -1;

    private record Value(String text, long expiresAtMs) {}

    private static TestServer server;
    private static TestClient client;

    private final List<Map<String, Value>> databases = new ArrayList<>();
    private Random random;
    private int current;

    @BeforeAll
    static void start() throws IOException {
        server = TestServer.start();
        client = server.connect();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @ParameterizedTest(name = "seed={0}")
    @ValueSource(longs = {1, 20, 300, 4_000})
    void randomStepsMatchMaps(long seed) throws IOException {
        random = new Random(seed);
        client.run("FLUSHALL");
        client.run("SELECT 0");
        current = 0;
        databases.clear();
        for (int i = 0; i < DATABASES; i++) databases.add(new HashMap<>());
        for (int step = 0; step < STEPS; step++) step("seed=" + seed + " step=" + step);
    }

    private void step(String where) throws IOException {
        String a = key(), b = key();
        switch (random.nextInt(13)) {
            case 0, 1 -> {
                String text = random.nextBoolean() ? "" + random.nextInt() : "v".repeat(random.nextInt(100));
                expect(where, "OK", "SET", a, text);
                here().put(a, new Value(text, NO_EXPIRY));
            }
            case 2 -> expect(where, ":" + (here().remove(a) == null ? 0 : 1), random.nextBoolean() ? "DEL" : "UNLINK",
                    a);
            case 3 -> rename(where, a, b);
            case 4 -> copy(where, a, b);
            case 5 -> move(where, a);
            case 6 -> {
                current = random.nextInt(DATABASES);
                expect(where, "OK", "SELECT", "" + current);
            }
            case 7 -> expire(where, a);
            case 8 -> {
                boolean had = here().containsKey(a) && here().get(a).expiresAtMs != NO_EXPIRY;
                expect(where, had ? ":1" : ":0", "PERSIST", a);
                here().computeIfPresent(a, (key, value) -> new Value(value.text, NO_EXPIRY));
            }
            case 9 -> swap(where);
            case 10 -> {
                if (random.nextInt(10) > 0) return;
                here().clear();
                expect(where, "OK", "FLUSHDB", random.nextBoolean() ? "ASYNC" : "SYNC");
            }
            default -> {
                Value value = here().get(a);
                expect(where, value == null ? "nil" : "'" + value.text + "'", "GET", a);
                expect(where, ":" + (value == null ? -2 : value.expiresAtMs), "PEXPIRETIME", a);
                expect(where, ":" + here().size(), "DBSIZE");
            }
        }
    }

    private void rename(String where, String a, String b) throws IOException {
        boolean onlyIfFree = random.nextBoolean();
        Value value = here().get(a);
        if (value == null) {
            expect(where, "-ERR no such key", onlyIfFree ? "RENAMENX" : "RENAME", a, b);
        } else if (onlyIfFree) {
            boolean free = !here().containsKey(b);
            expect(where, free ? ":1" : ":0", "RENAMENX", a, b);
            if (free) here().put(b, here().remove(a));
        } else {
            expect(where, "OK", "RENAME", a, b);
            here().put(b, here().remove(a));
        }
    }

    private void copy(String where, String a, String b) throws IOException {
        int to = random.nextInt(DATABASES);
        boolean replace = random.nextBoolean();
        String expected;
        Value value = here().get(a);
        if (to == current && a.equals(b)) {
            expected = "-ERR source and destination objects are the same";
        } else if (value == null || databases.get(to).containsKey(b) && !replace) {
            expected = ":0";
        } else {
            expected = ":1";
            databases.get(to).put(b, value);
        }
        if (replace) expect(where, expected, "COPY", a, b, "DB", "" + to, "REPLACE");
        else expect(where, expected, "COPY", a, b, "DB", "" + to);
    }

    private void move(String where, String a) throws IOException {
        int to = (current + 1) % DATABASES;
        boolean moves = here().containsKey(a) && !databases.get(to).containsKey(a);
        expect(where, moves ? ":1" : ":0", "MOVE", a, "" + to);
        if (moves) databases.get(to).put(a, here().remove(a));
    }

    private void expire(String where, String a) throws IOException {
        Value value = here().get(a);
        if (random.nextInt(5) == 0) {
            expect(where, value == null ? ":0" : ":1", "EXPIRE", a, "-1");
            here().remove(a);
            return;
        }
        long atMs = FAR_MS + random.nextInt(1000) * 1000L;
        boolean greater = random.nextBoolean();
        boolean sets = value != null && (!greater || value.expiresAtMs != NO_EXPIRY && atMs > value.expiresAtMs);
        if (greater) expect(where, sets ? ":1" : ":0", "EXPIREAT", a, "" + atMs / 1000, "GT");
        else expect(where, sets ? ":1" : ":0", "PEXPIREAT", a, "" + atMs);
        if (sets) here().put(a, new Value(value.text, atMs));
    }

    private void swap(String where) throws IOException {
        int i = random.nextInt(DATABASES), j = random.nextInt(DATABASES);
        expect(where, "OK", "SWAPDB", "" + i, "" + j);
        Map<String, Value> first = databases.get(i);
        databases.set(i, databases.get(j));
        databases.set(j, first);
    }

    private Map<String, Value> here() {
        return databases.get(current);
    }

    private String key() {
        return "key:" + random.nextInt(KEYS);
    }

    private static void expect(String where, String expected, String... words) throws IOException {
        assertEquals(expected, client.call(words), () -> where + ": " + String.join(" ", words));
    }
}
