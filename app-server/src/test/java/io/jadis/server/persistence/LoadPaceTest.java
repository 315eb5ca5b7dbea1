package io.jadis.server.persistence;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.config.Config;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LoadPaceTest {
    private final Config config = new Config(Path.of(""));
    private final LoadingProgress progress = new LoadingProgress();
    private long nowNs = 1_000_000_000;

    private LoadPace pace(boolean shared) {
        return new LoadPace(config, progress, shared, () -> nowNs);
    }

    private void pass(long ms) {
        nowNs += ms * 1_000_000;
    }

    /** What looks whether a rest is due, and then begins another turn. */
    private static void loadKeys(LoadPace pace) throws IOException {
        for (int i = 0; i < 32; i++) pace.keyLoaded();
    }

    @Test
    void aSmallDataSetIsThereBeforeAnybodyIsServed() {
        LoadPace pace = pace(false);
        pass(99);
        assertFalse(pace.isRestDue());
        pass(1);
        assertTrue(pace.isRestDue());
    }

    @Test
    void allTurnsButTheFirstAreShort() throws IOException {
        LoadPace pace = pace(false);
        pass(100);
        loadKeys(pace);
        pass(19);
        assertFalse(pace.isRestDue());
        pass(1);
        assertTrue(pace.isRestDue());
    }

    @Test
    void whoHasADataSetMeanwhileNeverWaitsLong() {
        LoadPace pace = pace(true);
        pass(4);
        assertTrue(pace.isRestDue());
    }

    @Test
    void manyBytesEndTheFirstTurnToo() {
        LoadPace pace = pace(false);
        progress.reached(2 << 20);
        assertTrue(pace.isRestDue());
    }
}
