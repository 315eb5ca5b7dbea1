package io.jadis.server.replication;

import io.jadis.server.TestClient;
import java.io.IOException;
import java.util.random.RandomGenerator;

/** Random writes on all types, in several databases, transactions and times to live among them. */
final class Traffic {
    private static final int KEYS = 40, ELEMENTS = 60, DATABASES = 4;

    private final TestClient client;
    private final RandomGenerator random;

    Traffic(TestClient client, RandomGenerator random) {
        this.client = client;
        this.random = random;
    }

    /** Sends so many commands and waits for each reply. */
    void send(int commands) throws IOException {
        for (int i = 0; i < commands; i++) {
            int kind = random.nextInt(100);
            if (kind < 3) client.run("SELECT " + random.nextInt(DATABASES));
            else if (kind < 8) transaction();
            else client.call(command());
        }
    }

    private void transaction() throws IOException {
        client.run("MULTI");
        for (int i = random.nextInt(5); i > 0; i--) client.call(command());
        if (random.nextInt(6) == 0) client.run("DISCARD");
        else client.run("EXEC");
    }

    private String key(String type) {
        return type + random.nextInt(KEYS);
    }

    private String element() {
        return random.nextInt(4) == 0 ? "element:" + "x".repeat(random.nextInt(100)) + random.nextInt(ELEMENTS)
                : Integer.toString(random.nextInt(ELEMENTS));
    }

    private String number() {
        return Integer.toString(random.nextInt(100));
    }

    private String[] command() {
        return switch (random.nextInt(36)) {
            case 0 -> words("SET", key("s"), element());
            case 1 -> words("SET", key("s"), "v".repeat(random.nextInt(20_000)));
            case 2 -> words("SET", key("s"), element(), "PX", Integer.toString(1 + random.nextInt(2000)));
            case 3 -> words("APPEND", key("s"), element());
            case 4 -> words("INCR", key("n"));
            case 5 -> words("INCRBYFLOAT", key("n"), "0.5");
            case 6 -> words("SETRANGE", key("s"), number(), element());
            case 7 -> words("GETEX", key("s"), "PX", Integer.toString(1 + random.nextInt(2000)));
            case 8 -> words("RPUSH", key("l"), element(), element(), element());
            case 9 -> words("LPUSH", key("l"), element());
            case 10 -> words("LPOP", key("l"), Integer.toString(random.nextInt(5)));
            case 11 -> words("LMOVE", key("l"), key("l"), "LEFT", "RIGHT");
            case 12 -> words("LREM", key("l"), "0", element());
            case 13 -> words("LTRIM", key("l"), "0", "200");
            case 14 -> words("HSET", key("h"), element(), element(), element(), element());
            case 15 -> words("HINCRBY", key("h"), "count", number());
            case 16 -> words("HDEL", key("h"), element());
            case 17 -> words("HINCRBYFLOAT", key("h"), "float", "1.25");
            case 18 -> words("SADD", key("set"), element(), element());
            case 19 -> words("SPOP", key("set"));
            case 20 -> words("SPOP", key("set"), Integer.toString(random.nextInt(10)));
            case 21 -> words("SUNIONSTORE", key("set"), key("set"), key("set"));
            case 22 -> words("ZADD", key("z"), number(), element(), number(), element());
            case 23 -> words("ZINCRBY", key("z"), number(), element());
            case 24 -> words("ZPOPMIN", key("z"));
            case 25 -> words("ZRANGESTORE", key("z"), key("z"), "0", "20");
            case 26 -> words("XADD", key("x"), "MAXLEN", "~", "50", "*", "field", element());
            case 27 -> words("XTRIM", key("x"), "MAXLEN", number());
            case 28 -> words("XGROUP", "CREATE", key("x"), "group", "$", "MKSTREAM");
            case 29 -> words("XREADGROUP", "GROUP", "group", "me", "COUNT", "2", "STREAMS", key("x"), ">");
            case 30 -> words("PFADD", key("p"), element(), element());
            case 31 -> words("DEL", key(random.nextBoolean() ? "s" : "set"), key("l"));
            case 32 -> words("PEXPIRE", key(random.nextBoolean() ? "h" : "z"), Integer.toString(random.nextInt(3000)));
            case 33 -> words("RENAME", key("s"), key("s"));
            case 34 -> words("COPY", key("h"), key("h"), "REPLACE");
            default -> words("SORT", key("l"), "ALPHA", "STORE", key("l"));
        };
    }

    private static String[] words(String... words) {
        return words;
    }
}
