package io.jadis.protocol.server;

import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.protocol.resp.ReplyChunks;
import io.netty.buffer.ByteBuf;
import io.netty.channel.unix.IovArray;
import io.netty.channel.unix.Socket;
import java.io.IOException;

/**
 * Writes replies of several chunks to a socket in one system call, past the transport's queue. One for all connections
 * of a thread: it holds chunks only from {@link #write} until {@link #next} has given the last one that is left.
 */
final class GatheredWrite implements AutoCloseable {
    static final int CHUNKS_MAX = 16;

    private final ReplyChunks chunks;
    private final ByteBuf[] taken = new ByteBuf[CHUNKS_MAX];
    private int count, position;
    /** Made when first used: it needs the transport's native library. */
    private IovArray vector;

    GatheredWrite(ReplyChunks chunks) {
        this.chunks = chunks;
    }

    /** Takes all chunks of these replies, at most {@link #CHUNKS_MAX}; those that the socket doesn't take are left. */
    void write(ReplyBuffer reply, Socket socket) {
        if (vector == null) vector = new IovArray(CHUNKS_MAX);
        position = count = 0;
        for (ByteBuf chunk = reply.takeChunk(); chunk != null; chunk = reply.takeChunk()) {
            vector.add(chunk, chunk.readerIndex(), chunk.readableBytes());
            taken[count++] = chunk;
        }
        long takenBytes = 0;
        try {
            takenBytes = socket.writevAddresses(vector.memoryAddress(0), vector.count());
        } catch (IOException e) {
            // Written again, it fails again, and the transport closes the channel.
        }
        vector.clear();
        giveBack(takenBytes);
    }

    private void giveBack(long sentBytes) {
        long left = sentBytes;
        for (; position < count; position++) {
            ByteBuf chunk = taken[position];
            int bytes = chunk.readableBytes();
            if (left < bytes) {
                chunk.skipBytes((int) left);
                return;
            }
            left -= bytes;
            taken[position] = null;
            chunks.giveBack(chunk);
        }
    }

    /** A chunk of which not all has gone, the caller's from now on; null if there is none, or no more. */
    ByteBuf next() {
        if (position == count) return null;
        ByteBuf chunk = taken[position];
        taken[position++] = null;
        return chunk;
    }

    @Override
    public void close() {
        if (vector != null) vector.release();
        vector = null;
    }
}
