package io.jadis.server.command;

import io.jadis.protocol.number.DoubleText;
import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.store.sortedset.SortedSetVisitor;
import java.util.Arrays;

/** What one ZSCAN has found in a table, by address: the cursor comes before it in the reply, and is known after it. */
final class FoundScores implements SortedSetVisitor {
    private static final int KEPT_MAX = 1024;

    private final ScanOptions options;
    private long[] addresses = new long[16];
    private long[] lengths = new long[16];
    private double[] scores = new double[16];
    private int size;
    private long visited;

    FoundScores(ScanOptions options) {
        this.options = options;
    }

    void clear() {
        size = 0;
        visited = 0;
    }

    /** How many elements it has come by. */
    long visited() {
        return visited;
    }

    @Override
    public void visit(long memberAddress, long memberLength, double score) {
        visited++;
        if (!options.pattern().matches(memberAddress, memberLength)) return;
        if (size == addresses.length) resize(2 * size);
        addresses[size] = memberAddress;
        lengths[size] = memberLength;
        scores[size++] = score;
    }

    private void resize(int capacity) {
        addresses = Arrays.copyOf(addresses, capacity);
        lengths = Arrays.copyOf(lengths, capacity);
        scores = Arrays.copyOf(scores, capacity);
    }

    /** Scores with 17 digits, as nowhere else. */
    void replyTo(ReplyBuffer reply) {
        reply.array(2L * size);
        for (int i = 0; i < size; i++) {
            reply.bulk(addresses[i], lengths[i]);
            reply.bulk(DoubleText.general(scores[i]));
        }
        if (addresses.length > KEPT_MAX) resize(KEPT_MAX);
    }
}
