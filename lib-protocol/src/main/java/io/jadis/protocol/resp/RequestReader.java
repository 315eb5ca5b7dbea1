package io.jadis.protocol.resp;

import io.jadis.protocol.memory.Memory;
import java.util.Arrays;

/**
 * Reads requests, multi-bulk or inline, in place from a query buffer. {@link #read} takes in as many whole requests as
 * the buffer holds (a bounded batch of them) and stops in the middle of an unfinished one, so that no byte is looked at
 * twice; {@link #next} then makes them current one by one, and the reader itself is the view of the current request.
 *
 * <p>Arguments are kept as offsets from the buffer's base, which the owner passes in on each call, so the buffer may
 * move between calls; a request may be larger than 2 GB. Bytes before {@link #consumed()} are no longer needed.
 *
 * <p>Errors are Redis's texts after {@code "Protocol error: "}; the requests read before a broken one remain valid.
 */
public final class RequestReader implements Arguments {
    /** A batch ends at this many requests, as many as have their keys fetched side by side, or at this many arguments. */
    private static final int BATCH_REQUESTS_MAX = 64, BATCH_ARGUMENTS_MAX = 2048;
    /** Arrays larger than this are given back when a batch is done. */
    private static final int KEPT_ARGUMENTS_MAX = 4096;

    private static final int REQUESTS_INITIAL = 8;
    private static final int NOT_IN_MULTIBULK = -1, NO_LENGTH = -1;

    private RequestLimits limits;
    private final ArgumentPlaces places = new ArgumentPlaces();
    /** For request r of the batch, {@code ends[r]} is the index behind its last argument. */
    private int[] ends = new int[REQUESTS_INITIAL];
    /** Null unless the bytes of requests are asked for: {@code byteEnds[r]} is the offset behind request r. */
    private long[] byteEnds;
    /** Offset of what belongs to the first request of the batch. */
    private long bytesStart;

    private long base;
    private long position;
    private int requestCount;
    private int requestIndex = -1;
    private int first, count;

