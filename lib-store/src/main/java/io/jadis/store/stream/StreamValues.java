package io.jadis.store.stream;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.encoding.Listpack;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.keyspace.RecordType;
import io.jadis.store.memory.Allocator;

/**
 * Streams: the door of this room. A stream is what the root of its record leads to, an address that stays the same for
 * the stream's life. Ids go in and out as {@link StreamId}s of the caller.
 */
public final class StreamValues {
    /** {@link #isTooLarge}: all fields and values of an entry together. */
    private static final long ENTRY_BYTES_MAX = Listpack.SAFE_BYTES_MAX;

    private final Keyspace keyspace;
    private final Allocator allocator;
    private final IdTree trees;
    private final StreamNode nodes;
    private final StreamGroups groups;
    private final EntryCursor cursor;
    private final IdCursor nodeCursor;
    private final StreamId id = new StreamId();
    private StreamConfig config;
    private boolean firstDeleted;

    /** Teaches the keyspace what streams are. */
    public StreamValues(Keyspace keyspace, StreamConfig config) {
        this.keyspace = keyspace;
        this.allocator = keyspace.allocator();
        this.config = config;
        trees = new IdTree(allocator, Long.BYTES);
        nodes = new StreamNode(allocator);
        groups = new StreamGroups(allocator);
        cursor = new EntryCursor(trees);
        nodeCursor = new IdCursor(trees);
        keyspace.register(RecordType.STREAM, new StreamPayload(allocator, trees, nodes, groups));
    }

    /** CONFIG SET: concerns the nodes that are filled from now on. */
    public void configure(StreamConfig config) {
        this.config = config;
    }

    public StreamConfig config() {
        return config;
    }

    public StreamGroups groups() {
        return groups;
    }

    /** A new cursor over entries. */
    public EntryCursor entryCursor() {
        return new EntryCursor(trees);
    }

    /** A new cursor over nodes. */
    public NodeCursor nodeCursor() {
        return new NodeCursor(trees);
    }

    /** A walk over all of a stream in pieces. */
    public StreamSweep sweep() {
        return new StreamSweep(keyspace, trees, nodes, groups);
    }

    /** A stream without anything, to be put into a record. */
    public long create() {
        long stream = allocator.allocate(StreamRoot.BYTES);
        StreamRoot.init(stream);
        return stream;
    }

    // ---- counters and ids

    /** Entries that are there. */
    public static long length(long stream) {
        return StreamRoot.length(stream);
    }

    /** Entries ever added. */
    public static long entriesAdded(long stream) {
        return StreamRoot.entriesAdded(stream);
    }

    public static void setEntriesAdded(long stream, long entries) {
        StreamRoot.setEntriesAdded(stream, entries);
    }

    /** The highest id ever given out. */
    public static void lastId(long stream, StreamId into) {
        StreamRoot.readId(StreamRoot.lastId(stream), into);
    }

    public static void setLastId(long stream, StreamId id) {
        StreamRoot.setId(StreamRoot.lastId(stream), id.ms(), id.seq());
    }

    /** The id of the first entry as it is kept, 0-0 for none. */
    public static void firstId(long stream, StreamId into) {
        StreamRoot.readId(StreamRoot.firstId(stream), into);
    }

    /** Loading: the id of the first entry. */
    public static void setFirstId(long stream, StreamId id) {
        StreamRoot.setId(StreamRoot.firstId(stream), id.ms(), id.seq());
    }

    /** The highest id that XDEL has removed, 0-0 for none. */
    public static void maxDeletedId(long stream, StreamId into) {
        StreamRoot.readId(StreamRoot.maxDeletedId(stream), into);
    }

    public static void setMaxDeletedId(long stream, StreamId id) {
        StreamRoot.setId(StreamRoot.maxDeletedId(stream), id.ms(), id.seq());
    }

    /** How many nodes hold the entries. */
    public static long nodeCount(long stream) {
        return IdTree.count(StreamRoot.nodes(stream));
    }

    /** How many nodes the index over those has. */
    public static long indexNodeCount(long stream) {
        return IdTree.nodeCount(StreamRoot.nodes(stream));
    }

