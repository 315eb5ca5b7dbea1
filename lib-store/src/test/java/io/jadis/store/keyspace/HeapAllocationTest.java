package io.jadis.store.keyspace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The hot operations leave no garbage on the heap. They run in a JVM of their own without the checked mode, which keeps
 * its books on the heap.
 */
class HeapAllocationTest {
    private static final int ROUNDS = 50_000;

    @Test
    void commandsOnExistingKeysAllocateNothing() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
        command.add(HeapAllocationTest.class.getName());
        Process measuring = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(measuring.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, measuring.waitFor(), output);
    }

    /** Exits with 1 if a round allocates. */
    public static void main(String[] arguments) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (TestKeyspace test = new TestKeyspace()) {
            Runnable round = new Round(test);
            for (int i = 0; i < ROUNDS; i++) round.run();
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < ROUNDS; i++) round.run();
            long bytes = threads.getCurrentThreadAllocatedBytes() - before;
            System.out.println("bytes=" + bytes + " rounds=" + ROUNDS);
            // The measuring itself and compilers at work leave some hundred bytes.
            if (bytes > ROUNDS / 2) System.exit(1);
        }
    }

    /** GET, SET, INCR, EXPIRE, PERSIST, APPEND and values of changing length. */
    private static final class Round implements Runnable {
        private final TestKeyspace test;
        private final Database db;
        private final long key, number, value;
        private int length;

        Round(TestKeyspace test) {
            this.test = test;
            db = test.db(0);
            key = test.arguments.of("key");
            number = test.arguments.of("number");
            value = test.arguments.of("x".repeat(200));
            test.set(0, "key", "value");
            test.set(0, "number", "5");
        }

        @Override
        public void run() {
            test.nowMs++;
            length = (length + 1) % 200;
            long record = test.strings.set(db, test.nowMs, key, 3, value, length, Record.NO_EXPIRY, 0);
            record = db.setExpiry(test.nowMs, record, test.nowMs + 100 + length * 1_000L);
            record = test.strings.append(db, record, value, 10);
            record = db.removeExpiry(record);
            if (db.find(test.nowMs, key, 3, 0) != record) throw new AssertionError();
            test.strings.increment(db, db.find(test.nowMs, number, 6, 0), 1);
            test.keyspace.expireDue(test.nowMs, 10, Long.MAX_VALUE);
        }
    }
}
