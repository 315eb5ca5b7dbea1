package io.jadis.protocol.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class PosixTest {
    private static final Path SCHED = Path.of("/proc/thread-self/sched");

    @Test
    void localTimeIsThatOfTheProcessAtTheMomentAskedFor() throws Exception {
        ProcessBuilder program = new ProcessBuilder(ChildJvm.command(OffsetProgram.class,
                List.of("2026-01-15T12:00:00Z", "2026-07-15T12:00:00Z", "1960-01-15T12:00:00Z")));
        program.environment().put("TZ", "EST5EDT,M3.2.0,M11.1.0");
        Process child = program.redirectErrorStream(true).start();

        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(List.of("-18000", "-14400", "-18000"), output.lines().toList());
        assertEquals(0, child.waitFor());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void onlyTheThreadThatAsksForItRunsInTheBackground() throws Exception {
        int before = niceness();
        FutureTask<Integer> task = new FutureTask<>(() -> {
            Posix.runInBackground();
            return niceness();
        });
        Thread.ofPlatform().start(task);

        assertEquals(5, task.get());
        assertEquals(before, niceness());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aPromptThreadHasAShortSliceWhereTheKernelKnowsThatAndItsOldPriority() throws Exception {
        OptionalLong usual = sliceNs();
        FutureTask<Integer> task = new FutureTask<>(() -> {
            Posix.runInBackground();
            Posix.runPromptly();
            assertEquals(promptNs(usual), sliceNs());
            return niceness();
        });
        Thread.ofPlatform().start(task);

        assertEquals(5, task.get());
        assertEquals(usual, sliceNs());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aThreadIsMadePromptByItsName() throws Exception {
        OptionalLong usual = sliceNs();
        CountDownLatch running = new CountDownLatch(2), done = new CountDownLatch(1);
        FutureTask<OptionalLong> named = new FutureTask<>(() -> sliceNsAfter(running, done));
        FutureTask<OptionalLong> other = new FutureTask<>(() -> sliceNsAfter(running, done));
        Thread.ofPlatform().name("to be prompt").start(named);
        Thread.ofPlatform().name("another").start(other);

        running.await();
        Posix.runPromptly("to be prompt");
        done.countDown();
        assertEquals(promptNs(usual), named.get());
        assertEquals(usual, other.get());
    }

    private static OptionalLong sliceNsAfter(CountDownLatch running, CountDownLatch done) throws Exception {
        running.countDown();
        done.await();
        return sliceNs();
    }

    /** The slice of a prompt thread. Linux 6.12 and later know it; a kernel built without this file tells of none. */
    private static OptionalLong promptNs(OptionalLong usual) {
        String[] version = System.getProperty("os.version").split("[^0-9]+");
        int major = Integer.parseInt(version[0]), minor = Integer.parseInt(version[1]);
        boolean known = major > 6 || major == 6 && minor >= 12;
        return known && Files.exists(SCHED) ? OptionalLong.of(100_000) : usual;
    }

    /** Of the calling thread; older kernels don't tell. */
    private static OptionalLong sliceNs() throws Exception {
        if (!Files.exists(SCHED)) return OptionalLong.empty();
        return Files.readAllLines(SCHED).stream()
                .filter(line -> line.startsWith("se.slice"))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                .findFirst();
    }

    /** Of the calling thread: field 19 of its line in /proc, where the second is the name in brackets. */
    private static int niceness() throws Exception {
        String line = Files.readString(Path.of("/proc/thread-self/stat"));
        return Integer.parseInt(line.substring(line.lastIndexOf(')') + 2).split(" ")[16]);
    }
}
