package io.jadis.store.list;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.encoding.FoldedListpack;
import io.jadis.store.encoding.Listpack;
import io.jadis.store.encoding.Lzf;
import io.jadis.store.encoding.RoomyListpack;
import io.jadis.store.memory.AddressMap;
import io.jadis.store.memory.Allocator;

/**
 * What the nodes of quicklists hold: opens them for reading and writing, and closes those that lie inside.
 *
 * <p>Nodes at the ends are open listpacks with room. With a {@link ListConfig#compressDepth} the nodes inside are
 * compressed as Redis does, also after a use. Without one, a node that gets out of the end's position is folded if that
 * saves an eighth: that is as cheap as a copy, and reading it costs another. Whoever writes into a folded node opens it
 * for good.
 */
final class NodeStore {
    /** As in Redis: shorter ones aren't compressed, nor if it saves less. */
    private static final int COMPRESSED_BYTES_MIN = 48, COMPRESSION_GAIN_MIN = 8;
    /** An element that stands alone may be longer than what {@link Lzf} takes. */
    private static final int COMPRESSED_BYTES_MAX = Integer.MAX_VALUE - 64;
    private static final int SCRATCH_KEPT_BYTES_MAX = 128 * 1024;

    final Allocator allocator;
    final RoomyListpack listpack;
    private final Lzf lzf = new Lzf();
    private ListConfig config = ListConfig.DEFAULT;
    /** An opened copy of the payload {@link #scratchOf}, or what is to become a closed one. */
    private long scratch;
    private long scratchCapacity;
    private long scratchOf;

    /** By list, the sweeps that watch it, each leading to the next; null while there are none. */
    private AddressMap<NodeSweep> sweeps;
    /** Those of the list that is being changed. */
    private NodeSweep current;

    NodeStore(Allocator allocator) {
        this.allocator = allocator;
        this.listpack = new RoomyListpack(allocator, 0);
        configure(config);
    }

    void configure(ListConfig config) {
        this.config = config;
        listpack.eagerBytesMax(config.bytesMax());
    }

    ListConfig config() {
        return config;
    }

    void close() {
        if (scratch != 0) allocator.free(scratch);
        scratch = 0;
        scratchCapacity = 0;
        scratchOf = 0;
    }

    // ---- reading

    /** The listpack of a node that isn't plain, or the bytes of one that is: valid until another node is read. */
    long read(long node) {
        int kind = Nodes.kind(node);
        long payload = Nodes.payload(node);
        if (kind == Nodes.PACKED) return payload + Nodes.front(node);
        if (kind == Nodes.PLAIN) return payload;
        if (scratchOf != payload) {
            openInto(node, scratch(Nodes.bytes(node)));
            scratchOf = payload;
        }
        return scratch;
    }

    private void openInto(long node, long to) {
        long payload = Nodes.payload(node);
        int bytes = (int) Nodes.bytes(node);
        if (Nodes.kind(node) == Nodes.FOLDED) {
            FoldedListpack.unfold(payload, Nodes.elementCount(node), to, bytes);
        } else {
            boolean valid = Lzf.decompress(payload, Nodes.capacity(node), to, bytes);
            assert valid : "payload=" + payload;
        }
    }

    private long scratch(long bytes) {
        scratchOf = 0;
        if (bytes > scratchCapacity || scratchCapacity > SCRATCH_KEPT_BYTES_MAX && bytes <= SCRATCH_KEPT_BYTES_MAX) {
            if (scratch != 0) allocator.free(scratch);
            scratchCapacity = Math.max(bytes, 1024);
            scratch = allocator.allocate(scratchCapacity);
        }
        return scratch;
    }

    // ---- opening and closing

    /** Makes a node one that can be written to. */
    void open(long node) {
        int kind = Nodes.kind(node);
        if (kind == Nodes.PACKED || kind == Nodes.PLAIN) return;
        int bytes = (int) Nodes.bytes(node);
        long block = allocator.allocate(bytes);
        openInto(node, block);
        freePayload(node);
        Nodes.setPayload(node, block, kind == Nodes.PLAIN_COMPRESSED ? Nodes.PLAIN : Nodes.PACKED, 0, bytes);
    }

    /** The open node's listpack, to be written to; {@link #written} is to follow. */
    RoomyListpack write(long node) {
        assert Nodes.kind(node) == Nodes.PACKED;
        if (current != null) keepCopies(node, current);
        listpack.at(Nodes.payload(node), Nodes.front(node), Nodes.capacity(node));
        return listpack;
    }

    /** The node's listpack was written to. */
    void written(long node, int elementCount) {
        Nodes.setPayload(node, listpack.block(), Nodes.PACKED, listpack.front(), listpack.capacity());
        Nodes.setLength(node, elementCount, Listpack.bytes(listpack.listpack()));
    }

