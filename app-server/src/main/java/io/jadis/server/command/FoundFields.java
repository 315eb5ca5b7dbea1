package io.jadis.server.command;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.number.Decimal;
import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.store.hash.FieldVisitor;
import java.util.Arrays;

/**
 * The fields that one HSCAN has come by and that it asks for. Their bytes stay where they are, in the hash; but a
 * listpack shows numbers in a scratch buffer, so whatever is short enough to be one is kept as its bytes.
 */
final class FoundFields implements FieldVisitor {
    private static final int KEPT_MAX = 1 << 12;

    private final ScanOptions options;

    /** Two for each string: its address, or where its bytes are kept as a negative number - 1; its length. */
    private long[] strings = new long[64];

    private byte[] kept = new byte[256];
    private int size, keptLength;
    private long visited;

    FoundFields(ScanOptions options) {
        this.options = options;
    }

    void clear() {
        size = 0;
        keptLength = 0;
        visited = 0;
    }

    /** How many fields it has come by. */
    long visited() {
        return visited;
    }

    @Override
    public void visit(long field, long fieldLength, long value, long valueLength, long expiresAtMs) {
        visited++;
        if (!options.pattern().matches(field, fieldLength)) return;
        add(field, fieldLength);
        if (!options.noValues()) add(value, valueLength);
    }

    private void add(long address, long length) {
        if (size + 2 > strings.length) strings = Arrays.copyOf(strings, 2 * strings.length);
        strings[size++] = length <= Decimal.LENGTH_MAX ? keep(address, (int) length) : address;
        strings[size++] = length;
    }

    private long keep(long address, int length) {
        if (keptLength + length > kept.length) kept = Arrays.copyOf(kept, 2 * kept.length);
        Memory.copyOut(address, kept, keptLength, length);
        keptLength += length;
        return -(keptLength - length) - 1L;
    }

    void replyTo(ReplyBuffer reply) {
        reply.array(size / 2);
        for (int i = 0; i < size; i += 2) {
            if (strings[i] < 0) reply.bulk(kept, (int) (-strings[i] - 1), (int) strings[i + 1]);
            else reply.bulk(strings[i], strings[i + 1]);
        }
        if (strings.length > KEPT_MAX) strings = new long[64];
        if (kept.length > KEPT_MAX) kept = new byte[256];
    }
}
