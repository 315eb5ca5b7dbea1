package io.jadis.server.command;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.resp.Arguments;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.server.execution.Call;
import io.jadis.store.stream.StreamId;
import io.jadis.store.stream.StreamValues;

/** The options that XADD and XTRIM share: how much of a stream is to stay. One call's at a time. */
final class StreamTrim {
    private static final ErrorReply TWO_STRATEGIES =
            ErrorReply.of("ERR syntax error, MAXLEN and MINID options at the same time are not compatible");
    private static final ErrorReply NEGATIVE_LENGTH = ErrorReply.of("ERR The MAXLEN argument must be >= 0.");
    private static final ErrorReply NEGATIVE_LIMIT = ErrorReply.of("ERR The LIMIT argument must be >= 0.");
    private static final ErrorReply LIMIT_OF_NOTHING =
            ErrorReply.of("ERR syntax error, LIMIT cannot be used without specifying a trimming strategy");
    private static final ErrorReply NO_STRATEGY =
            ErrorReply.of("ERR syntax error, XTRIM must be called with a trimming strategy");
    private static final ErrorReply LIMIT_OF_EXACT =
            ErrorReply.of("ERR syntax error, LIMIT cannot be used without the special ~ option");

    /** A client that wants no limit in so many words gets this many nodes' worth of work at a time, within bounds. */
    private static final int DEFAULT_NODES = 100;
    private static final long DEFAULT_LIMIT = 10_000, DEFAULT_LIMIT_MAX = 1_000_000;

    private enum Strategy { NONE, LENGTH, MIN_ID }

    private final StreamValues streams;
    private final StreamId minId = new StreamId(), found = new StreamId();
    private Strategy strategy;
    private boolean approximately, limitGiven;
    private long length, limit;
    /** Of the length or the id. */
    private int thresholdIndex;

    StreamTrim(StreamValues streams) {
        this.streams = streams;
    }

    void clear() {
        strategy = Strategy.NONE;
        approximately = false;
        limitGiven = false;
        limit = 0;
    }

    /**
     * What {@link #read} answers for an argument that is none of these options, and for one with an error, now sent.
     */
    static final int NOT_MINE = 0, FAILED = -1;

    /** Reads the option at an index; the index of its last argument. */
    int read(Call call, int index) {
        if (index + 1 == call.count()) return NOT_MINE;
        if (call.is(index, "MAXLEN")) return readThreshold(call, index, Strategy.LENGTH);
        if (call.is(index, "MINID")) return readThreshold(call, index, Strategy.MIN_ID);
        if (!call.is(index, "LIMIT")) return NOT_MINE;
        if (!call.readInteger(index + 1)) return FAILED;
        limit = call.integer();
        if (limit < 0) return fail(call, NEGATIVE_LIMIT);
        limitGiven = true;
        return index + 1;
    }

    private int readThreshold(Call call, int index, Strategy named) {
        if (strategy != Strategy.NONE) return fail(call, TWO_STRATEGIES);
        int at = index + 1;
        approximately = at + 1 < call.count() && isSign(call, at, '~');
        if (approximately || at + 1 < call.count() && isSign(call, at, '=')) at++;
        if (named == Strategy.MIN_ID) {
            if (!StreamIds.read(call, at, minId)) return FAILED;
        } else {
            if (!call.readInteger(at)) return FAILED;
            length = call.integer();
            if (length < 0) return fail(call, NEGATIVE_LENGTH);
        }
        strategy = named;
        thresholdIndex = at;
        return at;
    }

    private static boolean isSign(Call call, int index, int sign) {
        return call.length(index) == 1 && Memory.getByte(call.address(index)) == sign;
    }

    private static int fail(Call call, ErrorReply error) {
        call.reply().error(error);
        return FAILED;
    }

    /** Whether the options go together; else sends the error. */
    boolean isSound(Call call, boolean required) {
        if (limit != 0 && strategy == Strategy.NONE) return fail(call, LIMIT_OF_NOTHING) != FAILED;
        if (required && strategy == Strategy.NONE) return fail(call, NO_STRATEGY) != FAILED;
        if (call.client().isStream()) {
            // LIMIT may stand beside the = that has taken the place of ~: all that the threshold says is to go.
            limit = 0;
            return true;
        }
        if (limitGiven && !approximately) return fail(call, LIMIT_OF_EXACT) != FAILED;
        if (!limitGiven && approximately) limit = defaultLimit(streams.config().nodeEntriesMax());
        return true;
    }

    private static long defaultLimit(long nodeEntriesMax) {
        if (nodeEntriesMax > DEFAULT_LIMIT_MAX) return DEFAULT_LIMIT_MAX;
        return nodeEntriesMax == 0 ? DEFAULT_LIMIT : Math.min(DEFAULT_NODES * nodeEntriesMax, DEFAULT_LIMIT_MAX);
    }

    boolean isWanted() {
        return strategy != Strategy.NONE;
    }

    /** Returns how many entries it removed. */
    long apply(long stream) {
        return switch (strategy) {
            case NONE -> 0;
            case LENGTH -> streams.trimToLength(stream, length, approximately, limit);
            case MIN_ID -> streams.trimBelow(stream, minId, approximately, limit);
        };
    }

    /**
     * The request goes to the AOF and the replicas with what the trimming came to in the place of {@code ~}, so that it
     * trims as much wherever it is executed again. LIMIT stays, as in Redis: from there it counts for nothing.
     *
     * @param idIndex of the argument that becomes the id, or 0
     */
    void propagate(Call call, long stream, int idIndex, StreamId id) {
        if (!approximately) {
            if (idIndex == 0) call.propagateAsIs();
            else call.propagateAs(call.arguments(0, idIndex), id, call.arguments(idIndex + 1, call.count()));
            return;
        }
        Arguments head = call.arguments(0, thresholdIndex - 1);
        Object threshold = strategy == Strategy.LENGTH ? StreamValues.length(stream) : firstId(stream);
        int next = thresholdIndex + 1;
        if (idIndex == 0) {
            call.propagateAs(head, "=", threshold, call.arguments(next, call.count()));
        } else {
            call.propagateAs(head, "=", threshold, call.arguments(next, idIndex), id,
                    call.arguments(idIndex + 1, call.count()));
        }
    }

    private StreamId firstId(long stream) {
        streams.firstNodeId(stream, found);
        return found;
    }
}
