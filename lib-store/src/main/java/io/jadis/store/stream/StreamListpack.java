package io.jadis.store.stream;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.encoding.Element;
import io.jadis.store.encoding.Listpack;

/**
 * Makes Redis's listpack of a {@link StreamNode} and the reverse, for DUMP, RDB and RESTORE. The listpack's elements:
 *
 * <pre>
 *   count, deletedCount, fieldCount, field …, 0
 *   per entry: flags, ms, seq, then with SAME_FIELDS: value …, else: fieldCount, field, value …; then how many of these
 * </pre>
 */
final class StreamListpack {
    private static final int COUNT_OFFSET = 4, HEADER_BYTES = 6, COUNT_MAX = 0xFFFF;

    private StreamListpack() {}

    /** Writes {@link StreamNode#listpackBytes} bytes. */
    static void write(long node, long to) {
        long at = to + HEADER_BYTES;
        at = Element.writeIntegerEntry(at, StreamNode.count(node));
        at = Element.writeIntegerEntry(at, StreamNode.deletedCount(node));
        int fieldCount = StreamNode.fieldCount(node);
        at = Element.writeIntegerEntry(at, fieldCount);
        long from = StreamNode.firstField(node);
        for (int i = 0; i < fieldCount; i++, from += Element.bytes(from)) at = Element.copyToEntry(from, at);
        at = Element.writeIntegerEntry(at, 0);
        long elements = 4 + fieldCount;
        long end = StreamNode.end(node);
        while (from < end) {
            int flags = StreamNode.flags(from++);
            at = Element.writeIntegerEntry(at, flags);
            long count = 3 + (long) fieldCount;
            if ((flags & StreamNode.SAME_FIELDS) == 0) {
                long pairs = from + Element.bytes(from);
                pairs += Element.bytes(pairs);
                count = 4 + 2 * Listpack.integer(pairs);
            }
            for (long i = 1; i < count; i++, from += Element.bytes(from)) at = Element.copyToEntry(from, at);
            at = Element.writeIntegerEntry(at, count);
            elements += count + 1;
        }
        Memory.putByte(at, (byte) 0xFF);
        Memory.putInt(to, (int) (at + 1 - to));
        Memory.putShort(to + COUNT_OFFSET, (short) Math.min(elements, COUNT_MAX));
    }

    /** The node of a listpack that is known to be sound. */
    static long read(StreamNode nodes, long listpack) {
        long node = nodes.newBlock(Listpack.bytes(listpack) + StreamNode.HEADER_BYTES);
        // Both counts will come out again as the entries are added.
        long from = Listpack.next(Listpack.next(Listpack.first(listpack)));
        int fieldCount = (int) Listpack.integer(from);
        from = Listpack.next(from);
        long at = StreamNode.firstField(node);
        for (int i = 0; i < fieldCount; i++, from = Listpack.next(from)) at = copy(from, at);
        StreamNode.fieldsWritten(node, fieldCount, at);
        from = Listpack.next(from);
        while (from != 0) {
            int flags = (int) Listpack.integer(from);
            Memory.putByte(at++, (byte) flags);
            from = Listpack.next(from);
            long count = 2 + (long) fieldCount;
            if ((flags & StreamNode.SAME_FIELDS) == 0) {
                count = 3 + 2 * Listpack.integer(Listpack.next(Listpack.next(from)));
            }
            for (long i = 0; i < count; i++, from = Listpack.next(from)) at = copy(from, at);
            StreamNode.entryWritten(node, at);
            from = Listpack.next(from);
        }
        return nodes.seal(node);
    }

    private static long copy(long element, long to) {
        int bytes = Element.bytes(element);
        Memory.copy(element, to, bytes);
        return to + bytes;
    }
}
