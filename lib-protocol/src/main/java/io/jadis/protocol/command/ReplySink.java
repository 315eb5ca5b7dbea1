package io.jadis.protocol.command;

import io.jadis.protocol.resp.ReplyBuffer;

/**
 * What the replies about commands need of a reply writer. A header is followed by its elements, which the caller writes
 * next; how each kind looks in RESP2 and RESP3 is the writer's affair.
 */
public interface ReplySink {
    /** Writes into a client's replies. */
    static ReplySink into(ReplyBuffer reply) {
        return new ReplyBufferSink(reply);
    }

    /** An array of that many elements. */
    void array(int elementCount);

    /** A map of that many pairs, each key followed by its value; RESP2 has an array of twice that many elements. */
    void map(int pairCount);

    /** A set of that many elements; RESP2 has an array. */
    void set(int elementCount);

    /** A bulk string; each {@code char} is one byte. */
    void bulk(String text);

    /** A bulk string from native memory. */
    void bulk(long address, long length);

    /** A simple string. */
    void status(String text);

    void integer(long value);

    /** Null; RESP2 has a null bulk string. */
    void nullValue();

    /** An error: its code, a space and the message. */
    void error(String codeAndMessage);
}
