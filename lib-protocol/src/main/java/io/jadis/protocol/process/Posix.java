package io.jadis.protocol.process;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The calls into the C library that a server process needs and Java has not. Constants are those of Linux.
 *
 * <p>All functions here take integers and addresses only, at most six, and each of those travels in a register of its
 * own on the machines we run on, whatever its width. So one downcall of six words serves them all; a handle for each
 * signature would cost every start some 50 ms more.
 */
public final class Posix {
    static final int SIGQUIT = 3, SIGSTOP = 19, SIGPWR = 30;

    private static final int O_RDWR = 2;
    private static final int AF_UNIX = 1, SOCK_DGRAM = 2, SOCK_CLOEXEC = 0x80000, MSG_NOSIGNAL = 0x4000;
    private static final int RLIMIT_NOFILE = 7;
    private static final int PROT_READ = 1, PROT_WRITE = 2, PROT_EXEC = 4, MAP_PRIVATE = 2, MAP_ANONYMOUS = 0x20;
    private static final int PRIO_PROCESS = 0, BACKGROUND_NICENESS = 5;
    static final int CALLING_THREAD = 0;
    /** Of a {@code cpu_set_t}: a bit for each processor. */
    private static final int PROCESSORS_BYTES = 128;
    /**
     * {@code struct sched_attr}: size:4 | policy:4 | flags:8 | nice:4 | priority:4 | runtime:8 (ns) | deadline:8 |
     * period:8.
     */
    private static final int SCHED_ATTR_BYTES = 48, SCHED_ATTR_POLICY = 4, SCHED_ATTR_RUNTIME = 24;
    private static final int SCHED_OTHER = 0;
    /** The number of the system call; that of {@code sched_getattr} is the next. 0 where it isn't known. */
    private static final int SCHED_SETATTR = switch (System.getProperty("os.arch")) {
        case "amd64" -> 314;
        case "aarch64" -> 274;
        default -> 0;
    };
    /** The least that the kernel takes for a slice. */
    private static final long SLICE_NS = 100_000;
    private static final boolean IS_LINUX = System.getProperty("os.name").equals("Linux");
    private static final int LOG_PID = 1, LOG_NDELAY = 8, LOG_NOWAIT = 16;
    private static final int ARGUMENTS_MAX = 6;
    private static final int ERROR_TEXT_MAX_BYTES = 256;

    /** {@code struct tm}: nine ints from seconds to the flag of summer time | 4 unused | offset:8 (s) | zone's name:8. */
    private static final int TM_BYTES = 56, TM_OFFSET = 40;

    /** {@code struct sigaction} is 152 bytes long, and begins with the address of the handler. */
    private static final long SIGACTION_BYTES = 152;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CALL_STATE.varHandle(PathElement.groupElement("errno"));
    private static final MethodHandle CALL = LINKER.downcallHandle(
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
            Linker.Option.captureCallState("errno"));

    private Posix() {}

    /** Makes this process the leader of a new session, without a terminal. */
    static void setsid() throws IOException {
        call("setsid");
    }

