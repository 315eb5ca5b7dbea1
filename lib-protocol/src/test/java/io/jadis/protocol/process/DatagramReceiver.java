package io.jadis.protocol.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** The other end of sd_notify: a unix datagram socket, which Java does not have. */
public final class DatagramReceiver implements AutoCloseable {
    private static final Linker LINKER = Linker.nativeLinker();

    private final int socket;

    /** @param name a path, or {@code @} and a name in the abstract namespace */
    public DatagramReceiver(String name) throws Throwable {
        socket = (int) LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("socket"),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT)).invokeExact(1, 2, 0);
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes[0] == '@') bytes[0] = 0;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(2 + bytes.length);
            address.set(JAVA_BYTE, 0, (byte) 1);
            MemorySegment.copy(bytes, 0, address, JAVA_BYTE, 2, bytes.length);
            int bound = (int) LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("bind"),
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT))
                    .invokeExact(socket, address, 2 + bytes.length);
            if (bound != 0) throw new IllegalStateException("bind " + name);
        }
    }

    /** The next datagram; waits for it. */
    public String receive() throws Throwable {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(4096);
            long length = (long) LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("recv"),
                    FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT))
                    .invokeExact(socket, buffer, 4096L, 0);
            return new String(buffer.asSlice(0, length).toArray(JAVA_BYTE), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() throws Exception {
        try {
            int ignored = (int) LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("close"),
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT)).invokeExact(socket);
        } catch (Throwable e) {
            throw new Exception(e);
        }
    }
}
