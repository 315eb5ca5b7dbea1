package io.jadis.protocol.process;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.stream.Stream;

/**
 * A thread of this process as Linux has it ({@code /proc/self/task}), the JVM's own included.
 *
 * @param id the system's
 * @param name the first fifteen bytes of it
 */
record SystemThread(int id, String name) {
    private static final String THREADS = "/proc/self/task/";
    /** Of a thread's {@code stat}, counted from the field behind the name, which is in brackets. */
    private static final int STAT_PROCESSOR = 36;

    /** Those that there are now; none where the system is another. */
    static Stream<SystemThread> all() {
        String[] ids = new File(THREADS).list();
        return ids == null ? Stream.empty() : Stream.of(ids).mapMulti((id, threads) -> {
            try {
                threads.accept(new SystemThread(Integer.parseInt(id), read(id, "comm").stripTrailing()));
            } catch (IOException e) {
                // It has just ended.
            }
        });
    }

    private static String read(String id, String file) throws IOException {
        try (FileInputStream input = new FileInputStream(THREADS + id + '/' + file)) {
            return new String(input.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The processor that it is on, or was on last. */
    int processor() throws IOException {
        String stat = read(Integer.toString(id), "stat");
        return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[STAT_PROCESSOR]);
    }

    /** The processors that it may be on. */
    BitSet processors() throws IOException {
        return Posix.processors(id);
    }

    /** From now on it is on one of these. */
    void bindTo(BitSet processors) throws IOException {
        Posix.bind(id, processors);
    }
}
