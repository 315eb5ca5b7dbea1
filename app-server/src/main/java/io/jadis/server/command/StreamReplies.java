package io.jadis.server.command;

import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.server.execution.Scratch;
import io.jadis.store.stream.EntryCursor;
import io.jadis.store.stream.StreamId;
import io.jadis.store.stream.StreamValues;

/** Writes ids and entries of streams into replies. */
final class StreamReplies {
    /**
     * So many entries are counted before they are written; where there are more, the array gets its length afterwards.
     */
    private static final int COUNTED_MAX = 64;

    /** Is told the id of each entry, once it is written. */
    @FunctionalInterface
    interface Served {
        void entry(StreamId id);
    }

    private static final Served NOBODY = id -> { };

    private final Scratch scratch;
    private final EntryCursor cursor;

    StreamReplies(StreamValues streams, Scratch scratch) {
        this.scratch = scratch;
        cursor = streams.entryCursor();
    }

    /** An id as a bulk string. */
    void id(ReplyBuffer reply, StreamId id) {
        long text = scratch.room(StreamId.TEXT_BYTES_MAX);
        reply.bulk(text, id.write(text));
    }

    /**
     * The entries of a range as an array.
     *
     * @param limit how many at the most, 0 for all
     */
    void range(ReplyBuffer reply, long stream, StreamId from, StreamId to, boolean backward, long limit) {
        range(reply, stream, from, to, backward, limit, NOBODY);
    }

    void range(ReplyBuffer reply, long stream, StreamId from, StreamId to, boolean backward, long limit,
            Served served) {
        int counted = 0;
        start(stream, from, to, backward);
        long max = limit == 0 ? Long.MAX_VALUE : limit;
        while (counted < max && counted <= COUNTED_MAX && cursor.next()) counted++;
        start(stream, from, to, backward);
        if (counted <= COUNTED_MAX) {
            reply.array(counted);
            for (int i = 0; i < counted; i++) next(reply, served);
            return;
        }
        Object mark = reply.openAggregate();
        long count = 0;
        while (count < max && !reply.isAbandoned() && cursor.next()) {
            entry(reply);
            served.entry(cursor.id());
            count++;
        }
        reply.closeArray(mark, count);
    }

    private void start(long stream, StreamId from, StreamId to, boolean backward) {
        if (backward) cursor.backward(stream, from.ms(), from.seq(), to.ms(), to.seq());
        else cursor.forward(stream, from.ms(), from.seq(), to.ms(), to.seq());
    }

    private void next(ReplyBuffer reply, Served served) {
        cursor.next();
        entry(reply);
        served.entry(cursor.id());
    }

    /** One entry. Writes nothing and answers false if it isn't there. */
    boolean entry(ReplyBuffer reply, long stream, StreamId id) {
        cursor.forward(stream, id.ms(), id.seq(), id.ms(), id.seq());
        if (!cursor.next()) return false;
        entry(reply);
        return true;
    }

    /** The first or the last entry, or null. */
    void edge(ReplyBuffer reply, long stream, boolean last) {
        if (last) cursor.backward(stream, 0, 0, -1, -1);
        else cursor.forward(stream, 0, 0, -1, -1);
        if (cursor.next()) entry(reply);
        else reply.nil();
    }

    /** The entry that the cursor is at. */
    private void entry(ReplyBuffer reply) {
        reply.array(2);
        id(reply, cursor.id());
        int pairs = cursor.pairs();
        reply.array(2L * pairs);
        for (int i = 0; i < pairs; i++) {
            cursor.nextPair();
            Elements.reply(reply, cursor.field());
            Elements.reply(reply, cursor.value());
        }
    }
}
