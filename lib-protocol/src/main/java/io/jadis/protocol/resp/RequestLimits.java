package io.jadis.protocol.resp;

/**
 * What a request may be at the most.
 *
 * @param bulkBytesMax one argument, the directive {@code proto-max-bulk-len}
 * @param argumentsMax arguments of one request
 */
public record RequestLimits(long bulkBytesMax, int argumentsMax) {
    /** An inline request, or the header line of a bulk or multi-bulk, without its line end. */
    public static final int LINE_BYTES_MAX = 64 * 1024;

    /** No string is longer: half of what the 40 bits of a place in a request, or of a stored length, can say. */
    public static final long BULK_BYTES_MAX = (1L << 39) - 1;

    /** So many arguments that their places, 8 bytes each on the Java heap while the request is read, leave it room. */
    private static final int ARGUMENTS_MAX =
            (int) Math.clamp(Runtime.getRuntime().maxMemory() / 64, 1 << 20, Integer.MAX_VALUE / 16);

    /** Before a client has authenticated: enough to do so, too little to cost memory. */
    public static final RequestLimits UNAUTHENTICATED = new RequestLimits(16_384, 10);

    public RequestLimits {
        if (bulkBytesMax < 0 || argumentsMax < 1) {
            throw new IllegalArgumentException("bulkBytesMax=" + bulkBytesMax + " argumentsMax=" + argumentsMax);
        }
    }

    /** The limits of an authenticated client. */
    public static RequestLimits ofBulkBytes(long bulkBytesMax) {
        return new RequestLimits(Math.min(bulkBytesMax, BULK_BYTES_MAX), ARGUMENTS_MAX);
    }
}
