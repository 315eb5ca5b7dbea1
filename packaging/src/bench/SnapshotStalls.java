import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How long BGSAVE of one large value keeps others waiting that is written to all the time, and how much memory it
 * takes: one client sends PINGs, each as soon as the last is answered, another changes random elements, 16 commands at
 * once.
 *
 * <p>{@code java [-Dserver=PID] packaging/src/bench/SnapshotStalls.java PORT [members [TYPE,TYPE,…]]}; by default
 * 1,000,000 members, all types. The server's data is lost. Prints the longest PINGs while it is written to alone, and
 * from BGSAVE on until the file is there; with the server's process named, also by how much its resident memory has
 * grown at most, and both it and this one get real-time priority while it is measured ({@code chrt}, as root).
 */
final class SnapshotStalls {
    private static final int PER_COMMAND = 100, PIPELINED = 50, WRITES_AT_ONCE = 16;
    private static final long BEFORE_MS = 2_000;

    private enum Type {
        HASH, ZSET, LIST, SET, STREAM;

        void add(Connection client, long from) throws IOException {
            for (long i = from; i < from + PER_COMMAND; i++) {
                switch (this) {
                    case HASH -> client.send("HSET", "big", "member:" + i, "value:" + i);
                    case ZSET -> client.send("ZADD", "big", String.valueOf(i * 7919 % 1_000_003), "member:" + i);
                    case LIST -> client.send("RPUSH", "big", "member:" + i);
                    case SET -> client.send("SADD", "big", "member:" + i);
                    case STREAM -> client.send("XADD", "big", (i + 1) + "-1", "field", "value:" + i);
                }
            }
        }

        /** Changes an element, or removes one and adds another. */
        void change(Connection client, SplittableRandom random, long members, long count) throws IOException {
            long any = random.nextLong(members);
            boolean removes = count % 4 == 0;
            switch (this) {
                case HASH -> {
                    if (removes) client.send("HDEL", "big", "member:" + any);
                    else client.send("HSET", "big", "member:" + any, "changed:" + count);
                }
                case ZSET -> {
                    if (removes) client.send("ZREM", "big", "member:" + any);
                    else client.send("ZADD", "big", String.valueOf(random.nextInt(1_000_000)), "member:" + any);
                }
                case LIST -> {
                    switch ((int) (count % 4)) {
                        case 0 -> client.send("RPOP", "big");
                        case 1 -> client.send("LPUSH", "big", "new:" + count);
                        case 2 -> client.send("LSET", "big", String.valueOf(any / 2), "changed:" + count);
                        default -> client.send("RPUSH", "big", "new:" + count);
                    }
                }
                case SET -> client.send(removes ? "SREM" : "SADD", "big", (removes ? "member:" : "new:") + any);
                case STREAM -> {
                    if (removes) client.send("XDEL", "big", (any + 1) + "-1");
                    else client.send("XADD", "big", "*", "field", "new:" + count);
                }
            }
        }
    }

    private SnapshotStalls() {}

    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        long members = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1_000_000;
        List<String> types = arguments.length > 2 ? List.of(arguments[2].split(","))
                : Arrays.stream(Type.values()).map(Enum::name).toList();
        System.out.println("load average " + Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
        for (String type : types) measure(port, members, Type.valueOf(type));
    }

