package io.jadis.store.rdb;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.memory.MemoryCheck;
import java.io.IOException;

/**
 * Fuzz target: any bytes as a file for redis-check-rdb. It refuses nothing that a server loads, and leaves nothing
 * behind.
 */
public final class RdbCheckFuzz {
    private static final TestRdb RDB = new TestRdb();

    private RdbCheckFuzz() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(FuzzedDataProvider data) throws IOException {
        if (!MemoryCheck.ENABLED) throw new IllegalStateException("to be run with -Djadis.memory.checked=true");
        int pieceBytes = data.consumeInt(1, 300);
        byte[] file = data.consumeRemainingAsBytes();
        String refusal = refusal(file, pieceBytes);
        boolean loaded = false;
        try {
            RDB.load(file, new LoadOptions(true, true, true, true), pieceBytes, file.length);
            loaded = true;
        } catch (RdbException refused) {
            // the usual end
        }
        RDB.clear();
        if (loaded && refusal != null) throw new AssertionError("loaded, but redis-check-rdb says " + refusal);
    }

    private static String refusal(byte[] file, int pieceBytes) throws IOException {
        int[] at = {0};
        RdbInput.Source source = (address, length) -> {
            if (at[0] == file.length) return -1;
            int part = Math.min(Math.min(length, pieceBytes), file.length - at[0]);
            Memory.copyIn(file, at[0], address, part);
            at[0] += part;
            return part;
        };
        try (RdbCheck check = new RdbCheck(source, file.length, (_, _) -> { })) {
            check.run(TestRdb.NOW_MS);
            return null;
        } catch (RdbException e) {
            return e.getMessage();
        }
    }
}
