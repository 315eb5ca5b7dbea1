package io.jadis.protocol.client;

import io.jadis.protocol.client.RespValue.Push;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import jdk.net.ExtendedSocketOptions;

/**
 * A blocking connection to a RESP server, over TCP or a unix socket. Requests are buffered until {@link #flush} or the
 * next read, so a pipeline is {@code send} many times and {@code readReply} as often.
 *
 * <p>One thread uses a client; {@link #close} alone may be called from another, and ends a read under way with an
 * {@link ClosedChannelException}. After any {@link IOException} the connection's state is unknown: close it.
 */
public final class RespClient implements AutoCloseable {
    /** The longest single transfer, so that NIO's copy of a heap buffer stays small. */
    private static final int TRANSFER_BYTES_MAX = 64 * 1024;
    private static final int REQUEST_BYTES_INITIAL = 1024, REQUEST_BYTES_KEPT_MAX = 1 << 20;
    /** The longest array that every JVM has. */
    private static final int REQUEST_BYTES_MAX = Integer.MAX_VALUE - 8;
    /** A type, ten digits and a line end. */
    private static final int HEADER_BYTES_MAX = 13;
    private static final int KEEPALIVE_IDLE_SECONDS = 15, KEEPALIVE_INTERVAL_SECONDS = 5, KEEPALIVE_PROBES = 3;
    private static final Consumer<Push> DROP = push -> { };

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final int readTimeoutMs;
    private final ReplyReader replies;
    private Consumer<Push> onPush = DROP;
    private byte[] requests = new byte[REQUEST_BYTES_INITIAL];
    private int requestsLength;

    private RespClient(SocketChannel channel, int readTimeoutMs, ReplyLimits limits) throws IOException {
        this.channel = channel;
        this.readTimeoutMs = readTimeoutMs;
        this.replies = new ReplyReader(this::receive, limits);
        channel.configureBlocking(false);
        selector = Selector.open();
        key = channel.register(selector, 0);
    }

    /**
     * Connects without time limits, with {@link ReplyLimits#DEFAULT}.
     *
     * @param endpoint the server
     * @return the connection
     * @throws IOException if there is none; the message names the cause as the system does
     */
    public static RespClient connect(Endpoint endpoint) throws IOException {
        return connect(endpoint, 0, 0, ReplyLimits.DEFAULT);
    }

    /**
     * Connects. A host name's addresses are tried in turn.
     *
     * @param endpoint         the server
     * @param connectTimeoutMs for each address; 0 = the system's limit
     * @param readTimeoutMs    longest silence while bytes are awaited or can't be written; 0 = none
     * @param limits           what a reply may ask of memory
     * @return the connection
     * @throws IOException {@link java.net.UnknownHostException}, {@link java.net.ConnectException},
     *                     {@link SocketTimeoutException} …
     */
    public static RespClient connect(Endpoint endpoint, int connectTimeoutMs, int readTimeoutMs, ReplyLimits limits)
            throws IOException {
        return switch (endpoint) {
            case Endpoint.Unix(var path) ->
                    connect(UnixDomainSocketAddress.of(path), connectTimeoutMs, readTimeoutMs, limits);
            case Endpoint.Tcp(String host, int port) -> {
                IOException failure = null;
                for (InetAddress address : InetAddress.getAllByName(host)) {
                    try {
                        yield connect(new InetSocketAddress(address, port), connectTimeoutMs, readTimeoutMs, limits);
                    } catch (IOException e) {
                        failure = e;
                    }
                }
                throw failure;
            }
        };
    }

    private static RespClient connect(SocketAddress address, int connectTimeoutMs, int readTimeoutMs,
            ReplyLimits limits) throws IOException {
        boolean unix = address instanceof UnixDomainSocketAddress;
        SocketChannel channel = unix ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open();
        RespClient client = null;
        try {
            client = new RespClient(channel, readTimeoutMs, limits);
            if (!unix) {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                keepAlive(channel);
            }
            if (!channel.connect(address)) {
                long deadlineNs = client.deadlineNs(connectTimeoutMs);
                while (!channel.finishConnect()) {
                    client.await(SelectionKey.OP_CONNECT, deadlineNs, "Connection timed out");
                }
            }
            return client;
        } catch (IOException | RuntimeException e) {
            if (client == null) channel.close();
            else client.close();
            throw e;
        }
    }

