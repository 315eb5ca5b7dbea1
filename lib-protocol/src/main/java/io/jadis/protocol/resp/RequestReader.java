package io.jadis.protocol.resp;

import io.jadis.protocol.memory.Memory;
import java.util.Arrays;

/**
 * Reads requests, multi-bulk or inline, in place from a query buffer. {@link #read} takes in as many whole requests as
 * the buffer holds (a bounded batch of them) and stops in the middle of an unfinished one, so that no byte is looked at
 * twice; {@link #next} then makes them current one by one, and the reader itself is the view of the current request.
 *
 * <p>Arguments are kept as offsets from the buffer's base, which the owner passes in on each call, so the buffer may
 * move between calls. Bytes before {@link #consumed()} are no longer needed.
 *
 * <p>Errors are Redis's texts after {@code "Protocol error: "}; the requests read before a broken one remain valid.
 */
public final class RequestReader implements Arguments {
    /** A batch ends at this many requests or arguments, so that one client's pipeline can't hold the loop for long. */
    private static final int BATCH_REQUESTS_MAX = 256, BATCH_ARGUMENTS_MAX = 2048;
    /** Arrays larger than this are given back when a batch is done. */
    private static final int KEPT_ARGUMENTS_MAX = 4096;

    private static final int ARGUMENTS_INITIAL = 16, REQUESTS_INITIAL = 8;
    private static final int NOT_IN_MULTIBULK = -1, NO_LENGTH = -1;

    private RequestLimits limits;
    private int[] offsets = new int[ARGUMENTS_INITIAL], lengths = new int[ARGUMENTS_INITIAL];
    /** For request r of the batch, {@code ends[r]} is the index behind its last argument. */
    private int[] ends = new int[REQUESTS_INITIAL];
    /** Null unless the bytes of requests are asked for: {@code byteEnds[r]} is the offset behind request r. */
    private int[] byteEnds;
    /** Offset of what belongs to the first request of the batch. */
    private int bytesStart;

    private long base;
    private int position;
    private int argumentCount;
    private int requestCount;
    private int requestIndex = -1;
    private int first, count;

    private int argumentsMissing = NOT_IN_MULTIBULK;
    private int bulkLength = NO_LENGTH;
    private String error;
    /** Read by the executor, while the I/O loop may be reading requests. */
    private volatile int emptyLines;

    public RequestReader(RequestLimits limits) {
        this.limits = limits;
    }

    /** The limits for all that is read from now on. */
    public void limits(RequestLimits limits) {
        this.limits = limits;
    }

    /** From now on {@link #bytesAddress} and {@link #bytesLength} are to be had. Before the first request is read. */
    public void keepBytes() {
        byteEnds = new int[REQUESTS_INITIAL];
        bytesStart = position;
    }

    /** Where the bytes begin that have come since the request before the current one. */
    public long bytesAddress() {
        return base + bytesOffset();
    }

    /** How many they are: empty lines in between, and the current request just as it was sent. */
    public int bytesLength() {
        return byteEnds[requestIndex] - bytesOffset();
    }

    private int bytesOffset() {
        return requestIndex == 0 ? bytesStart : byteEnds[requestIndex - 1];
    }

    /**
     * Takes in requests from {@code base + position} to {@code base + limit}, where position is where the last call
     * stopped. To be called when the batch has been worked off.
     */
    public void read(long base, int limit) {
        this.base = base;
        // The first requests decide whether the client is authenticated and so what the following ones may be.
        int requestsMax = limits == RequestLimits.UNAUTHENTICATED ? 1 : BATCH_REQUESTS_MAX;
        while (error == null && requestCount < requestsMax
                && (requestCount == 0 || argumentCount < BATCH_ARGUMENTS_MAX)) {
            if (argumentsMissing == NOT_IN_MULTIBULK) {
                if (position >= limit) return;
                if (Memory.getByte(base + position) == '*') {
                    if (!readMultibulkHeader(limit)) return;
                } else if (!readInline(limit)) {
                    return;
                }
            } else if (!readBulks(limit)) {
                return;
            }
        }
    }

