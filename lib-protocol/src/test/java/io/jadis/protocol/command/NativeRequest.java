package io.jadis.protocol.command;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.memory.MemoryCheck;
import io.jadis.protocol.resp.Arguments;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A request in native memory of its own, each argument a block that checked mode guards. */
public final class NativeRequest implements Arguments, AutoCloseable {
    private final Arena arena = Arena.ofConfined();
    private final long[] addresses;
    private final int[] lengths;

    private NativeRequest(List<String> words) {
        addresses = new long[words.size()];
        lengths = new int[words.size()];
        for (int i = 0; i < addresses.length; i++) {
            byte[] bytes = words.get(i).getBytes(StandardCharsets.ISO_8859_1);
            MemorySegment block = arena.allocate(bytes.length + 2L * MemoryCheck.GUARD_BYTES);
            addresses[i] = block.address() + MemoryCheck.GUARD_BYTES;
            lengths[i] = bytes.length;
            Memory.copyIn(bytes, 0, addresses[i], bytes.length);
            if (MemoryCheck.ENABLED) MemoryCheck.allocated(addresses[i], bytes.length);
        }
    }

    public static NativeRequest of(List<String> words) {
        return new NativeRequest(words);
    }

    /** Words separated by single spaces; {@code ''} is an empty argument. */
    public static NativeRequest of(String line) {
        return of(words(line));
    }

    static List<String> words(String line) {
        return List.of(line.split(" ")).stream().map(word -> word.equals("''") ? "" : word).toList();
    }

    @Override
    public int count() {
        return addresses.length;
    }

    @Override
    public long address(int i) {
        return addresses[i];
    }

    @Override
    public long length(int i) {
        return lengths[i];
    }

    @Override
    public void close() {
        if (MemoryCheck.ENABLED) for (long address : addresses) MemoryCheck.forgotten(address);
        arena.close();
    }
}
