package io.jadis.server.oracle;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** The building blocks of which the tables of commands are made: each adds words to a request. */
@FunctionalInterface
interface Grammar {
    void add(RandomGenerator random, List<byte[]> words);

    /** A command as a row of a table. */
    record Row(int weight, Grammar words, boolean alwaysRight) {}

    /** A row: how often it comes compared with others, the command's name in full, its arguments. */
    static Row row(int weight, String name, Grammar... arguments) {
        Grammar[] parts = new Grammar[arguments.length + 1];
        parts[0] = word(name);
        System.arraycopy(arguments, 0, parts, 1, arguments.length);
        return new Row(weight, all(parts), false);
    }

    /** A row whose words come as they are drawn, never spoilt. */
    static Row right(int weight, String name, Grammar... arguments) {
        return new Row(weight, row(weight, name, arguments).words, true);
    }

    /** One or more fixed words. */
    static Grammar word(String text) {
        byte[][] fixed = new byte[text.split(" ").length][];
        for (int i = 0; i < fixed.length; i++) fixed[i] = bytes(text.split(" ")[i]);
        return (random, words) -> words.addAll(List.of(fixed));
    }

    /** One of these, which may be empty or hold any byte (one char each). */
    static Grammar of(String... values) {
        return (random, words) -> words.add(bytes(values[random.nextInt(values.length)]));
    }

    /** All of them, in order. */
    static Grammar all(Grammar... parts) {
        return (random, words) -> {
            for (Grammar part : parts) part.add(random, words);
        };
    }

    /** One of them. */
    static Grammar any(Grammar... parts) {
        return (random, words) -> parts[random.nextInt(parts.length)].add(random, words);
    }

    /** One of these words, or of these options with arguments; written as {@code all(word("EX"), seconds())}. */
    static Grammar anyWord(String... texts) {
        Grammar[] parts = new Grammar[texts.length];
        for (int i = 0; i < texts.length; i++) parts[i] = word(texts[i]);
        return any(parts);
    }

    /** It, or nothing. */
    static Grammar maybe(Grammar part) {
        return (random, words) -> {
            if (random.nextBoolean()) part.add(random, words);
        };
    }

    /** Some of them in any order, mostly few: options, with the same one twice now and then. */
    static Grammar some(Grammar... options) {
        return (random, words) -> {
            while (random.nextInt(5) < 2) options[random.nextInt(options.length)].add(random, words);
        };
    }

    /** It, from {@code min} to {@code max} times. */
    static Grammar times(int min, int max, Grammar part) {
        return (random, words) -> {
            for (int i = random.nextInt(min, max + 1); i > 0; i--) part.add(random, words);
        };
    }

    /** A row drawn by weight. */
    static Row draw(List<Row> table, RandomGenerator random) {
        int total = 0;
        for (Row row : table) total += row.weight;
        int at = random.nextInt(total);
        for (Row row : table) {
            at -= row.weight;
            if (at < 0) return row;
        }
        throw new AssertionError();
    }

    /** The request of a row; now and then with a word too few, too many, or out of place, or in other letter case. */
    static List<byte[]> request(Row row, RandomGenerator random) {
        List<byte[]> words = new ArrayList<>();
        row.words.add(random, words);
        int wrong = row.alwaysRight ? -1 : random.nextInt(60);
        if (wrong == 0 && words.size() > 1) words.removeLast();
        if (wrong == 1) Values.VALUE.add(random, words);
        if (wrong == 2 && words.size() > 1) words.set(random.nextInt(1, words.size()), Values.drawValue(random));
        if (wrong == 3 && words.size() > 2) words.remove(random.nextInt(1, words.size()));
        if (wrong == 4) words.addAll(1, words.subList(1, words.size()));
        endHelloAtItsOption(words);
        if (random.nextInt(4) == 0) words.set(0, lower(words.get(0)));
        return words;
    }

    /**
     * HELLO has one option at the most, and nothing behind it: Redis 7.0 carries an option out at once, be what follows
     * right or wrong; 7.2, as we, only when all of HELLO is right.
     */
    private static void endHelloAtItsOption(List<byte[]> words) {
        if (!isWord(words.getFirst(), "HELLO")) return;
        for (int i = 1; i < words.size(); i++) {
            int end = i + (isWord(words.get(i), "SETNAME") ? 2 : isWord(words.get(i), "AUTH") ? 3 : words.size());
            if (end < words.size()) words.subList(end, words.size()).clear();
        }
    }

    private static boolean isWord(byte[] word, String text) {
        return new String(word, StandardCharsets.ISO_8859_1).equalsIgnoreCase(text);
    }

    private static byte[] lower(byte[] word) {
        byte[] lower = word.clone();
        for (int i = 0; i < lower.length; i++) {
            if (lower[i] >= 'A' && lower[i] <= 'Z') lower[i] += 'a' - 'A';
        }
        return lower;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
