package io.jadis.store.memory;

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
    /** Since Linux 5.14. */
    private static final int MADV_POPULATE_WRITE = 23;

    private static final boolean MAC = System.getProperty("os.name").startsWith("Mac");
    private static final int PROT_NONE = 0;
    private static final int PRIVATE_ANONYMOUS_NORESERVE = MAC ? 0x02 | 0x1000 | 0x40 : 0x02 | 0x20 | 0x4000;
    private static final long MAP_FAILED = -1;
    /** Of the systems whose pages are larger the call is refused where it isn't aligned, as any hint may be. */
    private static final long PAGE_BYTES = 4096;
    private static final int M_MMAP_THRESHOLD = -3;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option CRITICAL = Linker.Option.critical(false);

    /**
     * Six words in, one out, which serves them all: each shape of call costs some 10 ms of start-up. The ABIs of all our
     * systems pass six integers in registers, ints as the low half of longs; a function doesn't look at the registers
     * that it has no parameters for, and what one without a result "returns" isn't looked at here.
     */
    private static final FunctionDescriptor WORDS = FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
            JAVA_LONG, JAVA_LONG, JAVA_LONG);

    private static final MethodHandle MALLOC = bind("malloc", CRITICAL);
    private static final MethodHandle CALLOC = bind("calloc", CRITICAL);
    private static final MethodHandle REALLOC = bind("realloc", CRITICAL);
    private static final MethodHandle FREE = bind("free", CRITICAL);
    private static final MethodHandle USABLE_SIZE = bind(MAC ? "malloc_size" : "malloc_usable_size", CRITICAL);

    private LibC() {}

    /** Bound when first used: most processes never need them, and each costs start-up time. */
    private static final class Rare {
        static final MethodHandle ALIGNED_ALLOC = bind("aligned_alloc", CRITICAL);
        static final MethodHandle FREE_SLOWLY = bind("free");
        static final MethodHandle MUNMAP = bind("munmap");
        /** Null where the C library isn't glibc. */
        static final MethodHandle MALLOC_TRIM = LINKER.defaultLookup().find("malloc_trim")
                .map(function -> LINKER.downcallHandle(function, WORDS)).orElse(null);
    }

    private static final class Pages {
        /** Null where the C library isn't glibc. */
        static final MethodHandle MALLOPT = LINKER.defaultLookup().find("mallopt")
                .map(function -> LINKER.downcallHandle(function, WORDS, CRITICAL)).orElse(null);
        static final MethodHandle MMAP = bind("mmap", CRITICAL);
        static final MethodHandle MPROTECT = bind("mprotect", CRITICAL);
        static final MethodHandle MADVISE = bind("madvise", CRITICAL);
        /** For more pages than a moment is enough for. */
        static final MethodHandle POPULATE = bind("madvise");
    }

    private static MethodHandle bind(String name, Linker.Option... options) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), WORDS, options);
    }

    private static long call(MethodHandle function, long a, long b, long c) {
        return call(function, a, b, c, 0, 0, 0);
    }

    /** To be inlined where the handle is a constant. */
    private static long call(MethodHandle function, long a, long b, long c, long d, long e, long f) {
        try {
            return (long) function.invokeExact(a, b, c, d, e, f);
        } catch (Throwable t) {
            throw new AssertionError("a C call can't throw", t);
        }
    }

    /** At least {@code bytes} bytes, or 0 if there is no memory. */
    static long malloc(long bytes) {
        return call(MALLOC, bytes, 0, 0);
    }

    static long calloc(long bytes) {
        return call(CALLOC, 1, bytes, 0);
    }

    static long realloc(long address, long bytes) {
        return call(REALLOC, address, bytes, 0);
    }

    static void free(long address) {
        call(FREE, address, 0, 0);
    }

    /** For blocks so large that the call may take milliseconds. */
    static void freeSlowly(long address) {
        call(Rare.FREE_SLOWLY, address, 0, 0);
    }

    /** Gives free pages back to the system, wherever they lie in the heap. Takes milliseconds and more. */
    static void trim() {
        if (Rare.MALLOC_TRIM != null) call(Rare.MALLOC_TRIM, 0, 0, 0);
    }

    static long usableSize(long address) {
        return call(USABLE_SIZE, address, 0, 0);
    }

    /** {@code bytes} must be a multiple of {@code alignment}. */
    static long alignedAlloc(long alignment, long bytes) {
        return call(Rare.ALIGNED_ALLOC, alignment, bytes, 0);
    }

    /** Address space without memory behind it: neither readable nor counted. 0 if the system refuses. */
    static long reserve(long bytes) {
        long address = call(Pages.MMAP, 0, bytes, PROT_NONE, PRIVATE_ANONYMOUS_NORESERVE, -1, 0);
        return address == MAP_FAILED ? 0 : address;
    }

    /** Makes reserved pages usable; each gets its memory when it is first touched. */
    static boolean commit(long address, long bytes) {
        return (int) call(Pages.MPROTECT, address, bytes, PROT_READ_WRITE) == 0;
    }

    /** A hint to the system: whether it took it changes nothing for us. */
    static boolean advise(long address, long bytes, int advice) {
        return (int) call(Pages.MADVISE, address, bytes, advice) == 0;
    }

    /**
     * Has the system put memory behind these pages now, where it can. What they hold doesn't change. A first touch of
     * each costs more, and much more if it is a look: then the page is mapped twice, the second time with an interrupt
     * of all other processors that run the process.
     */
    static void populate(long address, long bytes) {
        long start = address + PAGE_BYTES - 1 & -PAGE_BYTES, end = address + bytes & -PAGE_BYTES;
        if (!MAC && start < end) call(Pages.POPULATE, start, end - start, MADV_POPULATE_WRITE);
    }

    static void unmap(long address, long bytes) {
        call(Rare.MUNMAP, address, bytes, 0);
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
        if (Pages.MALLOPT != null) call(Pages.MALLOPT, M_MMAP_THRESHOLD, bytes, 0);
    }
}
