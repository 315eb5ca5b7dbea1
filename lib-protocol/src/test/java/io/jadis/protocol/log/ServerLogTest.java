package io.jadis.protocol.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class ServerLogTest {
    private static final long NOW_MS = Instant.parse("2023-12-26T14:08:50.910Z").toEpochMilli();
    private static final String TIME = "26 Dec 2023 14:08:50.910";

    private final ServerLog log = new ServerLog(1579, _ -> 0, () -> NOW_MS);
    private final Logger own = new ServerLogger("io.jadis.server.Any", log);
    private final Logger foreign = new ServerLogger("io.netty.Any", log);

    @TempDir
    private Path directory;
    private Path file;

    @BeforeEach
    void logToAFile() throws IOException {
        file = directory.resolve("redis.log");
        log.configure(new LogSettings(Optional.of(file), Optional.empty()));
    }

    @Test
    void aLineHasProcessRoleTimeLevelAndWords() throws IOException {
        log.setRole(LogRole.MASTER);
        log.notice("Server initialized");
        assertEquals(List.of("1579:M " + TIME + " * Server initialized"), Files.readAllLines(file));
    }

    @Test
    void eachRoleAndLevelHasItsCharacter() throws IOException {
        log.setLevel(LogLevel.DEBUG);
        log.debug("a");
        log.setRole(LogRole.MASTER);
        log.verbose("b");
        log.setRole(LogRole.REPLICA);
        log.notice("c");
        log.setRole(LogRole.SENTINEL);
        log.warning("d");
        assertEquals(List.of("1579:C " + TIME + " . a", "1579:M " + TIME + " - b", "1579:S " + TIME + " * c",
                "1579:X " + TIME + " # d"), Files.readAllLines(file));
    }

    @Test
    void aLevelHidesWhatIsBelowIt() throws IOException {
        for (LogLevel level : LogLevel.values()) {
            log.setLevel(level);
            log.debug(level + " debug");
            log.verbose(level + " verbose");
            log.notice(level + " notice");
            log.warning(level + " warning");
        }
        assertEquals(List.of("DEBUG debug", "DEBUG verbose", "DEBUG notice", "DEBUG warning", "VERBOSE verbose",
                "VERBOSE notice", "VERBOSE warning", "NOTICE notice", "NOTICE warning", "WARNING warning"), words());
    }

    @Test
    void ownLoggersMapTheirLevelsOneToOne() throws IOException {
        log.setLevel(LogLevel.DEBUG);
        own.trace("t");
        own.debug("d");
        own.info("i {} {}", 1, "x");
        own.warn("w");
        own.error("e");
        assertEquals(List.of(". t", "- d", "* i 1 x", "# w", "# e"), marksAndWords());
    }

    @Test
    void otherLibrariesAreQuietAndNamed() throws IOException {
        log.setLevel(LogLevel.DEBUG);
        foreign.debug("d");
        foreign.info("i");
        foreign.warn("w");
        assertEquals(List.of(". io.netty.Any: i", "# io.netty.Any: w"), marksAndWords());
        assertFalse(foreign.isDebugEnabled());
        log.setLevel(LogLevel.NOTICE);
        assertFalse(foreign.isInfoEnabled());
        assertTrue(foreign.isWarnEnabled());
    }

    @Test
    void anExceptionFollowsTheWordsOnLinesOfItsOwn() throws IOException {
        own.warn("Broken", new IllegalStateException("because"));
        List<String> lines = Files.readAllLines(file);
        assertEquals("1579:C " + TIME + " # Broken", lines.get(0));
        assertEquals("java.lang.IllegalStateException: because", lines.get(1));
        assertTrue(lines.get(2).startsWith("\tat "));
    }

    @Test
    void aMessageIsCutWhereRedisCutsIt() throws IOException {
        log.notice("a".repeat(1_023));
        log.notice("b".repeat(1_024));
        own.warn("c {}", "c".repeat(5_000));
        own.warn("{} and {}", "d".repeat(1_000), "d".repeat(5_000));
        own.warn("{} {}", "e".repeat(1_023), "behind");
        foreign.warn("f".repeat(5_000));
        assertEquals(List.of("a".repeat(1_023), "b".repeat(1_023), "c " + "c".repeat(1_021),
                "d".repeat(1_000) + " and " + "d".repeat(18), "e".repeat(1_023),
                "io.netty.Any: " + "f".repeat(1_023 - 14)), words());
    }

    @Test
    void noCharacterIsCutInTwo() throws IOException {
        log.notice("a".repeat(1_022) + "\u00e9");
        log.notice("b".repeat(1_021) + "\u00e9\u00e9");
        log.notice("c".repeat(1_020) + "\ud83d\ude00");
        log.notice("d".repeat(1_019) + "\ud83d\ude00" + "d");
        log.notice("\u20ac".repeat(1_023));
        own.warn("{}{}", "e".repeat(1_022) + "\ud83d\ude00", "e");
        assertEquals(List.of("a".repeat(1_022), "b".repeat(1_021) + "\u00e9", "c".repeat(1_020),
                "d".repeat(1_019) + "\ud83d\ude00", "\u20ac".repeat(341), "e".repeat(1_022)), words());
    }

    @Test
    void ofAVeryLongArgumentNothingIsMade() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        String argument = "x".repeat(10_000_000);
        own.warn("{} was sent, then {}", argument, argument);
        long before = threads.getCurrentThreadAllocatedBytes();
        own.warn("{} was sent, then {}", argument, argument);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < 1_000_000, "allocated=" + allocated);
    }

    @Test
    void behindCutWordsAnExceptionIsWhole() throws IOException {
        own.error("x".repeat(2_000), deep(40));
        List<String> lines = Files.readAllLines(file);
        assertTrue(lines.get(0).endsWith(" # " + "x".repeat(1_023)));
        assertTrue(lines.contains("Caused by: java.lang.IllegalStateException: innermost"));
    }

    @Test
    void anExceptionWithAVeryLongMessageIsCutToo() throws IOException {
        own.error("Broken", new IllegalArgumentException("x".repeat(10_000_000)));
        assertTrue(Files.size(file) < 20_000, () -> "size=" + file.toFile().length());
    }

    @Test
    void anExceptionMayHaveNoMessage() throws IOException {
        own.warn(new IOException().getMessage());
        assertEquals(List.of("null"), words());
    }

    @Test
    void rawTextIsNotCut() throws IOException {
        String text = "line\n".repeat(10_000);
        log.raw(LogLevel.WARNING, text);
        assertEquals(text, Files.readString(file));
    }

    @Test
    void rawTextHasNoHeader() throws IOException {
        log.raw(LogLevel.NOTICE, "as\nit is");
        assertEquals("as\nit is", Files.readString(file));
    }

    @Test
    void afterLogrotateMovedTheFileTheNextLineBeginsANewOne() throws IOException {
        log.notice("before");
        Files.move(file, directory.resolve("redis.log.1"));
        log.notice("after");
        assertEquals(List.of("after"), words());
    }

    @Test
    void aFileThatCannotBeOpenedIsRefusedAndNothingChanges() throws IOException {
        Path impossible = directory.resolve("no/such/redis.log");
        assertThrows(IOException.class,
                () -> log.configure(new LogSettings(Optional.of(impossible), Optional.empty())));
        log.notice("still here");
        assertEquals(List.of("still here"), words());
    }

    @Test
    void theWriterKeepsTheOrderAndWritesEverythingBeforeItStops() throws IOException {
        log.notice("0");
        log.startWriter();
        for (int i = 1; i <= 1_000; i++) log.notice(Integer.toString(i));
        log.stopWriter();
        log.notice("1001");
        assertEquals(IntStream.rangeClosed(0, 1_001).mapToObj(Integer::toString).toList(), words());
    }

    @Test
    void theProviderIsTheOneThatSlf4jFinds() {
        assertEquals(ServerLogger.class, LoggerFactory.getLogger(ServerLogTest.class).getClass());
    }

    private static Throwable deep(int frames) {
        return frames > 0 ? deep(frames - 1)
                : new IllegalStateException("outer", new IllegalStateException("innermost"));
    }

    private List<String> words() throws IOException {
        return marksAndWords().stream().map(line -> line.substring(2)).toList();
    }

    private List<String> marksAndWords() throws IOException {
        return Files.readAllLines(file).stream().map(line -> line.substring(("1579:C " + TIME + " ").length()))
                .toList();
    }
}
