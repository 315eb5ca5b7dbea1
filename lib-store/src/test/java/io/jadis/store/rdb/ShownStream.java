package io.jadis.store.rdb;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.encoding.Listpack;
import io.jadis.store.stream.EntryCursor;
import io.jadis.store.stream.PendingCursor;
import io.jadis.store.stream.StreamGroups;
import io.jadis.store.stream.StreamId;
import io.jadis.store.stream.StreamValues;

/**
 * A stream as text: entries, then counters, then groups with all that is pending.
 * {@code [1-1{f=v}] last=1-1 first=1-1 deleted=0-0 added=1 g(last=1-1 read=1 [1-1@5x2] c(seen=5 active=5 [1-1]))}
 */
final class ShownStream {
    private final StringBuilder text = new StringBuilder();
    private final StreamGroups groups;
    private final StreamId id = new StreamId();

    ShownStream(StreamValues streams, long stream) {
        groups = streams.groups();
        EntryCursor cursor = streams.entryCursor();
        cursor.forward(stream, 0, 0, -1, -1);
        text.append('[');
        while (cursor.next()) {
            text.append(text.length() == 1 ? "" : " ");
            append(cursor.id());
            text.append('{');
            for (int i = 0; i < cursor.pairs(); i++) {
                cursor.nextPair();
                text.append(i == 0 ? "" : ",").append(element(cursor.field())).append('=')
                        .append(element(cursor.value()));
            }
            text.append('}');
        }
        text.append("] length=").append(StreamValues.length(stream)).append(" last=");
        StreamValues.lastId(stream, id);
        append(id);
        StreamValues.firstId(stream, id);
        append(text.append(" first="), id);
        StreamValues.maxDeletedId(stream, id);
        append(text.append(" deleted="), id);
        text.append(" added=").append(StreamValues.entriesAdded(stream));
        for (int i = 0; i < groups.count(stream); i++) group(streams, groups.at(stream, i));
    }

    private void group(StreamValues streams, long group) {
        groups.lastId(group, id);
        text.append(' ').append(TestRdb.text(groups.nameAddress(group), groups.nameLength(group)));
        append(text.append("(last="), id);
        text.append(" read=").append(groups.entriesRead(group)).append(" [");
        PendingCursor pending = groups.pendingCursor().ofGroup(group);
        for (boolean there = pending.first(); there; there = pending.next()) {
            append(pending.id());
            text.append('@').append(groups.deliveredAtMs(pending.pending())).append('x')
                    .append(groups.deliveries(pending.pending())).append(' ');
        }
        text.append(']');
        for (int i = 0; i < groups.consumerCount(group); i++) consumer(group, groups.consumerAt(group, i));
        text.append(')');
    }

    private void consumer(long group, long consumer) {
        String name = TestRdb.text(groups.consumerNameAddress(consumer), groups.consumerNameLength(consumer));
        text.append(' ').append(name).append("(seen=").append(groups.seenAtMs(consumer)).append(" active=")
                .append(groups.activeAtMs(consumer)).append(" [");
        PendingCursor pending = groups.pendingCursor().ofConsumer(group, consumer);
        for (boolean there = pending.first(); there; there = pending.next()) {
            append(pending.id());
            text.append(' ');
        }
        text.append("])");
    }

    private void append(StreamId id) {
        append(text, id);
    }

    private static void append(StringBuilder to, StreamId id) {
        to.append(Long.toUnsignedString(id.ms())).append('-').append(Long.toUnsignedString(id.seq()));
    }

    private static String element(long element) {
        if (Listpack.isInteger(element)) return Long.toString(Listpack.integer(element));
        return new String(Memory.toArray(Listpack.stringAddress(element), Listpack.stringLength(element)),
                java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
