package io.jadis.store.stream;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.encoding.Element;
import io.jadis.store.encoding.Listpack;
import java.util.Arrays;

/**
 * Walks the entries of a range of ids, in either direction, those that are deleted left out. Valid until the stream is
 * changed. To be reused.
 *
 * <pre>{@code
 * cursor.forward(stream, fromMs, fromSeq, toMs, toSeq);
 * while (cursor.next()) {
 *     for (int i = 0; i < cursor.pairs(); i++) {
 *         cursor.nextPair();
 *         … cursor.field() … cursor.value() …
 *     }
 * }
 * }</pre>
 */
public final class EntryCursor {
    private static final int STRETCH_ENTRIES = 128;

    private final IdCursor nodes;
    private final StreamId id = new StreamId(), from = new StreamId(), to = new StreamId();
    private boolean backward, atNode, reached;

    private long node, nodeMs, nodeSeq;
    private long entry;
    /** What is to be read next, and where the node ends. */
    private long at, end;
    private int pairs, pairsLeft, nodeFields;
    private boolean sameFields;
    private long nextField, field, value;

    /** Going backward: where the entries of a stretch of the node begin, of which so many are still to come. */
    private final int[] offsets = new int[STRETCH_ENTRIES];
    private int offsetCount;
    /** Where the stretches before it begin. */
    private int[] stretches = new int[8];
    private int stretchCount;

    EntryCursor(IdTree nodes) {
        this.nodes = new IdCursor(nodes);
    }

    /** Prepares to walk up from the first id to the second, both included. */
    public void forward(long stream, long fromMs, long fromSeq, long toMs, long toSeq) {
        from.set(fromMs, fromSeq);
        to.set(toMs, toSeq);
        backward = false;
        reached = from.isZero();
        long tree = StreamRoot.nodes(stream);
        enter(nodes.floor(tree, fromMs, fromSeq) || nodes.first(tree));
    }

    /** Prepares to walk down from the second id to the first, both included. */
    public void backward(long stream, long fromMs, long fromSeq, long toMs, long toSeq) {
        from.set(fromMs, fromSeq);
        to.set(toMs, toSeq);
        backward = true;
        enter(nodes.floor(StreamRoot.nodes(stream), toMs, toSeq));
    }

    /** Goes on to the next entry. False if there is none in the range any more. */
    public boolean next() {
        return backward ? nextBackward() : nextForward();
    }

    private boolean nextForward() {
        while (atNode) {
            skipPairs();
            if (at == end) {
                enter(nodes.next());
                continue;
            }
            readHead(at);
            if (!reached) {
                if (id.compareTo(from) < 0) continue;
                reached = true;
            }
            if (id.compareTo(to) > 0) break;
            if ((StreamNode.flags(entry) & StreamNode.DELETED) == 0) return true;
        }
        atNode = false;
        return false;
    }

    private boolean nextBackward() {
        while (atNode) {
            if (offsetCount == 0) {
                if (stretchCount > 0) noteStretch();
                else enter(nodes.previous());
                continue;
            }
            readHead(node + offsets[--offsetCount]);
            if (id.compareTo(from) < 0) break;
            if (id.compareTo(to) <= 0 && (StreamNode.flags(entry) & StreamNode.DELETED) == 0) return true;
        }
        atNode = false;
        return false;
    }

    private void enter(boolean found) {
        atNode = found;
        pairsLeft = 0;
        if (!found) return;
        node = Memory.getLong(nodes.value());
        nodeMs = nodes.ms();
        nodeSeq = nodes.seq();
        nodeFields = StreamNode.fieldCount(node);
        at = StreamNode.firstEntry(node);
        end = StreamNode.end(node);
        if (backward) noteOffsets();
    }

    /** Of a node with very many entries it notes those of the last stretch, and where the others begin. */
    private void noteOffsets() {
        stretchCount = 0;
        offsetCount = 0;
        while (at < end) {
            if (offsetCount == offsets.length) {
                if (stretchCount == stretches.length) stretches = Arrays.copyOf(stretches, 2 * stretchCount);
                stretches[stretchCount++] = offsets[0];
                offsetCount = 0;
            }
            noteOffset();
        }
    }

    /** The stretch before the one that is worked off. */
    private void noteStretch() {
        long stretchEnd = node + offsets[0];
        at = node + stretches[--stretchCount];
        while (at < stretchEnd) noteOffset();
    }

    private void noteOffset() {
        offsets[offsetCount++] = (int) (at - node);
        readHead(at);
        skipPairs();
    }

    private void readHead(long at) {
        entry = at;
        int flags = StreamNode.flags(at);
        long ms = at + 1;
        long seq = ms + Element.bytes(ms);
        id.set(nodeMs + Listpack.integer(ms), nodeSeq + Listpack.integer(seq));
        this.at = seq + Element.bytes(seq);
        sameFields = (flags & StreamNode.SAME_FIELDS) != 0;
        if (sameFields) {
            pairs = nodeFields;
            nextField = StreamNode.firstField(node);
        } else {
            pairs = (int) Listpack.integer(this.at);
            this.at += Element.bytes(this.at);
        }
        pairsLeft = pairs;
    }

    /** The entry's id; the object is the cursor's. */
    public StreamId id() {
        return id;
    }

    /** How many fields with values the entry has. */
    public int pairs() {
        return pairs;
    }

    /** Goes on to the next field and its value; there must be one. */
    public void nextPair() {
        pairsLeft--;
        if (sameFields) {
            field = nextField;
            nextField += Element.bytes(nextField);
        } else {
            field = at;
            at += Element.bytes(at);
        }
        value = at;
        at += Element.bytes(at);
    }

    /** The field as an {@link Element}. */
    public long field() {
        return field;
    }

    /** The value as an {@link Element}. */
    public long value() {
        return value;
    }

    long node() {
        return node;
    }

    /** The id of the node. */
    long nodeMs() {
        return nodeMs;
    }

    long nodeSeq() {
        return nodeSeq;
    }

    /** The address of the entry in its node. */
    long entry() {
        return entry;
    }

    private void skipPairs() {
        int elements = sameFields ? pairsLeft : 2 * pairsLeft;
        for (; elements > 0; elements--) at += Element.bytes(at);
        pairsLeft = 0;
    }
}