    /** Closes a node inside by compression. */
    void compress(long node) {
        int kind = Nodes.kind(node);
        if (kind != Nodes.PACKED && kind != Nodes.PLAIN) return;
        long length = Nodes.bytes(node);
        if (length >= COMPRESSED_BYTES_MIN && length <= COMPRESSED_BYTES_MAX) {
            int bytes = (int) length;
            long to = scratch(bytes);
            int compressed = (int) lzf.compress(read(node), bytes, to, bytes - COMPRESSION_GAIN_MIN - 1);
            if (compressed > 0) {
                replace(node, to, compressed, kind == Nodes.PLAIN ? Nodes.PLAIN_COMPRESSED : Nodes.COMPRESSED);
                return;
            }
        }
        trim(node);
    }

    /** Closes a node inside by folding. */
    void fold(long node) {
        if (Nodes.kind(node) != Nodes.PACKED) return;
        int bytes = (int) Nodes.bytes(node);
        long to = scratch(bytes);
        int folded = FoldedListpack.fold(read(node), to, bytes - bytes / 8);
        if (folded > 0) replace(node, to, folded, Nodes.FOLDED);
        else trim(node);
    }

    private void replace(long node, long from, int bytes, int kind) {
        long block = allocator.allocate(bytes);
        Memory.copy(from, block, bytes);
        freePayload(node);
        Nodes.setPayload(node, block, kind, 0, bytes);
    }

    private void trim(long node) {
        if (Nodes.kind(node) != Nodes.PACKED || Nodes.capacity(node) == Nodes.bytes(node)) return;
        write(node).trim();
        written(node, Nodes.elementCount(node));
    }

    // ---- payloads

    /** The node gets one element without a listpack around it. */
    void setPlain(long node, long address, long length) {
        long block = allocator.allocate(length);
        Memory.copy(address, block, length);
        Nodes.setPlain(node, block, length);
    }

    /** The node gets a listpack of one element. */
    void setPacked(long node, long address, long length) {
        listpack.create(64);
        listpack.append(address, (int) length);
        written(node, 1);
    }

    /** The node loses its payload: it is freed, unless a sweep needs it. */
    void freePayload(long node) {
        if (current != null && giveToSweep(node)) return;
        free(Nodes.payload(node));
    }

    void free(long payload) {
        if (payload == 0) return;
        if (scratchOf == payload) scratchOf = 0;
        allocator.freeInBackground(payload);
    }

    /** Gives the node, a copy of another's descriptor, a payload of its own. */
    void copyPayload(long node) {
        int kind = Nodes.kind(node);
        if (kind == Nodes.PLAIN) {
            setPlain(node, Nodes.payload(node), Nodes.bytes(node));
            return;
        }
        int bytes = kind == Nodes.PACKED ? (int) Nodes.bytes(node) : Nodes.capacity(node);
        long block = allocator.allocate(bytes);
        Memory.copy(Nodes.payload(node) + Nodes.front(node), block, bytes);
        Nodes.setPayload(node, block, kind, 0, bytes);
    }

    // ---- sweeps

    /** A list is about to be changed or freed: to be called before anything else of it. */
    void enter(long list) {
        current = sweeps == null ? null : sweeps.get(list);
    }

    NodeSweep sweepsOf(long list) {
        return sweeps == null ? null : sweeps.get(list);
    }

    void watch(NodeSweep sweep, long list) {
        if (sweeps == null) sweeps = new AddressMap<>();
        sweep.other = sweeps.get(list);
        sweeps.put(list, sweep);
    }

    void unwatch(NodeSweep sweep, long list) {
        NodeSweep first = sweeps.get(list);
        if (first != sweep) first.other = sweep.other;
        else if (sweep.other == null) sweeps.remove(list);
        else sweeps.put(list, sweep.other);
        sweep.other = null;
        if (sweeps.isEmpty()) sweeps = null;
        current = null;
    }

    private static void keepCopies(long node, NodeSweep first) {
        for (NodeSweep sweep = first; sweep != null; sweep = sweep.other) {
            if (sweep.needs(node)) sweep.keepCopy(node);
        }
    }

    /** Whether a sweep has taken the payload; another one has a copy then. */
    private boolean giveToSweep(long node) {
        NodeSweep taker = current;
        while (taker != null && !taker.needs(node)) taker = taker.other;
        if (taker == null) return false;
        keepCopies(node, taker.other);
        taker.take(node);
        return true;
    }

    /** What goes with its descriptor to another list leaves what sweeps need behind. */
    void leaveToSweeps(long node) {
        if (current != null && giveToSweep(node)) Nodes.forgetPayload(node);
    }
}
