package io.jadis.store.stream;

import io.jadis.protocol.memory.Memory;

/**
 * What a stream's record leads to; it stays where it is.
 *
 * <pre>
 *   0   length:64                 entries that are not deleted
 *   8   lastId:128                the highest id ever given out
 *   24  firstId:128               of the entries that are there, or 0-0
 *   40  maxDeletedId:128          the highest that XDEL has met
 *   56  entriesAdded:64           since the stream began
 *   64  nodes                     an {@link IdTree} of {@link StreamNode}s by the id that their entries count from
 *   88  groups                    a {@link NameList} of {@link Group}s
 * </pre>
 */
final class StreamRoot {
    static final int BYTES = 104;

    private static final int LAST_ID = 8, FIRST_ID = 24, MAX_DELETED_ID = 40, ENTRIES_ADDED = 56, NODES = 64,
            GROUPS = 88;

    private StreamRoot() {}

    static void init(long stream) {
        Memory.fill(stream, BYTES, (byte) 0);
    }

    static long length(long stream) {
        return Memory.getLong(stream);
    }

    static void setLength(long stream, long length) {
        Memory.putLong(stream, length);
    }

    static long entriesAdded(long stream) {
        return Memory.getLong(stream + ENTRIES_ADDED);
    }

    static void setEntriesAdded(long stream, long entries) {
        Memory.putLong(stream + ENTRIES_ADDED, entries);
    }

    /** The address of an id, to be read with {@link #ms} and {@link #seq}. */
    static long lastId(long stream) {
        return stream + LAST_ID;
    }

    static long firstId(long stream) {
        return stream + FIRST_ID;
    }

    static long maxDeletedId(long stream) {
        return stream + MAX_DELETED_ID;
    }

    static long nodes(long stream) {
        return stream + NODES;
    }

    static long groups(long stream) {
        return stream + GROUPS;
    }

    // ---- ids in native memory: ms:64 | seq:64

    static long ms(long id) {
        return Memory.getLong(id);
    }

    static long seq(long id) {
        return Memory.getLong(id + 8);
    }

    static void setId(long id, long ms, long seq) {
        Memory.putLong(id, ms);
        Memory.putLong(id + 8, seq);
    }

    static void readId(long id, StreamId into) {
        into.set(ms(id), seq(id));
    }

    static int compareIds(long id, long otherId) {
        return compareId(id, ms(otherId), seq(otherId));
    }

    static int compareId(long id, long ms, long seq) {
        return StreamId.compare(ms(id), seq(id), ms, seq);
    }

    static boolean isZero(long id) {
        return (ms(id) | seq(id)) == 0;
    }
}
