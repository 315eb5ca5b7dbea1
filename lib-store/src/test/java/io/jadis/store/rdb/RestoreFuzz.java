package io.jadis.store.rdb;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import io.jadis.protocol.memory.MemoryCheck;
import io.jadis.store.hash.HashConfig;
import io.jadis.store.list.ListConfig;
import io.jadis.store.set.SetConfig;
import io.jadis.store.sortedset.SortedSetConfig;
import java.io.IOException;

/**
 * Fuzz target: any bytes as the value of a RESTORE. What is refused leaves nothing behind; what is taken can be read,
 * copied, measured, written in every version and read again, and is the same then.
 */
public final class RestoreFuzz {
    private static final TestRdb RDB = new TestRdb();
    private static final long BLOCKS = RDB.allocator.liveBlockCount();

    private RestoreFuzz() {}

    /** Called by Jazzer. The input's last bytes choose how deep the checks go and how large compact values may be. */
    public static void fuzzerTestOneInput(FuzzedDataProvider data) throws IOException {
        if (!MemoryCheck.ENABLED) throw new IllegalStateException("to be run with -Djadis.memory.checked=true");
        boolean deep = data.consumeBoolean();
        boolean small = data.consumeBoolean();
        RDB.hashes.configure(small ? new HashConfig(2, 4) : HashConfig.DEFAULT);
        RDB.sets.configure(small ? new SetConfig(2, 2, 4) : SetConfig.DEFAULT);
        RDB.sortedSets.configure(small ? new SortedSetConfig(2, 4) : SortedSetConfig.DEFAULT);
        RDB.lists.configure(small ? new ListConfig(2, data.consumeInt(0, 2)) : ListConfig.DEFAULT);
        byte[] value = data.consumeRemainingAsBytes();
        try {
            String shown = RDB.restore("k", value, deep);
            if (shown != null) use(shown, deep);
        } catch (RdbException refused) {
            // the usual end
        }
        RDB.clear();
        long left = RDB.allocator.liveBlockCount() - BLOCKS;
        if (left > RDB.keptBlocksMax()) throw new AssertionError("blocks left=" + left);
    }

    /** Without the encoding, which the limits decide anew. */
    private static String elements(String shown) {
        return shown.substring(shown.indexOf(' '));
    }

    private static void use(String shown, boolean deep) throws IOException {
        RDB.copyAndMeasure("k");
        for (int version = 9; version <= 11; version++) {
            byte[] written = TestRdb.value(RDB.dump("k", version, version != 10));
            String again;
            try {
                again = RDB.restore("again", written, false);
            } catch (RdbException e) {
                throw new AssertionError("version=" + version + " " + shown, e);
            }
            if (version > 9 && deep && !elements(again).equals(elements(shown))) {
                throw new AssertionError("read=" + shown + "\nversion " + version + "=" + again);
            }
        }
    }
}
