package io.jadis.protocol.resp;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.memory.MemoryCheck;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Fuzz target: any bytes as the requests of a client. What they mean must not depend on how the network cuts them, the
 * reader must stay inside its buffer, and what it read must survive being written and read again.
 *
 * <p>The input's last bytes choose the limits and the cuts, the bytes before them are the requests. Each piece comes in
 * a block of its own whose guards checked memory watches, as the query buffer moves in a connection.
 */
public final class RequestReaderFuzz {
    private static final RequestLimits LIMITS = new RequestLimits(1 << 20, 1 << 16);
    private static final int PIECES_MAX = 12;
    private static final int ROOM_BYTES = 1 << 20;
    /** Where all blocks of one run are cut from, one after the other. */
    private static final ByteBuf ROOM = Unpooled.directBuffer(ROOM_BYTES, ROOM_BYTES);

    private RequestReaderFuzz() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(FuzzedDataProvider data) {
        if (!MemoryCheck.ENABLED) throw new IllegalStateException("to be run with -Djadis.memory.checked=true");
        RequestLimits limits = data.consumeBoolean() ? LIMITS : RequestLimits.UNAUTHENTICATED;
        int[] cuts = new int[data.consumeInt(0, PIECES_MAX - 1)];
        for (int i = 0; i < cuts.length; i++) cuts[i] = data.consumeInt(0, 255);
        byte[] bytes = data.consumeRemainingAsBytes();

        Outcome whole = read(bytes, limits, bytes.length);
        Outcome inPieces = read(bytes, limits, cuts);
        if (!whole.equals(inPieces)) {
            throw new AssertionError("cuts=" + Arrays.toString(cuts) + "\nwhole=" + whole + "\ninPieces=" + inPieces);
        }
        Outcome again = read(written(whole.requests), LIMITS, new int[0]);
        if (!again.equals(new Outcome(whole.requests, null))) {
            throw new AssertionError("read=" + whole + "\nafter writing=" + again);
        }
    }

    /** Requests as lists of arguments, each with one char for a byte; then what is wrong, or null. */
    private record Outcome(List<List<String>> requests, String error) {}

    /** @param cuts lengths of the pieces but the last */
    private static Outcome read(byte[] bytes, RequestLimits limits, int... cuts) {
        List<List<String>> requests = new ArrayList<>();
        RequestReader reader = new RequestReader(limits);
        long block = ROOM.memoryAddress() + MemoryCheck.GUARD_BYTES;
        int start = 0, end = 0;
        for (int piece = 0; piece <= cuts.length && reader.error() == null; piece++) {
            int from = end;
            end = piece == cuts.length ? bytes.length : Math.min(bytes.length, end + cuts[piece]);
            int length = end - start;
            long next = block;
            MemoryCheck.allocated(next, length);
            Memory.copyIn(bytes, from, next + from - start, end - from);
            if (from > start) Memory.copyIn(bytes, start, next, from - start);
            takeAll(reader, next, length, requests);
            long consumed = reader.consumed();
            if (consumed < 0 || consumed > length) throw new AssertionError("consumed=" + consumed + " of " + length);
            reader.shifted(consumed);
            start += consumed;
            MemoryCheck.freed(next);
            MemoryCheck.forgotten(next);
            // No two blocks of a run share an address, so that an old one can't be mistaken for the new one.
            block = next + (length + 7 & -8) + 2 * MemoryCheck.GUARD_BYTES;
            if (block - ROOM.memoryAddress() > ROOM_BYTES / 2) block = ROOM.memoryAddress() + MemoryCheck.GUARD_BYTES;
        }
        return new Outcome(requests, reader.error());
    }

    private static void takeAll(RequestReader reader, long base, int limit, List<List<String>> into) {
        while (true) {
            if (reader.next(base)) throw new AssertionError("a batch that nobody read");
            reader.read(base, limit);
            if (!reader.hasNext()) return;
            while (reader.hasNext()) {
                reader.next(base);
                List<String> arguments = new ArrayList<>();
                for (int i = 0; i < reader.count(); i++) {
                    arguments.add(new String(Memory.toArray(reader.address(i), reader.length(i)),
                            StandardCharsets.ISO_8859_1));
                }
                if (arguments.isEmpty()) throw new AssertionError("a request of nothing");
                into.add(arguments);
            }
        }
    }

    private static byte[] written(List<List<String>> requests) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (List<String> arguments : requests) {
            out.writeBytes(("*" + arguments.size() + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            for (String argument : arguments) {
                out.writeBytes(("$" + argument.length() + "\r\n" + argument + "\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return out.toByteArray();
    }
}
