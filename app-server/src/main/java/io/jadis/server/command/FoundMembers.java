package io.jadis.server.command;

import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.store.encoding.ElementVisitor;
import java.util.Arrays;

/**
 * What one SSCAN has found in a table, by address: the cursor comes before it in the reply, and is known after it. One
 * object for all calls.
 */
final class FoundMembers implements ElementVisitor {
    private static final int KEPT_MAX = 1024;

    private final ScanOptions options;
    private long[] addresses = new long[16];
    private long[] lengths = new long[16];
    private int size;
    private long seenCount;

    FoundMembers(ScanOptions options) {
        this.options = options;
    }

    void clear() {
        size = 0;
        seenCount = 0;
    }

    @Override
    public void visit(long address, long length) {
        seenCount++;
        if (!options.pattern().matches(address, length)) return;
        if (size == addresses.length) resize(2 * size);
        addresses[size] = address;
        lengths[size++] = length;
    }

    private void resize(int capacity) {
        addresses = Arrays.copyOf(addresses, capacity);
        lengths = Arrays.copyOf(lengths, capacity);
    }

    /** How many it was shown, wanted or not. */
    long seenCount() {
        return seenCount;
    }

    void reply(ReplyBuffer reply) {
        reply.array(size);
        for (int i = 0; i < size; i++) reply.bulk(addresses[i], lengths[i]);
        if (addresses.length > KEPT_MAX) resize(KEPT_MAX);
    }
}
