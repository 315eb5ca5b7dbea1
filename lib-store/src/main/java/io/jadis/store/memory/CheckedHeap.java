package io.jadis.store.memory;

import io.jadis.protocol.memory.MemoryCheck;
import io.jadis.protocol.memory.MemoryFault;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The heap of the checked mode: every block is one of the C allocator between two guards, and stays in quarantine after
 * its end, so that {@link MemoryCheck} sees accesses that are late. Guards and quarantine hold patterns, which catch
 * what writes past {@code Memory}: system calls and the transport.
 *
 * <pre>   raw, 64-aligned | guard, at least 64 bytes | block | guard to the end, at least 64 bytes   </pre>
 *
 * A block is exactly as long as was asked for and no better aligned than a slab block would be.
 */
final class CheckedHeap {
    private static final byte GUARD = (byte) 0xFD, FRESH = (byte) 0xCD, POISON = (byte) 0xDD;
    private static final long QUARANTINE_BYTES_MAX = 32 << 20;
    private static final int LEAKS_SHOWN_MAX = 5;

    /** A freed block; {@code raw} is what the C allocator gave. */
    private record Freed(long raw, long rawBytes, long address, long bytes) {}

    private final Set<Long> live = new LinkedHashSet<>();
    private final ArrayDeque<Freed> quarantine = new ArrayDeque<>();
    private long quarantineBytes;

    /** The block, or 0 if there is no memory. */
    long allocate(long bytes, boolean zeroed) {
        long front = frontBytes(bytes), rawBytes = rawBytes(bytes);
        long raw = LibC.alignedAlloc(64, rawBytes);
        if (raw == 0) return 0;
        MemorySegment all = LibC.raw(raw, rawBytes);
        all.fill(GUARD);
        all.asSlice(front, bytes).fill(zeroed ? 0 : FRESH);
        long address = raw + front;
        MemoryCheck.allocated(address, bytes);
        live.add(address);
        return address;
    }

    /** @return its length */
    long free(long address) {
        long bytes = MemoryCheck.freed(address);
        if (!live.remove(address)) throw new AssertionError("freed by another allocator, address=" + address);
        long front = frontBytes(bytes), raw = address - front, rawBytes = rawBytes(bytes);
        MemorySegment all = LibC.raw(raw, rawBytes);
        expect(all, 0, front, GUARD, "the guard before", address, bytes);
        expect(all, front + bytes, rawBytes, GUARD, "the guard after", address, bytes);
        all.asSlice(front, bytes).fill(POISON);
        quarantine.add(new Freed(raw, rawBytes, address, bytes));
        quarantineBytes += rawBytes;
        while (quarantineBytes > QUARANTINE_BYTES_MAX) release(quarantine.remove());
        return bytes;
    }

    long bytesOf(long address) {
        return MemoryCheck.lengthOf(address);
    }

    private void release(Freed freed) {
        quarantineBytes -= freed.rawBytes;
        MemoryCheck.forgotten(freed.address);
        long front = freed.address - freed.raw;
        MemorySegment all = LibC.raw(freed.raw, freed.rawBytes);
        try {
            expect(all, front, front + freed.bytes, POISON, "freed", freed.address, freed.bytes);
        } finally {
            LibC.free(freed.raw);
        }
    }

    private static void expect(MemorySegment all, long from, long to, byte pattern, String what, long address,
            long bytes) {
        for (long i = from; i < to; i++) {
            byte found = all.get(ValueLayout.JAVA_BYTE, i);
            if (found == pattern) continue;
            throw new MemoryFault(what + " block was overwritten past Memory, address=" + address + " length=" + bytes
                    + " at=" + (all.address() + i - address) + " byte=" + found, null);
        }
    }

    /** Slab blocks of a class are aligned to the largest power of two, up to 64, that divides its size. */
    private static long frontBytes(long bytes) {
        long slabBytes = Allocator.roundUp(bytes);
        return MemoryCheck.GUARD_BYTES + (Long.lowestOneBit(slabBytes) & 63);
    }

    private static long rawBytes(long bytes) {
        return frontBytes(bytes) + bytes + MemoryCheck.GUARD_BYTES + 63 & -64;
    }

    /** Ends all blocks. @throws MemoryFault if some were live: leaks, of which it shows a few */
    void close() {
        MemoryFault leak = leak();
        for (Long address : Set.copyOf(live)) free(address);
        while (!quarantine.isEmpty()) release(quarantine.remove());
        if (leak != null) throw leak;
    }

    private MemoryFault leak() {
        if (live.isEmpty()) return null;
        StringBuilder message = new StringBuilder("leaked blocks=" + live.size());
        Throwable origin = null;
        int shown = 0;
        for (long address : live) {
            if (shown++ == LEAKS_SHOWN_MAX) break;
            message.append(", address=").append(address).append(" length=").append(bytesOf(address));
            if (origin == null) origin = MemoryCheck.originOf(address);
        }
        return new MemoryFault(message.toString(), origin);
    }
}