    private int argumentsMissing = NOT_IN_MULTIBULK;
    private long bulkLength = NO_LENGTH;
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
        byteEnds = new long[REQUESTS_INITIAL];
        bytesStart = position;
    }

    /** Where the bytes begin that have come since the request before the current one. */
    public long bytesAddress() {
        return base + bytesOffset();
    }

    /** How many they are: empty lines in between, and the current request just as it was sent. */
    public long bytesLength() {
        return byteEnds[requestIndex] - bytesOffset();
    }

    private long bytesOffset() {
        return requestIndex == 0 ? bytesStart : byteEnds[requestIndex - 1];
    }

    /**
     * Takes in requests from {@code base + position} to {@code base + limit}, where position is where the last call
     * stopped. To be called when the batch has been worked off.
     */
    public void read(long base, long limit) {
        this.base = base;
        // The first requests decide whether the client is authenticated and so what the following ones may be.
        int requestsMax = limits == RequestLimits.UNAUTHENTICATED ? 1 : BATCH_REQUESTS_MAX;
        while (error == null && requestCount < requestsMax
                && (requestCount == 0 || places.count() < BATCH_ARGUMENTS_MAX)) {
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

    /** As {@link #readCount()}, when the buffer may have moved. */
    public int readCount(long base) {
        this.base = base;
        return readCount();
    }

    /** How many requests were read of which {@link #next} hasn't made any current; 0 after the first. */
    public int readCount() {
        return requestIndex < 0 ? requestCount : 0;
    }

    /** Where the first argument behind the command is, the key of most, in the nth of those requests; 0 without one. */
    public long keyAddress(int nth) {
        int key = commandPlace(nth) + 1;
        return key < ends[nth] ? base + places.offset(key) : 0;
    }

    /** How long it is. */
    public long keyLength(int nth) {
        return places.length(commandPlace(nth) + 1, base);
    }

    private int commandPlace(int nth) {
        return nth == 0 ? 0 : ends[nth - 1];
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
    public long consumed() {
        if (byteEnds != null) return bytesStart;
        if (places.count() == 0) return position;
        long offset = places.offset(0);
        return places.isLong(0) ? Math.max(0, offset - ArgumentPlaces.LENGTH_LINE_BYTES_MAX) : offset;
    }

    /** Offset in the query buffer behind all arguments that are whole. */
    public long position() {
        return position;
    }

    /** The buffer's content moved {@code bytes} towards its base: what lay before {@link #consumed()} was dropped. */
    public void shifted(long bytes) {
        position -= bytes;
        bytesStart -= bytes;
        places.shift(bytes);
    }

    /** How many bytes are known to be missing for the unfinished bulk, or 0: for sizing the buffer. */
    public long bytesMissing(long limit) {
        return bulkLength == NO_LENGTH ? 0 : Math.max(0, position + bulkLength + 2 - limit);
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public long address(int index) {
        assert index >= 0 && index < count : "index=" + index + " count=" + count;
        return base + places.offset(first + index);
    }

    @Override
    public long length(int index) {
        assert index >= 0 && index < count : "index=" + index + " count=" + count;
        return places.length(first + index, base);
    }

    /** Bytes that this reader's own arrays take, for the accounting of a client's memory. */
    public int footprintBytes() {
        return 8 * places.capacity() + 4 * ends.length;
    }

    /** Gives back what longer requests once needed. Not during a batch. */
    public void trim() {
        places.trim();
        if (ends.length > REQUESTS_INITIAL) ends = new int[REQUESTS_INITIAL];
    }

    private void startBatch() {
        if (byteEnds != null && requestCount > 0) bytesStart = byteEnds[requestCount - 1];
        // Arguments of the unfinished request move to the front.
        int done = requestCount == 0 ? 0 : ends[requestCount - 1];
        places.drop(done, KEPT_ARGUMENTS_MAX);
        requestCount = 0;
        requestIndex = -1;
        first = 0;
        count = 0;
    }

    private boolean readMultibulkHeader(long limit) {
        long end = lineEnd(position + 1, limit, "too big mbulk count string");
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

    private boolean readBulks(long limit) {
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

    private boolean readBulkHeader(long limit) {
        if (position >= limit) return false;
        long end = lineEnd(position + 1, limit, "too big bulk count string");
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
        bulkLength = n;
        return true;
    }

    private boolean readInline(long limit) {
        long newline = position;
        while (newline < limit && Memory.getByte(base + newline) != '\n') newline++;
        // Whether its end is there or not: a client that was parked may have sent more in the meantime.
        if (newline - position > RequestLimits.LINE_BYTES_MAX) return fail("too big inline request");
        if (newline == limit) return false;
        long end = newline > position && Memory.getByte(base + newline - 1) == '\r' ? newline - 1 : newline;
        int before = places.count();
        if (!InlineArguments.split(base, position, end, this)) return fail("unbalanced quotes in request");
        position = newline + 1;
        if (places.count() > before) endRequest();
        else emptyLines++;
        return true;
    }

    void addArgument(long offset, long length) {
        places.add(offset, length);
    }

    private void endRequest() {
        if (requestCount == ends.length) ends = Arrays.copyOf(ends, requestCount * 2);
        if (byteEnds != null) {
            if (requestCount == byteEnds.length) byteEnds = Arrays.copyOf(byteEnds, requestCount * 2);
            byteEnds[requestCount] = position;
        }
        ends[requestCount++] = places.count();
    }

    /** The offset of the line's {@code \r}, whose {@code \n} is there too; -1 if the line isn't whole. */
    private long lineEnd(long from, long limit, String tooLong) {
        long at = from;
        while (at < limit && Memory.getByte(base + at) != '\r') at++;
        if (at < limit - 1) return at;
        if (at - from > RequestLimits.LINE_BYTES_MAX) fail(tooLong);
        return -1;
    }

    private static final long NOT_A_NUMBER = Long.MIN_VALUE;

    /** A canonical decimal, as Redis's string2ll takes it: no plus sign, no leading zero, no blank. */
    private long decimal(long from, long end) {
        long at = from;
        boolean negative = at < end && Memory.getByte(base + at) == '-';
        if (negative) at++;
        long digits = end - at;
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
