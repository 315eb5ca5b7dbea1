package io.jadis.store.rdb;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import io.jadis.protocol.memory.MemoryCheck;
import java.io.IOException;
import java.util.List;

/**
 * Fuzz target: any bytes as a file. What is refused leaves at most whole keys behind; what is taken can be written, and
 * read again it is the same.
 */
public final class RdbFuzz {
    private static final TestRdb RDB = new TestRdb(), AGAIN = new TestRdb();
    private static final long BLOCKS = RDB.allocator.liveBlockCount();

    private RdbFuzz() {}

    /** Called by Jazzer. The input's last bytes choose how it comes and what is asked of it. */
    public static void fuzzerTestOneInput(FuzzedDataProvider data) throws IOException {
        if (!MemoryCheck.ENABLED) throw new IllegalStateException("to be run with -Djadis.memory.checked=true");
        LoadOptions options =
                new LoadOptions(data.consumeBoolean(), data.consumeBoolean(), data.consumeBoolean(), false);
        boolean sizeKnown = data.consumeBoolean();
        int pieceBytes = data.consumeInt(1, 300);
        byte[] file = data.consumeRemainingAsBytes();
        try {
            RDB.load(file, options, pieceBytes, sizeKnown ? file.length : RdbInput.UNKNOWN_SIZE);
            if (options.deep()) writeAndReadAgain();
        } catch (RdbException refused) {
            // the usual end
        }
        RDB.contents();
        RDB.clear();
        long left = RDB.allocator.liveBlockCount() - BLOCKS;
        if (left > RDB.keptBlocksMax()) throw new AssertionError("blocks left=" + left);
    }

    /** Without the encodings, which the limits decide anew. */
    private static List<String> elements(List<String> contents) {
        return contents.stream().map(line -> line.replaceFirst(" = [a-z]+ ", " = ")).toList();
    }

    private static void writeAndReadAgain() throws IOException {
        List<String> before = RDB.contents();
        byte[] file = RDB.save(11, true, 64, 3);
        try {
            AGAIN.load(file, new LoadOptions(false, false, true, true), 100, file.length);
        } catch (RdbException e) {
            throw new AssertionError("written, but not read again: " + before, e);
        }
        List<String> after = AGAIN.contents();
        AGAIN.clear();
        if (!elements(before).equals(elements(after))) throw new AssertionError("read=" + before + "\nafter writing="
                + after);
    }
}
