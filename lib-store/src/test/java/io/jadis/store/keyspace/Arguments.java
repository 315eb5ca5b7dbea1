package io.jadis.store.keyspace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.jadis.protocol.memory.Memory;
import java.lang.foreign.Arena;

/** Native copies of test strings, as a connection's query buffer would hold them; valid until eight later ones. */
final class Arguments implements AutoCloseable {
    private static final int PLACES = 8, PLACE_BYTES = 1 << 18;

    private final Arena arena = Arena.ofConfined();
    private final long memory = arena.allocate((long) PLACES * PLACE_BYTES).address();
    private int place;

    long of(String text) {
        place = (place + 1) % PLACES;
        long address = memory + (long) place * PLACE_BYTES;
        Memory.copyIn(text.getBytes(ISO_8859_1), 0, address, text.length());
        return address;
    }

    static String text(long address, long length) {
        return new String(Memory.toArray(address, length), ISO_8859_1);
    }

    @Override
    public void close() {
        arena.close();
    }
}
