package io.jadis.protocol.server;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.process.FreePort;
import io.jadis.protocol.resp.Arguments;
import io.jadis.protocol.resp.RequestLimits;
import io.jadis.protocol.resp.RequestReader;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A server on the loopback interface whose sessions answer every request with an array of its arguments, but for some
 * words: {@code big n} is answered with n bytes, {@code unsent} with how much was not sent to anybody and {@code turn}
 * with how many of them came before, both as %08d, {@code park} and {@code retry} hold requests back, {@code quit}
 * closes after an OK, {@code drop} closes without a word, {@code fail} throws.
 */
final class LoopbackServer implements AutoCloseable {
    final ConnectionSettings settings = new ConnectionSettings();
    final EventLoops loops;
    /** Nothing pooled: what is in use is what was not released. */
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    final AtomicInteger openCount = new AtomicInteger(), batchCount = new AtomicInteger();
    final AtomicInteger protocolErrorCount = new AtomicInteger();
    final AtomicLong overflowBytes = new AtomicLong();
    final Map<String, Connection> parked = new ConcurrentHashMap<>();
    /** How many requests sessions were shown at once. */
    final Queue<Integer> readTogether = new ConcurrentLinkedQueue<>();
    volatile Connection latest;
    /** Executor only. */
    private final Set<Connection> open = new HashSet<>();
    private int turnCount;
    private final Listeners listeners;
    private final int port;

    LoopbackServer(Transport transport, int ioThreads) throws IOException {
        loops = new EventLoops(transport, ioThreads, allocator);
        listeners = new Listeners(loops, this::accept, settings, 511, warning -> { });
        port = FreePort.choose();
        listeners.bindTcp(List.of("127.0.0.1"), port);
    }

    void listenOn(Path unixSocket) throws IOException {
        listeners.bindUnix(unixSocket, 0);
    }

    Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** Runs something on the executor and gives what it returns. */
    <T> T onExecutor(Callable<T> task) {
        return loops.executor().submit(task).syncUninterruptibly().getNow();
    }

    /** What connections hold; the chunk that waits for the next of them doesn't count. */
    long bufferBytes() {
        loops.executor().submit(loops.chunks()::close).syncUninterruptibly();
        return allocator.metric().usedDirectMemory() + allocator.metric().usedHeapMemory();
    }

    private Session accept(Connection connection) {
        latest = connection;
        open.add(connection);
        openCount.incrementAndGet();
        connection.limits(RequestLimits.ofBulkBytes(512L << 20));
        return new EchoSession(connection);
    }

    @Override
    public void close() {
        listeners.close();
        loops.close();
    }

    private final class EchoSession implements Session {
        private final Connection connection;
        private boolean retried, parkedForGood;

        EchoSession(Connection connection) {
            this.connection = connection;
        }

        @Override
        public void onBatchBegin() {
            batchCount.incrementAndGet();
        }

        @Override
        public void onRequestsRead(RequestReader requests) {
            readTogether.add(requests.readCount());
        }

        @Override
        public Next onRequest(Arguments request) {
            switch (text(request, 0)) {
                case "big" -> connection.reply().bulk(new byte[Integer.parseInt(text(request, 1))]);
                case "unsent" -> {
                    long unsent = open.stream().mapToLong(Connection::pendingOutputBytes).sum();
                    connection.reply().status("%08d".formatted(unsent));
                }
                case "turn" -> connection.reply().status("%08d".formatted(turnCount++));
                case "park" -> {
                    connection.reply().ok();
                    parkedForGood = true;
                    parked.put(text(request, 1), connection);
                    return Next.PARK;
                }
                case "retry" -> {
                    if (!retried) {
                        retried = true;
                        parked.put(text(request, 1), connection);
                        return Next.PARK_AND_RETRY;
                    }
                    retried = false;
                    connection.reply().status("retried");
                }
                case "quit" -> {
                    connection.reply().ok();
                    connection.closeAfterReply();
                }
                case "drop" -> {
                    connection.reply().ok();
                    connection.close();
                }
                case "fail" -> throw new IllegalStateException("as asked for");
                default -> {
                    connection.reply().array(request.count());
                    for (int i = 0; i < request.count(); i++) {
                        connection.reply().bulk(request.address(i), request.length(i));
                    }
                }
            }
            return Next.CONTINUE;
        }

        private static String text(Arguments request, int index) {
            byte[] bytes = Memory.toArray(request.address(index), Math.min(request.length(index), 64));
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }

        @Override
        public void onBatchEnd() {}

        @Override
        public boolean endsWithInput() {
            return connection.isParked() && parkedForGood;
        }

        @Override
        public void onFlushed() {}

        @Override
        public void onProtocolError(String error) {
            protocolErrorCount.incrementAndGet();
            connection.reply().error("ERR Protocol error: " + error);
        }

        @Override
        public void onQueryBufferOverflow(long bytes) {
            overflowBytes.set(bytes);
        }

        @Override
        public void onClosed() {
            open.remove(connection);
            openCount.decrementAndGet();
        }
    }
}
