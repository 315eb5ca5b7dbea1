package io.jadis.protocol.memory;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The checked mode: the registry of native blocks that proves each access of {@link Memory}. Allocators register what
 * they hand out and what they have taken back; an access that touches a freed block, the guard zone around a live one,
 * or runs over a block's end throws {@link MemoryFault} at the instruction that did it. Addresses that nobody registered
 * (network buffers of the transport) are not judged.
 *
 * <p>On with {@code -Djadis.memory.checked=true}, as in every test; off in production, where the JIT removes the calls.
 */
public final class MemoryCheck {
    /** Read once: a {@code static final} so that the unchecked mode costs nothing. */
    public static final boolean ENABLED = Boolean.getBoolean("jadis.memory.checked");

    /** Bytes on both sides of a registered block in which no access is allowed. */
    public static final int GUARD_BYTES = 64;

    /** By first address of the block itself, guards not included. */
    private static final ConcurrentSkipListMap<Long, Block> BLOCKS = new ConcurrentSkipListMap<>();

    /** A block that is live, or freed and kept in quarantine so that late accesses are seen. */
    private record Block(long address, long length, boolean live, Throwable origin) {}

    private MemoryCheck() {}

    /** A block begins to live. Its memory extends {@link #GUARD_BYTES} to both sides. */
    public static void allocated(long address, long length) {
        BLOCKS.put(address, new Block(address, length, true, new Throwable("allocated here")));
    }

    /**
     * A block's life ends; its memory stays mapped until {@link #forgotten}.
     *
     * @return its length in bytes
     * @throws MemoryFault if no live block begins there: a double free or a pointer into the middle
     */
    public static long freed(long address) {
        Block block = BLOCKS.get(address);
        if (block == null) throw new MemoryFault("free of an address where no block begins, address=" + address, null);
        if (!block.live) throw new MemoryFault("double free, address=" + address, block.origin);
        BLOCKS.put(address, new Block(address, block.length, false, new Throwable("freed here")));
        return block.length;
    }

    /** The quarantine is over: the memory goes back to the system and is no longer judged. */
    public static void forgotten(long address) {
        BLOCKS.remove(address);
    }

    /** The length of the live block at this address. */
    public static long lengthOf(long address) {
        Block block = BLOCKS.get(address);
        if (block == null || !block.live) throw new MemoryFault("no live block, address=" + address, null);
        return block.length;
    }

    /** How many registered blocks are live: what a test compares to find leaks. */
    public static long liveBlockCount() {
        return BLOCKS.values().stream().filter(Block::live).count();
    }

    static void access(long address, long length) {
        if (address <= 0 || length < 0) throw new MemoryFault("address=" + address + " length=" + length, null);
        Map.Entry<Long, Block> entry = BLOCKS.floorEntry(address + length - 1 + GUARD_BYTES);
        while (entry != null) {
            Block block = entry.getValue();
            if (address >= block.address + block.length + GUARD_BYTES) return;
            boolean inside = address >= block.address && address + length <= block.address + block.length;
            if (inside && block.live) return;
            boolean touches = address + length > block.address - GUARD_BYTES;
            if (touches && !inside) {
                throw new MemoryFault("out of bounds: address=" + address + " length=" + length + ", block address="
                        + block.address + " length=" + block.length, block.origin);
            }
            if (inside) throw new MemoryFault("use after free, address=" + address, block.origin);
            entry = BLOCKS.lowerEntry(entry.getKey());
        }
    }
}