    private static void measure(int port, long members, Type type) throws Exception {
        try (Connection client = new Connection(port)) {
            client.call("FLUSHALL");
            client.call("CONFIG", "SET", "save", "");
            for (long from = 0; from < members; ) {
                int sent = 0;
                for (; sent < PIPELINED && from < members; sent++, from += PER_COMMAND) type.add(client, from);
                client.flush();
                for (int i = 0; i < sent * PER_COMMAND; i++) client.read();
            }
            prioritize(true);
            Loop pings = new Loop(port, own -> own.call("PING"));
            SplittableRandom random = new SplittableRandom(1);
            long[] count = new long[1];
            Loop writes = new Loop(port, own -> {
                for (int i = 0; i < WRITES_AT_ONCE; i++) type.change(own, random, members, count[0]++);
                own.flush();
                for (int i = 0; i < WRITES_AT_ONCE; i++) own.read();
            });
            Thread.sleep(500);
            pings.begin();
            long writesBefore = writes.turns;
            Thread.sleep(BEFORE_MS);
            double perSecondBefore = (writes.turns - writesBefore) * WRITES_AT_ONCE * 1000.0 / BEFORE_MS;
            double[] before = pings.begin();
            long residentBefore = residentBytes(), residentMax = residentBefore;
            long startedNs = System.nanoTime();
            writesBefore = writes.turns;
            client.call("BGSAVE");
            do {
                Thread.sleep(2);
                residentMax = Math.max(residentMax, residentBytes());
            } while (!client.bulk("INFO", "persistence").contains("rdb_bgsave_in_progress:0"));
            double seconds = (System.nanoTime() - startedNs) / 1e9;
            double perSecond = (writes.turns - writesBefore) * WRITES_AT_ONCE / seconds;
            double[] longest = pings.begin();
            pings.stop();
            writes.stop();
            prioritize(false);
            System.out.printf("%-7s took %6.3f s; longest PINGs%s ms, before it%s ms; %,.0f writes/s, before it %,.0f; resident +%.1f MB%n",
                    type, seconds, text(longest), text(before), perSecond, perSecondBefore,
                    (residentMax - residentBefore) / 1e6);
        }
    }

    private static void prioritize(boolean on) throws Exception {
        String server = System.getProperty("server");
        if (server == null) return;
        for (String process : new String[] {server, String.valueOf(ProcessHandle.current().pid())}) {
            new ProcessBuilder("chrt", "-a", on ? "-f" : "-o", "-p", on ? "10" : "0", process).inheritIO().start()
                    .waitFor();
        }
    }

    private static long residentBytes() throws IOException {
        String server = System.getProperty("server");
        if (server == null) return 0;
        return Long.parseLong(Files.readString(Path.of("/proc/" + server + "/statm")).split(" ")[1]) * 4096;
    }

    private static String text(double[] milliseconds) {
        StringBuilder text = new StringBuilder();
        for (double each : milliseconds) text.append(String.format(" %.3f", each));
        return text.toString();
    }

    @FunctionalInterface
    private interface Turn {
        void run(Connection client) throws IOException;
    }

    /** A client that does one thing again and again, and knows its longest turns. */
    private static final class Loop implements Runnable {
        private final Connection client;
        private final Turn turn;
        private final Thread thread = new Thread(this, "loop");
        private double[] longest = new double[3];
        private volatile long turns;
        private volatile boolean stopped;

        Loop(int port, Turn turn) throws IOException {
            client = new Connection(port);
            this.turn = turn;
            thread.start();
        }

        /** Forgets what was; gives the longest turns until now. */
        synchronized double[] begin() {
            double[] until = longest;
            longest = new double[3];
            return until;
        }

        @Override
        public void run() {
            try {
                while (!stopped) {
                    long startedNs = System.nanoTime();
                    turn.run(client);
                    note((System.nanoTime() - startedNs) / 1e6);
                    turns++;
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        private synchronized void note(double milliseconds) {
            if (milliseconds <= longest[2]) return;
            longest[2] = milliseconds;
            Arrays.sort(longest);
            double least = longest[0];
            longest[0] = longest[2];
            longest[2] = least;
        }

        void stop() throws Exception {
            stopped = true;
            thread.join();
            client.close();
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

        String bulk(String... words) throws IOException {
            send(words);
            flush();
            int length = Integer.parseInt(line().substring(1));
            String text = new String(in.readNBytes(length), StandardCharsets.US_ASCII);
            in.skipNBytes(2);
            return text;
        }

        /** A reply that is one line, or a bulk. */
        void read() throws IOException {
            String line = line();
            if (line.startsWith("-")) throw new IOException(line);
            if (line.startsWith("$") && !line.equals("$-1")) in.skipNBytes(Integer.parseInt(line.substring(1)) + 2);
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
