package io.jadis.server.persistence;

import io.jadis.server.TestClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A data set of all types in all encodings, with times to live, in several databases, made by commands that every Redis
 * since 7.0 knows; and what a server says of the data set that it has.
 */
public final class RandomData {
    private static final int[] DATABASES = {0, 9};
    private static final long FAR_MS = 4_000_000_000_000L;

    private final TestClient client;
    private final SplittableRandom random;
    private final boolean plain;

    public RandomData(TestClient client, long seed) {
        this(client, seed, false);
    }

    /** @param plain without infinite scores in listpacks, and all entries of a stream with as many fields */
    RandomData(TestClient client, long seed, boolean plain) {
        this.client = client;
        this.plain = plain;
        random = new SplittableRandom(seed);
    }

    /** Adds so many keys. */
    public void fill(int keys) throws IOException {
        for (int i = 0; i < keys; i++) {
            client.run("SELECT " + DATABASES[random.nextInt(DATABASES.length)]);
            String key = "key:" + i + (random.nextInt(10) == 0 ? "\0\u00ff " + "k".repeat(random.nextInt(100)) : "");
            switch (random.nextInt(7)) {
                case 0 -> client.call("SET", key, word());
                case 1 -> client.call("SET", key, longText());
                case 2 -> add("RPUSH", key, 1, key);
                case 3 -> add("SADD", key, 1, key);
                case 4 -> add("HSET", key, 2, key);
                case 5 -> sortedSet(key);
                default -> stream(key);
            }
            if (random.nextInt(3) == 0) client.call("PEXPIREAT", key,
                    Long.toString(FAR_MS + random.nextInt(1_000_000)));
        }
    }

    private String longText() {
        return switch (random.nextInt(4)) {
            case 0 -> "abc".repeat(random.nextInt(10_000));
            case 1 -> binary(random.nextInt(5_000));
            case 2 -> binary(30) + "0".repeat(random.nextInt(300_000));
            default -> "";
        };
    }

    private String binary(int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) text.append((char) random.nextInt(256));
        return text.toString();
    }

    /** A number of any width, or text that is short, mostly. */
    private String word() {
        return switch (random.nextInt(8)) {
            case 0 -> Integer.toString(random.nextInt(200) - 100);
            case 1 -> Integer.toString(random.nextInt());
            case 2 -> Long.toString(random.nextLong());
            case 3 -> "0" + random.nextInt(10);
            case 4 -> random.nextInt(20) == 0 ? binary(random.nextInt(6_000)) : "";
            case 5 -> "m".repeat(random.nextInt(64));
            default -> "word:" + random.nextInt(100_000);
        };
    }

    private int count() {
        return random.nextInt(4) == 0 ? random.nextInt(3_000) + 1 : random.nextInt(40) + 1;
    }

    private void add(String command, String key, int width, String prefix) throws IOException {
        boolean numbers = random.nextInt(3) == 0;
        int count = count();
        List<String> words = new ArrayList<>(List.of(command, key));
        for (int i = 0; i < count * width; i++) words.add(numbers
                ? Long.toString(random.nextInt() >> random.nextInt(30)) : word());
        client.call(words.toArray(String[]::new));
    }

    private void sortedSet(String key) throws IOException {
        List<String> words = new ArrayList<>(List.of("ZADD", key));
        for (int i = count(); i > 0; i--) {
            words.add(switch (random.nextInt(plain ? 2 : 0, 6)) {
                case 0 -> "inf";
                case 1 -> "-inf";
                // 7.0 and 7.2 spell others differently in their digests.
                case 2, 3 -> Double.toString(random.nextInt(10_000) / 8.0);
                default -> Integer.toString(random.nextInt(1000) - 500);
            });
            words.add(word());
        }
        client.call(words.toArray(String[]::new));
    }

    private void stream(String key) throws IOException {
        int count = count() / 3 + 1;
        int pairs = random.nextInt(3) + 1;
        for (int i = 1; i <= count; i++) {
            List<String> words = new ArrayList<>(List.of("XADD", key, i + "-" + random.nextInt(3)));
            if (!plain) pairs = random.nextInt(3) + 1;
            for (int j = 0; j < pairs; j++) words.addAll(List.of(random.nextInt(3) == 0 ? word() : "field" + j,
                    word()));
            client.call(words.toArray(String[]::new));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            client.call("XDEL", key, (random.nextInt(count) + 1) + "-" + random.nextInt(3));
        }
        if (random.nextInt(4) == 0) client.call("XTRIM", key, "MAXLEN", Integer.toString(random.nextInt(count + 1)));
        for (int group = random.nextInt(3); group > 0; group--) {
            client.call("XGROUP", "CREATE", key, "group" + group, Integer.toString(random.nextInt(count)));
            client.call("XGROUP", "CREATECONSUMER", key, "group" + group, "idle");
            for (int i = random.nextInt(4); i > 0; i--) {
                client.call("XREADGROUP", "GROUP", "group" + group, "consumer" + i, "COUNT",
                        Integer.toString(random.nextInt(10) + 1), "STREAMS", key, ">");
            }
            client.call("XACK", key, "group" + group, "2-0", "3-1");
        }
    }

    // ---- what a server has

    /** Database and key, with a digest of the value and what else there is to say of it. */
    static TreeMap<String, String> describe(TestClient client) throws IOException {
        TreeMap<String, String> described = new TreeMap<>();
        described.put("digest", client.run("DEBUG DIGEST"));
        for (int database : DATABASES) {
            client.run("SELECT " + database);
            for (String key : keys(client)) described.put(database + " " + key, describe(client, key));
        }
        return described;
    }

    static List<String> keys(TestClient client) throws IOException {
        String reply = client.call("KEYS", "*");
        // The client shows them as ['a', 'b'], and no key here has a quote in it.
        List<String> keys = new ArrayList<>();
        for (String part : reply.substring(1, reply.length() - 1).split("', '")) {
            if (!part.isEmpty()) keys.add(part.replaceAll("^'|'$", ""));
        }
        return keys;
    }

    private static String describe(TestClient client, String key) throws IOException {
        String type = client.call("TYPE", key);
        String described = type + " at " + client.call("PEXPIRETIME", key) + " "
                + client.call("DEBUG", "DIGEST-VALUE", key);
        return type.equals("stream") ? described + stream(client, key) : described;
    }

    /** Counters, groups and what is pending, but for what counts the time that passes. */
    private static String stream(TestClient client, String key) throws IOException {
        String info = client.call("XINFO", "STREAM", key).replaceAll("'radix-tree-(keys|nodes)', :\\d+, ", "");
        StringBuilder described = new StringBuilder(info).append(client.call("XINFO", "GROUPS", key));
        for (String group : new String[] {"group1", "group2"}) {
            described.append(client.call("XPENDING", key, group))
                    .append(client.call("XPENDING", key, group, "-", "+", "10000")
                    .replaceAll("', :\\d+, :", "', :idle, :"))
                    .append(client.call("XINFO", "CONSUMERS", key, group)
                    .replaceAll("'(idle|inactive)', :-?\\d+(, )?", ""));
        }
        return described.toString();
    }
}