    /** Makes the next request of the batch current; false when the batch is worked off and more must be read. */
    public boolean next(long base) {
        this.base = base;
        if (requestIndex + 1 >= requestCount) {
            startBatch();
            return false;
        }
        requestIndex++;
        first = requestIndex == 0 ? 0 : ends[requestIndex - 1];
        count = ends[requestIndex] - first;
        return true;
    }

    /** Takes back the last {@link #next}: the current request will come again. */
    public void previous() {
        requestIndex--;
        first = 0;
        count = 0;
    }

    /** Whether requests that were read wait to be made current. */
    public boolean hasNext() {
        return requestIndex + 1 < requestCount;
    }

    /** Whether requests have been read that are not all worked off, the current one included. */
    public boolean isInBatch() {
        return requestCount > 0;
    }

    /** What is wrong with the bytes behind the last good request, or null. The connection can't be read any further. */
    public String error() {
        return error;
    }

    /** How many lines without a word have come so far, modulo 2<sup>32</sup>: signs of life. Any thread may ask. */
    public int emptyLines() {
        return emptyLines;
    }

    /**
     * Offset in the query buffer before which nothing is needed any more. Only to be asked when no batch is under way:
     * what then is still needed is the unfinished request's arguments.
     */
    public int consumed() {
        if (byteEnds != null) return bytesStart;
        return argumentCount > 0 ? offsets[0] : position;
    }

    /** The buffer's content moved {@code bytes} towards its base: what lay before {@link #consumed()} was dropped. */
    public void shifted(int bytes) {
        position -= bytes;
        bytesStart -= bytes;
        for (int i = 0; i < argumentCount; i++) offsets[i] -= bytes;
    }

