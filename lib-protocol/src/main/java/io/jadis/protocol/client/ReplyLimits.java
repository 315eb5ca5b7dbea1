package io.jadis.protocol.client;

/**
 * What one reply may ask of the reader's memory and stack. Lengths are claims of the peer: memory is taken as the bytes
 * arrive, and a claim beyond these bounds ends the connection with a {@link ProtocolException}.
 *
 * @param bulkBytesMax    longest bulk, verbatim string or blob error
 * @param lineBytesMax    longest line: simple strings, errors, numbers, lengths
 * @param elementsMax     most elements of one array, set or push, most keys and values of one map
 * @param depthMax        deepest nesting of aggregates
 */
public record ReplyLimits(int bulkBytesMax, int lineBytesMax, int elementsMax, int depthMax) {
    /** Bulks up to 1 GiB, lines up to 1 MiB, 2^28 elements, 128 levels: beyond what any server of today replies. */
    public static final ReplyLimits DEFAULT = new ReplyLimits(1 << 30, 1 << 20, 1 << 28, 128);

    /** Checks the bounds. */
    public ReplyLimits {
        if (bulkBytesMax < 0 || lineBytesMax < 32 || elementsMax < 0 || depthMax < 0) {
            throw new IllegalArgumentException("bulkBytesMax=" + bulkBytesMax + " lineBytesMax=" + lineBytesMax
                    + " elementsMax=" + elementsMax + " depthMax=" + depthMax);
        }
    }
}
