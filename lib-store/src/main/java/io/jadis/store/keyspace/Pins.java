package io.jadis.store.keyspace;

import io.jadis.store.memory.AddressMap;
import io.jadis.store.memory.Allocator;

/**
 * The payloads that snapshots are in the middle of. Whoever frees one of them, with the key or a whole database, leaves
 * it to the snapshot: it is freed when the last one is done with it.
 */
final class Pins {
    private static final class Pin {
        private int holders;
        /** Who would have freed the payload, or null while it is some key's. */
        private PayloadType type;
        private int encoding;
        private long root, bytes;
        private boolean counted;
    }

    /** Elements that the size of a payload is guessed from. */
    private static final int SAMPLES = 64;

    private final LazyFree lazyFree;
    private final Allocator allocator;
    private final AddressMap<Pin> pins = new AddressMap<>();
    private long heldBytes;

    Pins(LazyFree lazyFree, Allocator allocator) {
        this.lazyFree = lazyFree;
        this.allocator = allocator;
    }

    void add(long address) {
        Pin pin = pins.get(address);
        if (pin == null) {
            pin = new Pin();
            pins.put(address, pin);
        }
        pin.holders++;
    }

    void remove(long address) {
        Pin pin = pins.get(address);
        if (--pin.holders > 0) return;
        pins.remove(address);
        if (pin.type == null) return;
        heldBytes -= pin.bytes;
        lazyFree.freePayload(pin.type, pin.encoding, pin.root, LazyFree.EFFORT_MIN, pin.counted);
    }

    /** A payload is to be freed. @return whether that is left to a snapshot */
    boolean adopts(PayloadType type, int encoding, long root, boolean counted) {
        if (pins.isEmpty()) return false;
        Pin pin = pins.get(type.pinAddress(encoding, root));
        if (pin == null) return false;
        assert pin.type == null : "freed twice, root=" + root;
        pin.type = type;
        pin.encoding = encoding;
        pin.root = root;
        pin.counted = counted;
        // A guess that is far off must not make more of it than there can be.
        pin.bytes = Math.min(type.memoryBytes(encoding, root, SAMPLES), allocator.usedBytes() - heldBytes);
        heldBytes += pin.bytes;
        return true;
    }

    /** About what the payloads take that are nobody's any more but the snapshots'. */
    long heldBytes() {
        return heldBytes;
    }
}