    /** How many bytes are known to be missing for the unfinished bulk, or 0: for sizing the buffer. */
    public long bytesMissing(int limit) {
        return bulkLength == NO_LENGTH ? 0 : Math.max(0, (long) position + bulkLength + 2 - limit);
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public long address(int index) {
        assert index >= 0 && index < count : "index=" + index + " count=" + count;
        return base + offsets[first + index];
    }

    @Override
    public int length(int index) {
        assert index >= 0 && index < count : "index=" + index + " count=" + count;
        return lengths[first + index];
    }

    /** Bytes that this reader's own arrays take, for the accounting of a client's memory. */
    public int footprintBytes() {
        return 4 * (offsets.length + lengths.length + ends.length);
    }

    /** Gives back what longer requests once needed. Not during a batch. */
    public void trim() {
        if (argumentCount > ARGUMENTS_INITIAL || offsets.length == ARGUMENTS_INITIAL
                && ends.length == REQUESTS_INITIAL) return;
        offsets = Arrays.copyOf(offsets, ARGUMENTS_INITIAL);
        lengths = Arrays.copyOf(lengths, ARGUMENTS_INITIAL);
        ends = new int[REQUESTS_INITIAL];
    }

    private void startBatch() {
        if (byteEnds != null && requestCount > 0) bytesStart = byteEnds[requestCount - 1];
        // Arguments of the unfinished request move to the front.
        int done = requestCount == 0 ? 0 : ends[requestCount - 1];
        int open = argumentCount - done;
        if (offsets.length > KEPT_ARGUMENTS_MAX && open < KEPT_ARGUMENTS_MAX / 4) {
            offsets = Arrays.copyOfRange(offsets, done, done + KEPT_ARGUMENTS_MAX / 4);
            lengths = Arrays.copyOfRange(lengths, done, done + KEPT_ARGUMENTS_MAX / 4);
        } else if (done > 0 && open > 0) {
            System.arraycopy(offsets, done, offsets, 0, open);
            System.arraycopy(lengths, done, lengths, 0, open);
        }
        argumentCount = open;
        requestCount = 0;
        requestIndex = -1;
        first = 0;
        count = 0;
    }

    private boolean readMultibulkHeader(int limit) {
        int end = lineEnd(position + 1, limit, "too big mbulk count string");
        if (end < 0) return false;
        long n = decimal(position + 1, end);
        if (n == NOT_A_NUMBER || n > Integer.MAX_VALUE) return fail("invalid multibulk length");
        if (n > limits.argumentsMax()) {
            return fail(limits == RequestLimits.UNAUTHENTICATED ? "unauthenticated multibulk length"
                    : "invalid multibulk length");
        }
        position = end + 2;
        if (n > 0) {
            argumentsMissing = (int) n;
            bulkLength = NO_LENGTH;
        }
        return true;
    }

    private boolean readBulks(int limit) {
        while (argumentsMissing > 0) {
            if (bulkLength == NO_LENGTH && !readBulkHeader(limit)) return false;
            if (limit - position < bulkLength + 2L) return false;
            addArgument(position, bulkLength);
            position += bulkLength + 2;
            bulkLength = NO_LENGTH;
            argumentsMissing--;
        }
        argumentsMissing = NOT_IN_MULTIBULK;
        endRequest();
        return true;
    }

    private boolean readBulkHeader(int limit) {
        if (position >= limit) return false;
        int end = lineEnd(position + 1, limit, "too big bulk count string");
        if (end < 0) return false;
        byte type = Memory.getByte(base + position);
        if (type != '$') return fail("expected '$', got '" + (char) (type & 0xFF) + "'");
        long n = decimal(position + 1, end);
        if (n == NOT_A_NUMBER || n > limits.bulkBytesMax()) {
            boolean authenticationMissing = n != NOT_A_NUMBER && limits == RequestLimits.UNAUTHENTICATED;
            return fail(authenticationMissing ? "unauthenticated bulk length" : "invalid bulk length");
        }
        if (n < 0) return fail("invalid bulk length");
        position = end + 2;
        bulkLength = (int) n;
        return true;
    }

    private boolean readInline(int limit) {
        int newline = position;
        while (newline < limit && Memory.getByte(base + newline) != '\n') newline++;
        if (newline == limit) {
            return limit - position > RequestLimits.LINE_BYTES_MAX && fail("too big inline request");
        }
        int end = newline > position && Memory.getByte(base + newline - 1) == '\r' ? newline - 1 : newline;
        int before = argumentCount;
        if (!InlineArguments.split(base, position, end, this)) return fail("unbalanced quotes in request");
        position = newline + 1;
        if (argumentCount > before) endRequest();
        else emptyLines++;
        return true;
    }

    void addArgument(int offset, int length) {
        if (argumentCount == offsets.length) {
            int capacity = argumentCount * 2;
            offsets = Arrays.copyOf(offsets, capacity);
            lengths = Arrays.copyOf(lengths, capacity);
        }
        offsets[argumentCount] = offset;
        lengths[argumentCount++] = length;
    }

    private void endRequest() {
        if (requestCount == ends.length) ends = Arrays.copyOf(ends, requestCount * 2);
        if (byteEnds != null) {
            if (requestCount == byteEnds.length) byteEnds = Arrays.copyOf(byteEnds, requestCount * 2);
            byteEnds[requestCount] = position;
        }
        ends[requestCount++] = argumentCount;
    }

    /** The offset of the line's {@code \r}, whose {@code \n} is there too; -1 if the line isn't whole. */
    private int lineEnd(int from, int limit, String tooLong) {
        int at = from;
        while (at < limit && Memory.getByte(base + at) != '\r') at++;
        if (at < limit - 1) return at;
        if (at - from > RequestLimits.LINE_BYTES_MAX) fail(tooLong);
        return -1;
    }

    private static final long NOT_A_NUMBER = Long.MIN_VALUE;

    /** A canonical decimal, as Redis's string2ll takes it: no plus sign, no leading zero, no blank. */
    private long decimal(int from, int end) {
        int at = from;
        boolean negative = at < end && Memory.getByte(base + at) == '-';
        if (negative) at++;
        int digits = end - at;
        if (digits < 1 || digits > 18) return NOT_A_NUMBER;
        byte lead = Memory.getByte(base + at);
        if (lead == '0' && (digits > 1 || negative)) return NOT_A_NUMBER;
        long n = 0;
        for (; at < end; at++) {
            int digit = Memory.getByte(base + at) - '0';
            if (digit < 0 || digit > 9) return NOT_A_NUMBER;
            n = n * 10 + digit;
        }
        return negative ? -n : n;
    }

    private boolean fail(String what) {
        error = what;
        return false;
    }
}