    /** Standard input, output and error become the null device. */
    static void detachStandardStreams() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            int device = (int) call("open", arena.allocateFrom("/dev/null").address(), O_RDWR);
            for (int descriptor = 0; descriptor <= 2; descriptor++) call("dup2", device, descriptor);
            if (device > 2) call("close", device);
        }
    }

    /**
     * Changes the working directory as the system sees it ({@code /proc/PID/cwd}, core files). Java's own file names
     * stay relative to the directory that the process was started in: resolve them before.
     */
    public static void chdir(Path directory) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            call("chdir", arena.allocateFrom(directory.toString()).address());
        }
    }

    /** Whether the file descriptor is a terminal. */
    public static boolean isTerminal(int descriptor) {
        try {
            return call("isatty", descriptor) == 1;
        } catch (IOException e) {
            return false;                                   // ENOTTY
        }
    }

    /** Sends a signal to this process. */
    public static void raise(int signal) throws IOException {
        call("raise", signal);
    }

    /**
     * Lowers the priority of the calling thread for good: of a processor that another wants as well it gets a quarter.
     * Nothing happens elsewhere than on Linux, where the priority would be the whole process's.
     */
    static void runInBackground() {
        if (IS_LINUX) ignoringErrors("setpriority", PRIO_PROCESS, CALLING_THREAD, BACKGROUND_NICENESS);
    }

    /**
     * Asks the scheduler to let the calling thread run soon, for a short time each, once it has something to do, where it
     * would let others have their turn first: a thread that runs less than its share interrupts those with longer
     * slices. Its share stays what it was. Linux 6.12 and later know that; nothing happens elsewhere.
     */
    public static void runPromptly() {
        runPromptly(CALLING_THREAD);
    }

    /** The same for a thread of the JVM's own, by its name as the system has it ({@code /proc/PID/task/TID/comm}). */
    public static void runPromptly(String threadName) {
        SystemThread.all()
                .filter(thread -> thread.name().equals(threadName))
                .forEach(thread -> runPromptly(thread.id()));
    }

    private static void runPromptly(int thread) {
        if (!IS_LINUX || SCHED_SETATTR == 0) return;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(SCHED_ATTR_BYTES, Long.BYTES);
            call("syscall", SCHED_SETATTR + 1, thread, attributes.address(), SCHED_ATTR_BYTES, 0);
            if (attributes.get(JAVA_INT, SCHED_ATTR_POLICY) != SCHED_OTHER) return;
            attributes.set(JAVA_LONG, SCHED_ATTR_RUNTIME, SLICE_NS);
            call("syscall", SCHED_SETATTR, thread, attributes.address(), 0);
        } catch (IOException e) {
            // A sandbox forbids it: the slices stay as they are.
        }
    }

    /** The processors that the thread may be on. */
    static BitSet processors(int thread) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment set = arena.allocate(PROCESSORS_BYTES, Long.BYTES);
            call("sched_getaffinity", thread, PROCESSORS_BYTES, set.address());
            return BitSet.valueOf(set.asByteBuffer().order(ByteOrder.nativeOrder()));
        }
    }

    /** The thread is on one of these processors from now on. */
    static void bind(int thread, BitSet processors) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment set = arena.allocate(PROCESSORS_BYTES, Long.BYTES);
            set.copyFrom(MemorySegment.ofArray(processors.toLongArray()));
            call("sched_setaffinity", thread, PROCESSORS_BYTES, set.address());
        }
    }

    /** Sets both limits on open files. */
    static void limitOpenFiles(long filesMax) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            call("setrlimit", RLIMIT_NOFILE, arena.allocateFrom(JAVA_LONG, filesMax, filesMax).address());
        }
    }

    /** Sends a datagram to the unix socket; a name that begins with {@code @} lies in the abstract namespace. */
    static void sendDatagram(String socketName, String text) throws IOException {
        byte[] name = socketName.getBytes(StandardCharsets.UTF_8), bytes = text.getBytes(StandardCharsets.UTF_8);
        boolean isAbstract = name[0] == '@';
        if (isAbstract) name[0] = 0;
        int socket = (int) call("socket", AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        try (Arena arena = Arena.ofConfined()) {
            // sockaddr_un: 0 family:2 | 2 name …; an abstract name ends where the length says, a path with a zero byte.
            MemorySegment address = arena.allocate(2 + name.length + 1);
            address.set(JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(name, 0, address, JAVA_BYTE, 2, name.length);
            MemorySegment payload = arena.allocateFrom(JAVA_BYTE, bytes);
            long addressLength = isAbstract ? 2 + name.length : address.byteSize();
            call("sendto", socket, payload.address(), bytes.length, MSG_NOSIGNAL, address.address(), addressLength);
        } finally {
            call("close", socket);
        }
    }

    /** Connects this process to syslog under a name; a second call renames it. */
    public static void openSyslog(String ident, int facility) {
        // openlog keeps the pointer: the name must outlive every line that is logged.
        ignoringErrors("openlog", Arena.global().allocateFrom(ident).address(), LOG_PID | LOG_NDELAY | LOG_NOWAIT,
                facility);
    }

    /** Writes a line to syslog. */
    public static void syslog(int priority, String message) {
        try (Arena arena = Arena.ofConfined()) {
            long format = arena.allocateFrom("%s").address();
            ignoringErrors("syslog", priority, format, arena.allocateFrom(message.replace('\0', ' ')).address());
        }
    }

    /**
     * How many seconds local time is ahead of UTC at a moment, in seconds since the epoch. The C library knows that
     * anyway; Java reads the rules of all time zones first, which takes a start 9 ms and 0.8 MB.
     */
    public static int utcOffsetSeconds(long atSeconds) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment time = arena.allocate(TM_BYTES, Long.BYTES);
            ignoringErrors("localtime_r", arena.allocateFrom(JAVA_LONG, atSeconds).address(), time.address());
            return (int) time.get(JAVA_LONG, TM_OFFSET);
        }
    }

    /** The address of the function that handles the signal. */
    static long signalHandler(int signal) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment action = arena.allocate(SIGACTION_BYTES);
            call("sigaction", signal, 0, action.address());
            return action.get(JAVA_LONG, 0);
        }
    }

    /** Has a signal handled by the function at the address, with mask and flags as another signal has them. */
    static void handleSignal(int signal, long handler, int likeSignal) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment action = arena.allocate(SIGACTION_BYTES);
            call("sigaction", likeSignal, 0, action.address());
            action.set(JAVA_LONG, 0, handler);
            call("sigaction", signal, action.address(), 0);
        }
    }

    /** Places machine code in memory that is never freed, and returns its address. */
    static long installCode(byte[] code) throws IOException {
        long address = call("mmap", 0, code.length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        MemorySegment.ofAddress(address).reinterpret(code.length).copyFrom(MemorySegment.ofArray(code));
        call("mprotect", address, code.length, PROT_READ | PROT_EXEC);
        return address;
    }

    private static void ignoringErrors(String function, long... arguments) {
        try {
            call(function, arguments);
        } catch (IOException e) {
            // A function without a result: what its register held looked like an error.
        }
    }

    /**
     * Calls a function; -1, as an int, is a failure.
     *
     * @throws IOException with the text of errno
     */
    private static long call(String function, long... arguments) throws IOException {
        long[] words = Arrays.copyOf(arguments, ARGUMENTS_MAX);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            long result = invoke(function, state, words);
            if ((int) result == -1) throw new IOException(errorText((int) ERRNO.get(state, 0L)));
            return result;
        }
    }

    private static long invoke(String function, MemorySegment state, long[] words) {
        MemorySegment address = LINKER.defaultLookup().findOrThrow(function);
        try {
            return (long) CALL.invokeExact(address, state, words[0], words[1], words[2], words[3], words[4], words[5]);
        } catch (Throwable impossible) {
            throw new AssertionError("function=" + function, impossible);
        }
    }

    private static String errorText(int errno) {
        try (Arena arena = Arena.ofConfined()) {
            long text = invoke("strerror", arena.allocate(CALL_STATE), new long[] {errno, 0, 0, 0, 0, 0});
            return MemorySegment.ofAddress(text).reinterpret(ERROR_TEXT_MAX_BYTES).getString(0);
        }
    }
}
