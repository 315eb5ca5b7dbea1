package io.jadis.protocol.client;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;

/** Reads RESP2 and RESP3 values that arrive in pieces. One thread. */
public final class ReplyParser {
    private final ReplyLimits limits;
    private byte[] bytes = new byte[0];

    public ReplyParser(ReplyLimits limits) {
        this.limits = limits;
    }

    /** More has arrived. */
    public void feed(byte[] more) {
        int length = bytes.length;
        bytes = Arrays.copyOf(bytes, length + more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
    }

    /** The next value, or null if it isn't there as a whole; {@link ProtocolException} where the bytes are not RESP. */
    public RespValue next() throws ProtocolException {
        if (bytes.length == 0) return null;
        Rest rest = new Rest();
        ReplyReader reader = new ReplyReader(rest, limits);
        try {
            RespValue value = reader.read();
            bytes = Arrays.copyOfRange(bytes, rest.position - reader.bufferedBytes(), bytes.length);
            return value;
        } catch (EOFException e) {
            return null;
        } catch (ProtocolException e) {
            throw e;
        } catch (IOException e) {
            throw new IllegalStateException(e); // there is no other source than our own bytes
        }
    }

    private final class Rest implements ReplyReader.Source {
        private int position;

        @Override
        public int read(byte[] into, int at, int length) {
            if (position == bytes.length) return -1;
            int count = Math.min(length, bytes.length - position);
            System.arraycopy(bytes, position, into, at, count);
            position += count;
            return count;
        }
    }
}
