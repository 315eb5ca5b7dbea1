package io.jadis.cli.check;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our check tools beside Debian's, on the same files: the same lines and status. */
class DebianCheckToolsIT {
    private static final String SERVER = "/usr/bin/redis-server", CHECK_AOF = "/usr/bin/redis-check-aof",
            CHECK_RDB = "/usr/bin/redis-check-rdb";
    private static final int ROUNDS = 150;
    private static final long LIMIT_SECONDS = 60;

    @TempDir
    Path directory;

    static LongStream seeds() {
        return LongStream.of(1, Long.getLong("jadis.seed", 2));
    }

    /** Damages an old-style file at random places; either tool may cut it. */
    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void damagedAppendOnlyFilesAreJudgedAlike(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < ROUNDS; round++) {
            String content = damaged(commands(random), random);
            String[] option = switch (random.nextInt(3)) {
                case 0 -> new String[] {"--fix"};
                case 1 -> new String[] {"--truncate-to-timestamp", Integer.toString(random.nextInt(1, 8))};
                default -> new String[0];
            };
            Path file = directory.resolve("a.aof");
            Files.writeString(file, content, ISO_8859_1);
            Run theirs = Run.of(directory, "y\n", command(CHECK_AOF, option, file));
            String theirFile = Files.readString(file, ISO_8859_1);
            Files.writeString(file, content, ISO_8859_1);
            Run ours = Run.aof("y\n", command(null, option, file));
            assertEquals(withoutLeftovers(theirs), withoutLeftovers(ours), () -> "on\n" + content);
            assertEquals(theirFile, Files.readString(file, ISO_8859_1), () -> "on\n" + content);
        }
    }

    /** What lies behind the end of a line that ends too early is whatever was in Redis's buffer. */
    private static Run withoutLeftovers(Run run) {
        return new Run(run.status(), run.out().replaceAll("got: 00..", "got: 00??"), run.err());
    }

    private static String[] command(String program, String[] option, Path file) {
        List<String> words = new ArrayList<>(List.of(option));
        if (program != null) words.addFirst(program);
        words.add(file.toString());
        return words.toArray(String[]::new);
    }

    private static String commands(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i >= 0; i--) {
            text.append(switch (random.nextInt(5)) {
                case 0 -> "#TS:" + random.nextInt(1, 8) + "\r\n";
                case 1 -> RedisCheckAofTest.command("MULTI") + RedisCheckAofTest.command("set", "k", "v".repeat(
                        random.nextInt(200))) + RedisCheckAofTest.command("exec");
                default -> RedisCheckAofTest.command("set", "k" + random.nextInt(9), "v" + random.nextInt());
            });
        }
        return text.toString();
    }

    private static String damaged(String text, SplittableRandom random) {
        StringBuilder damaged = new StringBuilder(text);
        switch (random.nextInt(5)) {
            case 0 -> damaged.setLength(random.nextInt(text.length()));
            case 1 -> damaged.append("\0".repeat(random.nextInt(1, 5_000)));
            case 2 -> damaged.setCharAt(random.nextInt(text.length()), (char) random.nextInt('a', 'z'));
            case 3 -> damaged.append(RedisCheckAofTest.command(random.nextBoolean() ? "multi" : "exec"));
            default -> { }
        }
        return damaged.toString();
    }

    @Test
    void filesOfDebiansServerAreJudgedAlike() throws Exception {
        Path rdb = directory.resolve("dump.rdb"), manifest = directory.resolve("appendonlydir/appendonly.aof.manifest");
        Process server = new ProcessBuilder(SERVER, "--port", "0", "--unixsocket", directory.resolve("s").toString(),
                "--dir", directory.toString(), "--save", "", "--appendonly", "yes", "--enable-debug-command", "yes")
                .redirectErrorStream(true).redirectOutput(directory.resolve("log").toFile()).start();
        try {
            for (long until = System.nanoTime()
                    + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS); !ask("PING").equals("PONG\n"); ) {
                assertTrue(System.nanoTime() < until && server.isAlive(), "redis-server has started");
            }
            ask("DEBUG", "POPULATE", "300");
            ask("EVAL", "for i=1,300 do redis.call('rpush','l',i) redis.call('hset','h',i,i) redis.call('zadd','z',i,i) "
                    + "redis.call('sadd','s','m'..i) redis.call('xadd','x','*','f',i) redis.call('set','e'..i,i,'px',i*10000000) "
                    + "end", "0");
            ask("FUNCTION", "LOAD", "#!lua name=mylib\nredis.register_function('f', function() return 1 end)");
            ask("BGREWRITEAOF");
            while (!ask("INFO", "persistence").contains("aof_rewrite_in_progress:0")) assertTrue(server.isAlive());
            ask("SAVE");
            assertEquals("OK\n", ask("CONFIG", "SET", "appendonly", "no"));
            assertSameJudgement(rdb);
            Run theirs = Run.of(directory, "", CHECK_AOF, manifest.toString());
            Run ours = Run.aof("", manifest.toString());
            // 7.0 names the base alone, 7.2 its path.
            assertEquals(theirs,
                    new Run(ours.status(), ours.out().replace(manifest.getParent() + "/", ""), ours.err()));
            assertEquals(0, theirs.status());
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    private String ask(String... words) throws IOException, InterruptedException {
        String[] command = new String[words.length + 3];
        command[0] = "/usr/bin/redis-cli";
        command[1] = "-s";
        command[2] = directory.resolve("s").toString();
        System.arraycopy(words, 0, command, 3, words.length);
        return Run.of(directory, "", command).out();
    }

    private void assertSameJudgement(Path rdb) throws Exception {
        Run theirs = Run.of(directory, "", CHECK_RDB, rdb.toString());
        assertEquals(theirs, Run.rdb(rdb));
        assertEquals(0, theirs.status());
        assertTrue(theirs.out().contains("Checksum OK"), theirs.out());
        byte[] whole = Files.readAllBytes(rdb);
        for (int place : new int[] {20, whole.length / 3, whole.length / 2, whole.length - 20, whole.length - 3}) {
            byte[] flipped = whole.clone();
            flipped[place] ^= 0x10;
            Files.write(rdb, flipped);
            Run ours = Run.rdb(rdb);
            assertEquals(1, Run.of(directory, "", CHECK_RDB, rdb.toString()).status(), "place=" + place);
            assertEquals(1, ours.status(), () -> "place=" + place + "\n" + ours.out());
        }
    }
}