    /** The id of the last entry that is there; false if there is none. */
    public boolean lastEntryId(long stream, StreamId into) {
        if (StreamRoot.length(stream) == 0) return false;
        nodeCursor.last(StreamRoot.nodes(stream));
        long node = Memory.getLong(nodeCursor.value());
        long entry = StreamNode.lastEntry(node);
        if ((StreamNode.flags(entry) & StreamNode.DELETED) == 0) {
            idOf(entry, into);
            return true;
        }
        cursor.backward(stream, 0, 0, -1, -1);
        if (!cursor.next()) return false;
        into.set(cursor.id());
        return true;
    }

    /** The id of the first entry, whether or not it is marked as deleted; the highest id there is for none. */
    public void firstNodeId(long stream, StreamId into) {
        into.setMax();
        if (!nodeCursor.first(StreamRoot.nodes(stream))) return;
        idOf(StreamNode.firstEntry(Memory.getLong(nodeCursor.value())), into);
    }

    /** The id of an entry in the node that the node cursor is at. */
    private void idOf(long entry, StreamId into) {
        into.set(nodeCursor.ms() + StreamNode.msDifference(entry), nodeCursor.seq() + StreamNode.seqDifference(entry));
    }

    // ---- adding

    /** The id for an entry of this moment: never below one that was given out. False if there is none left. */
    public static boolean nextId(long stream, long nowMs, StreamId into) {
        lastId(stream, into);
        if (Long.compareUnsigned(nowMs, into.ms()) > 0) {
            into.set(nowMs, 0);
            return true;
        }
        return into.increment();
    }

    /** Whether an entry's fields and values are too long to be stored. */
    public static boolean isTooLarge(EntrySource source) {
        return sourceBytes(source) > ENTRY_BYTES_MAX;
    }

    private static long sourceBytes(EntrySource source) {
        long bytes = 0;
        for (int i = 0; i < 2 * source.pairs(); i++) bytes += source.length(i);
        return bytes;
    }

    /** Appends an entry; its id must be above the stream's last one. */
    public void add(long stream, StreamId id, EntrySource source) {
        long tree = StreamRoot.nodes(stream);
        long node = 0;
        if (nodeCursor.last(tree)) {
            node = Memory.getLong(nodeCursor.value());
            if (isFull(node, source)) {
                Memory.putLong(nodeCursor.value(), nodes.seal(node));
                node = 0;
            }
        }
        if (node == 0) {
            node = nodes.append(nodes.create(source), 0, 0, source);
            Memory.putLong(trees.insert(tree, id.ms(), id.seq()), node);
        } else {
            trees.beforeValueChange(tree, nodeCursor.ms(), nodeCursor.seq());
            long moved = nodes.append(node, id.ms() - nodeCursor.ms(), id.seq() - nodeCursor.seq(), source);
            if (moved != node) Memory.putLong(nodeCursor.value(), moved);
        }
        long length = StreamRoot.length(stream) + 1;
        StreamRoot.setLength(stream, length);
        StreamRoot.setEntriesAdded(stream, StreamRoot.entriesAdded(stream) + 1);
        setLastId(stream, id);
        if (length == 1) setFirstId(stream, id);
    }

    private boolean isFull(long node, EntrySource source) {
        long bytesMax = config.nodeBytesMax();
        if (bytesMax == 0 || bytesMax > Listpack.SAFE_BYTES_MAX) bytesMax = Listpack.SAFE_BYTES_MAX;
        if (StreamNode.listpackBytes(node) + sourceBytes(source) >= bytesMax) return true;
        long entries = StreamNode.count(node) + StreamNode.deletedCount(node);
        return config.nodeEntriesMax() > 0 && entries >= config.nodeEntriesMax();
    }

    /**
     * Loading: adds a node, given as the listpack of one, behind all others. Counters and ids of the stream are for the
     * caller to set.
     */
    public void addNode(long stream, StreamId id, long listpack) {
        long node = StreamListpack.read(nodes, listpack);
        Memory.putLong(trees.insert(StreamRoot.nodes(stream), id.ms(), id.seq()), node);
        StreamRoot.setLength(stream, StreamRoot.length(stream) + StreamNode.count(node));
    }

    // ---- removing

    /** Whether an entry is there. */
    public boolean contains(long stream, StreamId id) {
        cursor.forward(stream, id.ms(), id.seq(), id.ms(), id.seq());
        return cursor.next();
    }

