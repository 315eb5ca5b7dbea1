package io.jadis.store.list;

/**
 * How long the listpacks of lists may become and which nodes of a quicklist are compressed.
 *
 * @param nodeLimit {@code list-max-listpack-size}: at most so many elements, 0 as 1; or of the bytes -1 4,096, -2
 *     8,192, -3 16,384, -4 32,768, -5 and below 65,536
 * @param compressDepth {@code list-compress-depth}: so many nodes at each end are not compressed; 0 compresses none
 */
public record ListConfig(int nodeLimit, int compressDepth) {
    public static final ListConfig DEFAULT = new ListConfig(-2, 0);

    /** A limit of the count comes with this one of the bytes. */
    private static final int SAFE_BYTES = 8192;
    private static final int[] BYTES_MAX = {4096, 8192, 16_384, 32_768, 65_536};

    /** Whether a listpack of this length is too long. */
    boolean isExceededBy(long bytes, long count) {
        return nodeLimit < 0 ? bytes > bytesMax() : bytes > SAFE_BYTES || count > countMax();
    }

    /** Whether a quicklist's only node has so much become shorter that it needs no quicklist any more. */
    boolean isHalfMet(long bytes, long count) {
        return nodeLimit < 0 ? bytes <= bytesMax() / 2 : count <= countMax() / 2;
    }

    /** Whether a list that was just built may be one listpack. */
    boolean isMet(long bytes, long count) {
        return nodeLimit < 0 ? bytes <= bytesMax() : count <= countMax();
    }

    /** The bytes that a node which grows can be expected to reach. */
    int bytesMax() {
        return nodeLimit < 0 ? BYTES_MAX[Math.min(BYTES_MAX.length, -nodeLimit) - 1] : SAFE_BYTES;
    }

    private int countMax() {
        return Math.max(1, nodeLimit);
    }
}
