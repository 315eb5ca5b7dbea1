package io.jadis.protocol.server;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.resp.Arguments;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.protocol.resp.RequestLimits;
import io.jadis.protocol.resp.ReplyChunks;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Fuzz target: a whole connection without a socket. Its session echoes and, as the requests ask for it, parks, has a
 * request delivered again, or closes. However the bytes are cut, the replies are the same, and no buffer is left when
 * the connection has gone.
 */
public final class ConnectionFuzz {
    private static final RequestLimits LIMITS = new RequestLimits(1 << 20, 1 << 16);
    private static final int PIECES_MAX = 12;
    private static final int RESUMES_MAX = 100_000;

    private ConnectionFuzz() {}

    /** Called by Jazzer. The input's last bytes choose the cuts. */
    public static void fuzzerTestOneInput(FuzzedDataProvider data) {
        int[] cuts = new int[data.consumeInt(0, PIECES_MAX - 1)];
        for (int i = 0; i < cuts.length; i++) cuts[i] = data.consumeInt(0, 255);
        byte[] bytes = data.consumeRemainingAsBytes();
        String whole = converse(bytes), inPieces = converse(bytes, cuts);
        if (!whole.equals(inPieces)) {
            throw new AssertionError("cuts=" + Arrays.toString(cuts) + "\nwhole=" + whole + "\ninPieces=" + inPieces);
        }
    }

    /** All that the connection answers to these bytes, cut into pieces of these lengths and a last one. */
    private static String converse(byte[] bytes, int... cuts) {
        UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);
        EchoSession[] session = new EchoSession[1];
        EmbeddedChannel channel = new EmbeddedChannel(DefaultChannelId.newInstance(), false, false,
                new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel ch) {
                        ReplyChunks chunks = new ReplyChunks(allocator);
                        ch.pipeline().addLast(new Connection(connection -> session[0] = new EchoSession(connection),
                                new ConnectionSettings(), ch.eventLoop(), chunks, new GatheredWrite(chunks),
                                Transport.NIO, false));
                    }
                });
        channel.config().setAllocator(allocator);
        ByteArrayOutputStream answers = new ByteArrayOutputStream();
        try {
            channel.register();
            int start = 0;
            for (int piece = 0; piece <= cuts.length && start < bytes.length && channel.isOpen(); piece++) {
                int end = piece == cuts.length ? bytes.length : Math.min(bytes.length, start + cuts[piece]);
                if (end == start) continue;
                channel.writeInbound(allocator.directBuffer(end - start).writeBytes(bytes, start, end - start));
                int resumes = 0;
                while (session[0].connection.isParked() && channel.isOpen()) {
                    if (++resumes > RESUMES_MAX) throw new AssertionError("parked for ever");
                    session[0].connection.resume();
                    channel.runPendingTasks();
                }
                start = end;
                collect(channel, answers);
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        channel.close();
        channel.runPendingTasks();
        collect(channel, answers);
        channel.checkException();
        if (session[0].closedCount != 1) throw new AssertionError("closedCount=" + session[0].closedCount);
        long leftBytes = allocator.metric().usedDirectMemory() + allocator.metric().usedHeapMemory();
        if (leftBytes != 0) throw new AssertionError("leftBytes=" + leftBytes);
        return answers.toString(StandardCharsets.ISO_8859_1);
    }

    private static void collect(EmbeddedChannel channel, ByteArrayOutputStream answers) {
        for (ByteBuf out; (out = channel.readOutbound()) != null; out.release()) {
            byte[] bytes = new byte[out.readableBytes()];
            out.readBytes(bytes);
            answers.writeBytes(bytes);
        }
    }

    /** The request's first byte says what happens after the echo. */
    private static final class EchoSession implements Session {
        private final Connection connection;
        private boolean refusedOnce;
        private int closedCount;

        EchoSession(Connection connection) {
            this.connection = connection;
            connection.limits(LIMITS);
        }

        @Override
        public Next onRequest(Arguments request) {
            int what = request.length(0) == 0 ? 0 : Memory.getByte(request.address(0));
            if (what == 'R' && !refusedOnce) {
                refusedOnce = true;
                return Next.PARK_AND_RETRY;
            }
            refusedOnce = false;
            connection.reply().array(request.count());
            for (int i = 0; i < request.count(); i++) {
                connection.reply().bulk(request.address(i), request.length(i));
            }
            if (what == 'Q') connection.closeAfterReply();
            return what == 'P' ? Next.PARK : Next.CONTINUE;
        }

        @Override
        public void onBatchBegin() {}

        @Override
        public void onBatchEnd() {}

        @Override
        public void onFlushed() {}

        @Override
        public void onProtocolError(String error) {
            connection.reply().error(ErrorReply.of("ERR Protocol error: " + error));
        }

        @Override
        public void onQueryBufferOverflow(long bytes) {
            throw new AssertionError("bytes=" + bytes + " are within the limit");
        }

        @Override
        public void onClosed() {
            closedCount++;
        }
    }
}
