import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * How long a server that gives up a large value keeps others waiting: one client sends PINGs, each as soon as the last
 * is answered, while another deletes, overwrites, expires, renames over and flushes, or adds to it.
 *
 * <p>{@code java [-Dserver=PID] packaging/src/bench/Stalls.java PORT [members [TYPE,TYPE,… [ACTION,ACTION,…]]]}; by
 * default 10,000,000 members, all types, all actions. The server's data is lost. Prints the longest PINGs of each case,
 * and of as long a time before it for comparison. With the server's process named, both it and this one get real-time
 * priority while it is measured ({@code chrt}, as root), so that others on the machine count less.
 */
final class Stalls {
    private static final int PER_COMMAND = 100, PIPELINED = 50;
    private static final long WARM_UP_MS = 200, WATCHED_MS = 3_000;

    private enum Action {
        UNLINK, DEL, EXPIRE, SET, RENAME, FLUSHALL,
        /** Adds a quarter more, member by member: tables grow. */
        GROW;

        void run(Connection client, Type type, long members) throws IOException {
            switch (this) {
                case GROW -> build(client, type, members, members + members / 4, 1, 10);
                case UNLINK -> client.call("UNLINK", "big");
                case DEL -> client.call("DEL", "big");
                case EXPIRE -> client.call("PEXPIRE", "big", "1");
                case SET -> client.call("SET", "big", "small");
                case RENAME -> {
                    client.call("SET", "small", "x");
                    client.call("RENAME", "small", "big");
                }
                case FLUSHALL -> client.call("FLUSHALL", "SYNC");
            }
        }
    }

    private enum Type {
        SET, HASH, ZSET, LIST, STREAM;

        /** Appends the command that adds so many members from this number on. */
        void add(Connection client, long from, int count) throws IOException {
            if (this == STREAM) {
                for (long i = from; i < from + count; i++) client.send("XADD", "big", "*", "field", "value:" + i);
                return;
            }
            String[] words = new String[2 + (this == HASH || this == ZSET ? 2 : 1) * count];
            words[0] = switch (this) {
                case SET -> "SADD";
                case HASH -> "HSET";
                case ZSET -> "ZADD";
                case LIST, STREAM -> "RPUSH";
            };
            words[1] = "big";
            for (int i = 0, at = 2; i < count; i++) {
                if (this == ZSET) words[at++] = String.valueOf((from + i) * 7919 % 1_000_003);
                words[at++] = "member:" + (from + i);
                if (this == HASH) words[at++] = "value:" + (from + i);
            }
            client.send(words);
        }

        int replies(int count) {
            return this == STREAM ? count : 1;
        }
    }

    private Stalls() {}

    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        long members = arguments.length > 1 ? Long.parseLong(arguments[1]) : 10_000_000;
        List<String> types = arguments.length > 2 ? List.of(arguments[2].split(",")) : names(Type.values());
        List<String> actions = arguments.length > 3 ? List.of(arguments[3].split(",")) : names(Action.values());
        try (Connection client = new Connection(port)) {
            for (String type : types) {
                for (String action : actions) measure(client, port, members, Type.valueOf(type),
                        Action.valueOf(action));
            }
        }
    }

    private static List<String> names(Enum<?>[] values) {
        return Arrays.stream(values).map(Enum::name).toList();
    }

    private static void measure(Connection client, int port, long members, Type type, Action action) throws Exception {
        client.call("FLUSHALL");
        build(client, type, 0, members, PER_COMMAND, PIPELINED);
        Thread.sleep(500);
        prioritize(true);
        double[] before = watch(port, () -> { });
        double[] tookMs = new double[1];
        double[] longest = watch(port, () -> {
            long startedNs = System.nanoTime();
            action.run(client, type, members);
            tookMs[0] = (System.nanoTime() - startedNs) / 1e6;
        });
        prioritize(false);
        System.out.printf("%-7s %-9s took %7.3f ms; longest PINGs %s ms, before it %s ms%n", type, action, tookMs[0],
                text(longest), text(before));
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    /** The longest PINGs from just before the step until a while after it. */
    private static double[] watch(int port, Step step) throws Exception {
        Pings pings = new Pings(port);
        Thread.sleep(WARM_UP_MS);
        pings.watched = true;
        step.run();
        Thread.sleep(WATCHED_MS);
        return pings.stop();
    }

    private static void prioritize(boolean on) throws Exception {
        String server = System.getProperty("server");
        if (server == null) return;
        for (String process : new String[] {server, String.valueOf(ProcessHandle.current().pid())}) {
            new ProcessBuilder("chrt", "-a", on ? "-f" : "-o", "-p", on ? "10" : "0", process).inheritIO().start()
                    .waitFor();
        }
    }

    private static void build(Connection client, Type type, long first, long end, int perCommand, int pipelined)
            throws IOException {
        for (long from = first; from < end; ) {
            int replies = 0;
            for (int i = 0; i < pipelined && from < end; i++, from += perCommand) {
                type.add(client, from, perCommand);
                replies += type.replies(perCommand);
            }
            client.flush();
            for (; replies > 0; replies--) client.read();
        }
    }

    private static String text(double[] milliseconds) {
        StringBuilder text = new StringBuilder();
        for (double each : milliseconds) text.append(String.format(" %.3f", each));
        return text.substring(1);
    }

    /** A client that does nothing else. */
    private static final class Pings implements Runnable {
        private final Connection client;
        private final Thread thread = new Thread(this, "pings");
        private final double[] longest = new double[3];
        private volatile boolean watched, stopped;

        Pings(int port) throws IOException {
            client = new Connection(port);
            thread.start();
        }

        @Override
        public void run() {
            try {
                while (!stopped) {
                    long startedNs = System.nanoTime();
                    client.call("PING");
                    if (watched) note((System.nanoTime() - startedNs) / 1e6);
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        private void note(double milliseconds) {
            if (milliseconds <= longest[2]) return;
            longest[2] = milliseconds;
            Arrays.sort(longest);
            double least = longest[0];
            longest[0] = longest[2];
            longest[2] = least;
        }

        double[] stop() throws Exception {
            stopped = true;
            thread.join();
            client.close();
            return longest;
        }
    }

    private static final class Connection implements AutoCloseable {
        private final Socket socket = new Socket();
        private final InputStream in;
        private final OutputStream out;
        private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

        Connection(int port) throws IOException {
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
            out = socket.getOutputStream();
        }

        void send(String... words) throws IOException {
            pending.write(("*" + words.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            for (String word : words) {
                pending.write(("$" + word.length() + "\r\n" + word + "\r\n").getBytes(StandardCharsets.US_ASCII));
            }
        }

        void flush() throws IOException {
            pending.writeTo(out);
            pending.reset();
        }

        void call(String... words) throws IOException {
            send(words);
            flush();
            read();
        }

        /** The replies here are single lines, and the ids of streams. */
        void read() throws IOException {
            String line = line();
            if (line.startsWith("-")) throw new IOException(line);
            if (line.startsWith("$")) line();
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c; (c = in.read()) != '\r'; ) {
                if (c < 0) throw new IOException("closed");
                line.append((char) c);
            }
            in.read();
            return line.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