    /** As Redis's does: by the system's default a server that is gone is found after two hours. */
    private static void keepAlive(SocketChannel channel) throws IOException {
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        if (!channel.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) return;
        channel.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEPALIVE_IDLE_SECONDS);
        channel.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEPALIVE_INTERVAL_SECONDS);
        channel.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, KEEPALIVE_PROBES);
    }

    /** An option of the socket. */
    <T> T option(SocketOption<T> option) throws IOException {
        return channel.getOption(option);
    }

    /**
     * Says what happens to pushes that arrive while {@link #readReply} waits for an answer. They are dropped unless
     * this is called.
     *
     * @param handler called by the reading thread; it must not use this client
     */
    public void onPush(Consumer<Push> handler) {
        onPush = handler;
    }

    /**
     * Adds a command to the requests to be written.
     *
     * @param arguments the command's name and its arguments, at least one
     */
    public void send(byte[]... arguments) {
        long bytes = HEADER_BYTES_MAX;
        for (byte[] argument : arguments) bytes += HEADER_BYTES_MAX + argument.length + 2;
        ensure(bytes);                            // at once: what grows takes twice as much memory
        putHeader('*', arguments.length);
        for (byte[] argument : arguments) {
            putHeader('$', argument.length);
            put(argument, 0, argument.length);
            putLineEnd();
        }
    }

    /**
     * Adds bytes that already are a request, or are no RESP at all.
     *
     * @param bytes  source
     * @param at     index of the first byte
     * @param length number of bytes
     */
    public void sendRaw(byte[] bytes, int at, int length) {
        put(bytes, at, length);
    }

    /**
     * Writes the requests.
     *
     * @throws IOException if the connection is gone or doesn't take them in time
     */
    public void flush() throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(requests, 0, requestsLength);
        while (rest.position() < requestsLength) {
            rest.limit(Math.min(requestsLength, rest.position() + TRANSFER_BYTES_MAX));
            if (channel.write(rest) == 0) await(SelectionKey.OP_WRITE, deadlineNs(readTimeoutMs), "Write timed out");
        }
        requestsLength = 0;
        if (requests.length > REQUEST_BYTES_KEPT_MAX) requests = new byte[REQUEST_BYTES_INITIAL];
    }

    /**
     * Writes the requests and reads the replies that come meanwhile: neither side then waits for the other to read. A
     * reply that has begun is read to its end.
     *
     * @param onValue gets each value, pushes too
     * @throws IOException as {@link #readReply}
     */
    public void flush(Consumer<RespValue> onValue) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(requests, 0, requestsLength);
        while (rest.position() < requestsLength) {
            rest.limit(Math.min(requestsLength, rest.position() + TRANSFER_BYTES_MAX));
            int written = channel.write(rest);
            while (replies.hasBuffered() || select(SelectionKey.OP_READ, -1)) onValue.accept(replies.read());
            if (written == 0) {
                await(SelectionKey.OP_READ | SelectionKey.OP_WRITE, deadlineNs(readTimeoutMs), "Write timed out");
            }
        }
        requestsLength = 0;
        if (requests.length > REQUEST_BYTES_KEPT_MAX) requests = new byte[REQUEST_BYTES_INITIAL];
    }

    /**
     * Sends a command and reads its reply; pushes that come first go to the push handler.
     *
     * @param arguments the command's name and its arguments
     * @return the reply; an error reply is a value too
     * @throws IOException as {@link #readReply}
     */
    public RespValue call(byte[]... arguments) throws IOException {
        send(arguments);
        return readReply();
    }

    /** As {@link #call(byte[][])}, the arguments in UTF-8. */
    public RespValue call(String... arguments) throws IOException {
        byte[][] bytes = new byte[arguments.length][];
        for (int i = 0; i < bytes.length; i++) bytes[i] = arguments[i].getBytes(StandardCharsets.UTF_8);
        return call(bytes);
    }

    /**
     * Writes the requests and reads the next reply that is no push; pushes before it go to the push handler.
     *
     * @return the reply
     * @throws IOException {@link java.io.EOFException} if the server closed the connection, {@link ProtocolException},
     *                     {@link SocketTimeoutException}, or what the system reports
     */
    public RespValue readReply() throws IOException {
        while (true) {
            RespValue value = readAny();
            if (!(value.plain() instanceof Push push)) return value;
            onPush.accept(push);
        }
    }

    /**
     * Writes the requests and reads the next value, push or not.
     *
     * @return the value
     * @throws IOException as {@link #readReply}
     */
    public RespValue readAny() throws IOException {
        flush();
        return replies.read();
    }

    /**
     * Reads bytes that are no RESP, such as the RDB file after a PSYNC. Writes the requests first.
     *
     * @param into   target
     * @param at     index of the first byte
     * @param length most bytes to read, at least 1
     * @return number of bytes, -1 at the end of the stream
     * @throws IOException as {@link #readReply}
     */
    public int readRaw(byte[] into, int at, int length) throws IOException {
        flush();
        return replies.readRaw(into, at, length);
    }

    /**
     * Waits until there is something to read: bytes, or the end of the stream.
     *
     * @param timeoutMs 0 = just look
     * @return false if nothing came in that time
     * @throws IOException if the client is closed meanwhile
     */
    public boolean awaitReadable(int timeoutMs) throws IOException {
        flush();
        if (replies.hasBuffered()) return true;
        return select(SelectionKey.OP_READ, timeoutMs == 0 ? -1 : timeoutMs);
    }

    /** Closes the connection; from any thread. */
    @Override
    public void close() {
        try (channel; selector) {
            requestsLength = 0;
        } catch (IOException e) {
            // the peer notices as well as we do, and there is nobody else to tell
        }
    }

    private int receive(byte[] into, int at, int length) throws IOException {
        ByteBuffer target = ByteBuffer.wrap(into, at, Math.min(length, TRANSFER_BYTES_MAX));
        long deadlineNs = deadlineNs(readTimeoutMs);
        while (true) {
            int count = channel.read(target);
            if (count != 0) return count;
            await(SelectionKey.OP_READ, deadlineNs, "Read timed out");
        }
    }

    private long deadlineNs(int timeoutMs) {
        return timeoutMs == 0 ? Long.MAX_VALUE : System.nanoTime() + timeoutMs * 1_000_000L;
    }

    /** Waits for the operation; may return early. */
    private void await(int operation, long deadlineNs, String late) throws IOException {
        long timeoutMs = 0;                       // without limit
        if (deadlineNs != Long.MAX_VALUE) {
            timeoutMs = Math.ceilDiv(deadlineNs - System.nanoTime(), 1_000_000L);
            if (timeoutMs <= 0) throw new SocketTimeoutException(late);
        }
        select(operation, timeoutMs);
    }

    /** @param timeoutMs 0 = without limit, -1 = don't wait */
    private boolean select(int operation, long timeoutMs) throws IOException {
        try {
            key.interestOps(operation);
            int ready = timeoutMs < 0 ? selector.selectNow() : selector.select(timeoutMs);
            if (!channel.isOpen()) throw new AsynchronousCloseException();
            selector.selectedKeys().clear();
            if (ready == 0 && Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted");
            }
            return ready != 0;
        } catch (ClosedSelectorException | CancelledKeyException e) {
            throw new AsynchronousCloseException();
        }
    }

    private void putHeader(char type, int number) {
        ensure(HEADER_BYTES_MAX);
        requests[requestsLength++] = (byte) type;
        int end = requestsLength + digits(number);
        int rest = number;
        for (int at = end - 1; at >= requestsLength; at--) {
            requests[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        requestsLength = end;
        putLineEnd();
    }

    private static int digits(int number) {
        int digits = 1;
        for (int rest = number; rest >= 10; rest /= 10) digits++;
        return digits;
    }

    private void putLineEnd() {
        ensure(2);
        requests[requestsLength++] = '\r';
        requests[requestsLength++] = '\n';
    }

    private void put(byte[] bytes, int at, int length) {
        ensure(length);
        System.arraycopy(bytes, at, requests, requestsLength, length);
        requestsLength += length;
    }

    private void ensure(long more) {
        long needed = requestsLength + more;
        if (needed > REQUEST_BYTES_MAX) throw new OutOfMemoryError("requests of " + needed + " bytes");
        if (needed > requests.length) {
            requests = Arrays.copyOf(requests, (int) Math.max(needed, Math.min(2L * requests.length, 1 << 30)));
        }
    }
}
