package io.jadis.protocol.memory;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The checked mode: proves each access of {@link Memory}. Allocators register what they hand out and what they have
 * taken back; an access that touches a freed block, the guard zone around a live one, or runs over a block's end throws
 * {@link MemoryFault} at the instruction that did it. Addresses that nobody registered (network buffers of the
 * transport) are not judged.
 *
 * <p>On with {@code -Djadis.memory.checked=true}, as in every test; off in production, where the JIT removes the calls.
 * Where a block came from or was freed is noted for all while they are few, then for every 64th; for all of them with
 * {@code -Djadis.memory.origins=true}, which makes allocation some microseconds slower.
 */
public final class MemoryCheck {
    /** Read once: a {@code static final} so that the unchecked mode costs nothing. */
    public static final boolean ENABLED = Boolean.getBoolean("jadis.memory.checked");

    /** Bytes on both sides of a registered block in which no access is allowed. */
    public static final int GUARD_BYTES = 64;

    private static final boolean ALL_ORIGINS = Boolean.getBoolean("jadis.memory.origins");
    private static final long ALL_ORIGINS_UP_TO_BLOCKS = 1000;
    private static final long ORIGIN_EVERY = 64;

    /** By first address of the block itself, guards not included. */
    private static final ConcurrentHashMap<Long, Block> BLOCKS = new ConcurrentHashMap<>();
    private static final Shadow SHADOW = new Shadow();
    private static final AtomicLong LIVE = new AtomicLong(), EVENTS = new AtomicLong();

    /** A block that is live, or freed and kept in quarantine so that late accesses are seen. */
    private record Block(long address, long length, boolean live, Throwable origin) {
        boolean isNear(long start, long end) {
            return start < address + length + GUARD_BYTES && end > address - GUARD_BYTES;
        }

        @Override
        public String toString() {
            return (live ? "live" : "freed") + " block address=" + address + " length=" + length;
        }
    }

    private MemoryCheck() {}

    /** A block begins to live, at a multiple of 8. Its memory extends {@link #GUARD_BYTES} to both sides. */
    public static void allocated(long address, long length) {
        if ((address & 7) != 0) throw new IllegalArgumentException("not aligned to 8, address=" + address);
        Block before = BLOCKS.put(address, new Block(address, length, true, origin("allocated here")));
        if (before != null) throw new MemoryFault("handed out twice: " + before, before.origin);
        LIVE.incrementAndGet();
        SHADOW.mark(address - GUARD_BYTES, length + 2 * GUARD_BYTES, Shadow.GUARD);
        SHADOW.markLive(address, length);
    }

    /**
     * A block's life ends; its memory stays mapped until {@link #forgotten}.
     *
     * @return its length in bytes
     * @throws MemoryFault if no live block begins there: a double free or a pointer into the middle
     */
    public static long freed(long address) {
        Block block = BLOCKS.get(address);
        if (block == null) {
            throw fault("free of an address where no block begins, address=" + address, blockNear(address, 1));
        }
        Block freed = new Block(address, block.length, false, origin("freed here"));
        if (!block.live || !BLOCKS.replace(address, block, freed)) throw fault("double free", BLOCKS.get(address));
        LIVE.decrementAndGet();
        SHADOW.mark(address, block.length, Shadow.FREED);
        return block.length;
    }

    /** The quarantine is over: the memory goes back to the system and is no longer judged. */
    public static void forgotten(long address) {
        Block block = BLOCKS.remove(address);
        if (block == null) throw fault("forgotten twice, address=" + address, null);
        if (block.live) LIVE.decrementAndGet();
        SHADOW.mark(address - GUARD_BYTES, block.length + 2 * GUARD_BYTES, Shadow.UNKNOWN);
    }

    /** The length of the live block that begins at this address. */
    public static long lengthOf(long address) {
        Block block = BLOCKS.get(address);
        if (block == null || !block.live) throw fault("no live block begins here, address=" + address, block);
        return block.length;
    }

    /** Where the block was allocated or freed; null if that was not noted. */
    public static Throwable originOf(long address) {
        Block block = BLOCKS.get(address);
        return block == null ? null : block.origin;
    }

    /** How many registered blocks are live. */
    public static long liveBlockCount() {
        return LIVE.get();
    }

    static void access(long address, long length) {
        if (address <= 0 || length < 0) throw fault("no such memory: address=" + address + " length=" + length, null);
        if (length > 0 && !SHADOW.allows(address, length)) throw wrongAccess(address, length);
    }

    private static MemoryFault wrongAccess(long address, long length) {
        Block block = blockNear(address, length);
        boolean inside = block != null && address >= block.address && address + length <= block.address + block.length;
        String what = inside ? "use after free" : "out of bounds";
        return fault(what + ": address=" + address + " length=" + length, block);
    }

    private static MemoryFault fault(String what, Block block) {
        return block == null ? new MemoryFault(what, null) : new MemoryFault(what + ", " + block, block.origin);
    }

    /** Any block whose memory or guards the range touches; only faults ask, so it may be slow. */
    private static Block blockNear(long address, long length) {
        for (Block block : BLOCKS.values()) {
            if (block.isNear(address, address + length)) return block;
        }
        return null;
    }

    private static Throwable origin(String what) {
        boolean noted = ALL_ORIGINS || LIVE.get() <= ALL_ORIGINS_UP_TO_BLOCKS
                || EVENTS.incrementAndGet() % ORIGIN_EVERY == 0;
        return noted ? new Throwable(what) : null;
    }
}
