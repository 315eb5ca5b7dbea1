package io.jadis.server;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Counts what commands allocate on the Java heap: a server without checked memory in this JVM, a client that sends it
 * pipelines over the loopback interface, and the JVM's own count for the executor thread. Prints a line for each
 * command, among those of the server's log: {@link #COUNTED}, its name, the commands of a pipeline, the commands
 * counted, the bytes of the median slice, the bytes of all, the milliseconds that they took.
 *
 * <p>A slice is short enough for most to end before cron comes by, whose garbage is not the commands': what these
 * allocate is what the median slice shows. Run by {@link AllocationIT}; by hand with the beginnings of requests as
 * arguments it counts only these.
 */
final class AllocationProgram {
    static final String COUNTED = "counted ";
    private static final int WARM_UP_COMMANDS = 200_000, COUNTED_COMMANDS = 200_000, SLICES = 100;
    private static final int TRIES_MAX = 5;

    /**
     * A command to count. Later issues add theirs here.
     *
     * @param setup   requests that come once before it
     * @param request its words; {@code %d} stands for a number that changes with each request of a pipeline
     */
    record Hot(List<String> setup, String request) {
        String name() {
            return request.replace(" ", "_");
        }
    }

    static final List<Hot> HOT = List.of(
            new Hot(List.of(), "PING"),
            new Hot(List.of("SET key:1 value"), "GET key:1"),
            new Hot(List.of(), "GET missing"),
            new Hot(List.of("SET key:2 value"), "SET key:2 other-value-%d"),
            new Hot(List.of("SET key:3 12345"), "SET key:3 %d"),
            new Hot(List.of("SET key:4 1"), "INCR key:4"),
            new Hot(List.of("SET key:5 value"), "EXPIRE key:5 1%d"),
            new Hot(List.of("HSET list a 1 b 2 c x"), "HGET list c"),
            new Hot(List.of(), "HSET list b %d"),
            new Hot(List.of("HSET table a 1 b 2 " + "x".repeat(65) + " 3"), "HGET table a"),
            new Hot(List.of(), "HSET table b %d"),
            new Hot(List.of(), "HINCRBY table a 1"),
            new Hot(List.of("ZADD small 1 a 2 b 3 c"), "ZADD small %d b"),
            new Hot(List.of("ZADD large 1 a 2 b 3 " + "x".repeat(65)), "ZADD large %d b"),
            new Hot(List.of(), "ZSCORE large a"),
            new Hot(List.of("RPUSH queue a b c"), "RPOPLPUSH queue queue"),
            new Hot(List.of(), "LPUSH pile element-%d"),
            new Hot(List.of("SADD set:1 a b c"), "SADD set:1 b"),
            new Hot(List.of("SADD set:2 1 2 3"), "SADD set:2 2"),
            new Hot(List.of("SADD set:3 b " + "x".repeat(100)), "SADD set:3 b"),
            new Hot(List.of("SADD set:3 b"), "SISMEMBER set:3 missing-%d"),
            new Hot(List.of(), "XADD stream MAXLEN ~ 1000 * field %d"),
            new Hot(List.of(), "XRANGE stream - + COUNT 2"),
            new Hot(List.of(), "XREAD COUNT 2 STREAMS stream 0-%d"),
            new Hot(List.of("XADD work 1-1 f v", "XGROUP CREATE work group 0"),
            "XREADGROUP GROUP group me STREAMS work >"), new Hot(List.of(), "XACK work group 2-%d"),
            // From here on as a user with few rights.
            new Hot(List.of("SET key:7 value", "ACL SETUSER few on nopass ~a ~key:* (+mget ~key:*) +get +set",
                    "AUTH few any"), "GET key:7"),
            new Hot(List.of(), "SET key:7 value-%d"), new Hot(List.of(), "MGET key:1 key:7"));

    private AllocationProgram() {}

    public static void main(String[] arguments) throws Exception {
        try (TestServer server = TestServer.start(); Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setTcpNoDelay(true);
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long executor = executorThread(threads);
            for (Hot hot : HOT) {
                if (arguments.length > 0 && Arrays.stream(arguments).noneMatch(hot.request::startsWith)) continue;
                for (String request : hot.setup) converse(socket, encode(request), 1, 1);
                for (int commands : new int[] {100, 1}) count(hot, commands, socket, threads, executor);
            }
        }
    }

    private static void count(Hot hot, int commands, Socket socket, ThreadMXBean threads, long executor)
            throws IOException {
        // Without a pipeline a command takes the time of many.
        int times = commands == 1 ? 20 : 1;
        byte[] pipeline = pipeline(hot, commands);
        int rounds = COUNTED_COMMANDS / SLICES / commands / times;
        long[] sliceBytes = new long[SLICES];
        long tookNs = 0;
        // It is warm when the compiler has been there, which on a busy machine takes its time.
        for (int tries = 0; tries == 0 || sliceBytes[SLICES / 2] > 0 && tries < TRIES_MAX; tries++) {
            converse(socket, pipeline, commands, WARM_UP_COMMANDS / commands / times);
            long startedNs = System.nanoTime();
            for (int slice = 0; slice < SLICES; slice++) {
                long before = threads.getThreadAllocatedBytes(executor);
                converse(socket, pipeline, commands, rounds);
                sliceBytes[slice] = threads.getThreadAllocatedBytes(executor) - before;
            }
            tookNs = System.nanoTime() - startedNs;
            Arrays.sort(sliceBytes);
        }
        System.out.println(COUNTED + hot.name() + " " + commands + " " + rounds * commands * SLICES + " "
                + sliceBytes[SLICES / 2] + " " + Arrays.stream(sliceBytes).sum() + " " + tookNs / 1_000_000);
    }

    private static long executorThread(ThreadMXBean threads) {
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(thread -> thread.getThreadName().startsWith("executor"))
                .mapToLong(ThreadInfo::getThreadId).findFirst().orElseThrow();
    }

    private static byte[] pipeline(Hot hot, int commands) {
        ByteArrayOutputStream requests = new ByteArrayOutputStream();
        for (int i = 0; i < commands; i++) {
            requests.writeBytes(encode(hot.request.replace("%d", String.valueOf(100 + i))));
        }
        return requests.toByteArray();
    }

    private static byte[] encode(String request) {
        return TestClient.encode(request.split(" ")).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Sends the requests so often, each time when all replies of the last time are there. */
    private static void converse(Socket socket, byte[] requests, int commands, int rounds) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] replies = new byte[64 * 1024];
        for (int round = 0; round < rounds; round++) {
            socket.getOutputStream().write(requests);
            byte type = 0;
            int number = 0;
            boolean atStart = true, inBulk = false;
            for (int missing = commands, read; missing > 0; ) {
                read = in.read(replies);
                if (read < 0) throw new IOException("the server has closed the connection");
                for (int i = 0; i < read; i++) {
                    byte c = replies[i];
                    if (atStart) {
                        type = inBulk ? 0 : c;
                        number = 0;
                        if (type == '-') throw new IOException(new String(replies, i, read - i,
                                StandardCharsets.UTF_8));
                    } else if (c == '-') {
                        type = 0;
                    } else if (c >= '0' && c <= '9') {
                        number = number * 10 + c - '0';
                    }
                    atStart = c == '\n';
                    if (!atStart) continue;
                    // A line is a reply, but that the line of a bulk is still to come, and those of an array. None is
                    // nil's.
                    inBulk = type == '$';
                    if (type == '*') missing += number;
                    if (!inBulk) missing--;
                }
            }
        }
    }
}
