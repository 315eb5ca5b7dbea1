package io.jadis.protocol.client;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Fuzz target: any bytes as the replies of a server are values, an end of the stream or a protocol error, and the same
 * ones however the network cuts the bytes.
 */
public final class ReplyReaderFuzz {
    private ReplyReaderFuzz() {}

    /** Called by Jazzer. The input's last byte is the length of the pieces. */
    public static void fuzzerTestOneInput(FuzzedDataProvider data) {
        int pieceBytes = data.consumeInt(1, 64);
        byte[] bytes = data.consumeRemainingAsBytes();
        Outcome whole = read(bytes, Math.max(1, bytes.length)), inPieces = read(bytes, pieceBytes);
        if (!whole.equals(inPieces)) {
            throw new AssertionError("pieceBytes=" + pieceBytes + "\nwhole=" + whole + "\ninPieces=" + inPieces);
        }
    }

    private record Outcome(List<RespValue> values, String end) {}

    private static Outcome read(byte[] bytes, int pieceBytes) {
        int[] position = {0};
        ReplyReader reader = new ReplyReader((into, at, length) -> {
            if (position[0] == bytes.length) return -1;
            int count = Math.min(Math.min(pieceBytes, length), bytes.length - position[0]);
            System.arraycopy(bytes, position[0], into, at, count);
            position[0] += count;
            return count;
        }, ReplyLimits.DEFAULT);
        List<RespValue> values = new ArrayList<>();
        try {
            while (true) {
                RespValue value = reader.read();
                value.plain();
                value.toString();
                values.add(value);
            }
        } catch (EOFException e) {
            return new Outcome(values, "end");
        } catch (ProtocolException e) {
            return new Outcome(values, e.getMessage());
        } catch (IOException e) {
            throw new AssertionError("only ends and protocol errors were to be expected", e);
        }
    }
}