    /** XDEL: removes an entry if it is there; {@link #deletionsDone} is to follow. */
    public boolean delete(long stream, StreamId id) {
        if (!contains(stream, id)) return false;
        long node = cursor.node();
        if (StreamNode.count(node) == 1) {
            removeNode(StreamRoot.nodes(stream), cursor.nodeMs(), cursor.nodeSeq(), node);
        } else {
            trees.beforeValueChange(StreamRoot.nodes(stream), cursor.nodeMs(), cursor.nodeSeq());
            StreamNode.delete(node, cursor.entry());
        }
        StreamRoot.setLength(stream, StreamRoot.length(stream) - 1);
        if (id.compareTo(firstMs(stream), firstSeq(stream)) == 0) firstDeleted = true;
        long maxDeletedId = StreamRoot.maxDeletedId(stream);
        if (StreamRoot.compareId(maxDeletedId, id.ms(), id.seq()) < 0) setMaxDeletedId(stream, id);
        return true;
    }

    private void removeNode(long tree, long ms, long seq, long node) {
        trees.remove(tree, ms, seq);
        if (!trees.isValueTaken()) nodes.free(node);
    }

    /** Brings the id of the first entry up to date, once for any number of deletions. */
    public void deletionsDone(long stream) {
        if (firstDeleted || StreamRoot.length(stream) == 0) findFirst(stream);
        firstDeleted = false;
    }

    private static long firstMs(long stream) {
        return StreamRoot.ms(StreamRoot.firstId(stream));
    }

    private static long firstSeq(long stream) {
        return StreamRoot.seq(StreamRoot.firstId(stream));
    }

    private void findFirst(long stream) {
        id.setMin();
        if (StreamRoot.length(stream) > 0) {
            cursor.forward(stream, 0, 0, -1, -1);
            if (cursor.next()) id.set(cursor.id());
            else id.setMax();
        }
        setFirstId(stream, id);
    }

    /**
     * Removes the oldest entries until {@code length} are left.
     *
     * @param approximately whether to remove whole nodes alone, and so to leave some more
     * @param limit how many entries to remove at the most, 0 for no limit; with {@code approximately} only
     * @return how many were removed
     */
    public long trimToLength(long stream, long length, boolean approximately, long limit) {
        return trim(stream, length, null, approximately, limit);
    }

    /** As {@link #trimToLength}, the entries with ids below this one. */
    public long trimBelow(long stream, StreamId minId, boolean approximately, long limit) {
        return trim(stream, 0, minId, approximately, limit);
    }

    private long trim(long stream, long lengthMax, StreamId minId, boolean approximately, long limit) {
        long tree = StreamRoot.nodes(stream);
        long removed = 0;
        while (nodeCursor.first(tree)) {
            long length = StreamRoot.length(stream);
            if (minId == null && length <= lengthMax) break;
            long node = Memory.getLong(nodeCursor.value());
            int count = StreamNode.count(node);
            if (limit != 0 && removed + count > limit) break;
            boolean whole;
            if (minId == null) {
                whole = length - count >= lengthMax;
            } else {
                idOf(StreamNode.lastEntry(node), id);
                whole = id.compareTo(minId) < 0;
            }
            if (!whole) {
                if (!approximately) removed += trimNode(stream, lengthMax, minId);
                break;
            }
            removeNode(tree, nodeCursor.ms(), nodeCursor.seq(), node);
            StreamRoot.setLength(stream, length - count);
            removed += count;
        }
        if (removed > 0 || StreamRoot.length(stream) == 0) findFirst(stream);
        return removed;
    }

    /** Marks entries of the first node as deleted. */
    private long trimNode(long stream, long lengthMax, StreamId minId) {
        long removed = 0;
        if (minId != null) id.set(minId);
        else id.setMax();
        cursor.forward(stream, 0, 0, id.ms(), id.seq());
        long node = Memory.getLong(nodeCursor.value());
        trees.beforeValueChange(StreamRoot.nodes(stream), nodeCursor.ms(), nodeCursor.seq());
        while (StreamRoot.length(stream) > lengthMax && cursor.next() && cursor.node() == node) {
            if (minId != null && cursor.id().compareTo(minId) >= 0) break;
            StreamNode.delete(node, cursor.entry());
            StreamRoot.setLength(stream, StreamRoot.length(stream) - 1);
            removed++;
        }
        return removed;
    }
}
