package io.jadis.protocol.memory;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/**
 * A large block of native memory, of any length, that grows in place as far as its user sees: the C library maps it by
 * itself and moves pages instead of bytes, and a page takes memory when it is first written to.
 */
public final class GrowingBlock implements AutoCloseable {
    /** From here on glibc and musl map a block by itself, whatever they have learnt: smaller ones may be copied. */
    public static final int BYTES_MIN = 32 << 20;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle REALLOC = bind("realloc", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle FREE = bind("free", FunctionDescriptor.ofVoid(JAVA_LONG));

    private long address, capacity;

    private static MethodHandle bind(String name, FunctionDescriptor signature) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), signature);
    }

    /** Where it begins; 0 while it has no capacity. Valid until it grows. */
    public long address() {
        return address;
    }

    public long capacity() {
        return capacity;
    }

    /**
     * Makes it at least so long.
     *
     * @throws OutOfMemoryError if the system has no memory; nothing has changed then
     */
    public void grow(long bytes) {
        if (bytes <= capacity) return;
        long room = Math.max(bytes, BYTES_MIN);
        long moved;
        try {
            moved = (long) REALLOC.invokeExact(address, room);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
        if (moved == 0) throw new OutOfMemoryError("native memory, bytes=" + room);
        address = moved;
        capacity = room;
    }

    /** Gives the memory back. It may grow again. */
    @Override
    public void close() {
        try {
            FREE.invokeExact(address);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
        address = 0;
        capacity = 0;
    }
}
