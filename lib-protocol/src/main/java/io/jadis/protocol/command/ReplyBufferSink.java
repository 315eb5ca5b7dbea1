package io.jadis.protocol.command;

import io.jadis.protocol.resp.ReplyBuffer;
import java.nio.charset.StandardCharsets;

/** The view of a client's replies that those about commands are written to. */
record ReplyBufferSink(ReplyBuffer reply) implements ReplySink {
    @Override
    public void array(int elementCount) {
        reply.array(elementCount);
    }

    @Override
    public void map(int pairCount) {
        reply.map(pairCount);
    }

    @Override
    public void set(int elementCount) {
        reply.set(elementCount);
    }

    @Override
    public void bulk(String text) {
        reply.bulk(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void bulk(long address, long length) {
        reply.bulk(address, length);
    }

    @Override
    public void status(String text) {
        reply.status(text);
    }

    @Override
    public void integer(long value) {
        reply.integer(value);
    }

    @Override
    public void nullValue() {
        reply.nil();
    }

    @Override
    public void error(String codeAndMessage) {
        reply.error(codeAndMessage);
    }
}
