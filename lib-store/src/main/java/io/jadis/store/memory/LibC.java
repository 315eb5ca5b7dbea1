package io.jadis.store.memory;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The C library's allocator and its calls on pages. Addresses and sizes are plain longs: only 64-bit systems are ours.
 * Calls that end within microseconds are critical ones (no thread-state change, some 3 ns instead of 10); a call that
 * may return a large block to the system, which takes milliseconds, must not be, since a critical call holds back
 * safepoints.
 */
final class LibC {
    static final int PROT_READ_WRITE = 1 | 2;
    static final int MADV_DONTNEED = 4;
    static final int MADV_NOHUGEPAGE = 15;

    private static final boolean MAC = System.getProperty("os.name").startsWith("Mac");
    private static final int PROT_NONE = 0;
    private static final int PRIVATE_ANONYMOUS_NORESERVE = MAC ? 0x02 | 0x1000 | 0x40 : 0x02 | 0x20 | 0x4000;
    private static final long MAP_FAILED = -1;
    private static final int M_MMAP_THRESHOLD = -3;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option CRITICAL = Linker.Option.critical(false);

    // Each shape of call costs some 5 ms of start-up, so functions share them: the ABIs of all our systems pass few
    // arguments in registers, ints as the low half of longs, and what a void function "returns" is not looked at.
    private static final FunctionDescriptor ONE_TO_ONE = FunctionDescriptor.of(JAVA_LONG, JAVA_LONG);
    private static final FunctionDescriptor TWO_TO_ONE = FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final FunctionDescriptor PAGES = FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);

    private static final MethodHandle MALLOC = bind("malloc", ONE_TO_ONE, CRITICAL);
    private static final MethodHandle CALLOC = bind("calloc", TWO_TO_ONE, CRITICAL);
    private static final MethodHandle REALLOC = bind("realloc", TWO_TO_ONE, CRITICAL);
    private static final MethodHandle FREE = bind("free", ONE_TO_ONE, CRITICAL);
    private static final MethodHandle USABLE_SIZE =
            bind(MAC ? "malloc_size" : "malloc_usable_size", ONE_TO_ONE, CRITICAL);

    private LibC() {}

    /** Bound when first used: most processes never need them, and each costs start-up time. */
    private static final class Rare {
        static final MethodHandle ALIGNED_ALLOC = bind("aligned_alloc", TWO_TO_ONE, CRITICAL);
        static final MethodHandle FREE_SLOWLY = bind("free", ONE_TO_ONE);
        static final MethodHandle MUNMAP = bind("munmap", TWO_TO_ONE);
    }

    private static final class Pages {
        /** Null where the C library isn't glibc. */
        static final MethodHandle MALLOPT = LINKER.defaultLookup().find("mallopt")
                .map(function -> LINKER.downcallHandle(function, TWO_TO_ONE, CRITICAL)).orElse(null);
        static final MethodHandle MMAP = bind("mmap",
                FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
        static final MethodHandle MPROTECT = bind("mprotect", PAGES, CRITICAL);
        static final MethodHandle MADVISE = bind("madvise", PAGES, CRITICAL);
    }

    private static MethodHandle bind(String name, FunctionDescriptor signature, Linker.Option... options) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), signature, options);
    }

    /** At least {@code bytes} bytes, or 0 if there is no memory. */
    static long malloc(long bytes) {
        try {
            return (long) MALLOC.invokeExact(bytes);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static long calloc(long bytes) {
        try {
            return (long) CALLOC.invokeExact(1L, bytes);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static long realloc(long address, long bytes) {
        try {
            return (long) REALLOC.invokeExact(address, bytes);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static void free(long address) {
        try {
            long ignored = (long) FREE.invokeExact(address);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** For blocks so large that the call may take milliseconds. */
    static void freeSlowly(long address) {
        try {
            long ignored = (long) Rare.FREE_SLOWLY.invokeExact(address);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static long usableSize(long address) {
        try {
            return (long) USABLE_SIZE.invokeExact(address);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** {@code bytes} must be a multiple of {@code alignment}. */
    static long alignedAlloc(long alignment, long bytes) {
        try {
            return (long) Rare.ALIGNED_ALLOC.invokeExact(alignment, bytes);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Address space without memory behind it: neither readable nor counted. 0 if the system refuses. */
    static long reserve(long bytes) {
        try {
            long address = (long) Pages.MMAP.invokeExact(0L, bytes, PROT_NONE, PRIVATE_ANONYMOUS_NORESERVE, -1, 0L);
            return address == MAP_FAILED ? 0 : address;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Makes reserved pages usable; each gets its memory when it is first touched. */
    static boolean commit(long address, long bytes) {
        try {
            return (int) Pages.MPROTECT.invokeExact(address, bytes, PROT_READ_WRITE) == 0;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** A hint to the system: whether it took it changes nothing for us. */
    static boolean advise(long address, long bytes, int advice) {
        try {
            return (int) Pages.MADVISE.invokeExact(address, bytes, advice) == 0;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static void unmap(long address, long bytes) {
        try {
            long ignored = (long) Rare.MUNMAP.invokeExact(address, bytes);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Memory that is not judged by the checked mode: for guards and poison. */
    static MemorySegment raw(long address, long bytes) {
        return MemorySegment.ofAddress(address).reinterpret(bytes);
    }

    /**
     * Keeps glibc from raising, up to 32 MiB, the size from which a block has pages of its own: zeroing a recycled
     * block of that size would take milliseconds, and its memory would not go back to the system.
     */
    static void setOwnPagesFrom(int bytes) {
        if (Pages.MALLOPT == null) return;
        try {
            long ignored = (long) Pages.MALLOPT.invokeExact((long) M_MMAP_THRESHOLD, (long) bytes);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static AssertionError unexpected(Throwable t) {
        return new AssertionError("a C call can't throw", t);
    }
}
