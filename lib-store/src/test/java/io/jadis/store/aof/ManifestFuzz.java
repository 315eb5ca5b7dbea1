package io.jadis.store.aof;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import io.jadis.protocol.config.ByteText;

/** Fuzz target: any bytes as a manifest. What is understood is written so that it is understood again, and the same. */
public final class ManifestFuzz {
    private ManifestFuzz() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(FuzzedDataProvider data) {
        Manifest manifest;
        try {
            manifest = Manifest.parse(ByteText.of(data.consumeRemainingAsBytes()));
        } catch (ManifestException refused) {
            if (refused.getMessage().isEmpty()) throw new AssertionError("no word");
            return;
        }
        for (AofFile file : manifest.live()) {
            if (file.name().indexOf('/') >= 0 || file.sequence() <= 0) throw new AssertionError(file);
        }
        String text = manifest.text();
        // Comments alone; names whose quoted form is longer than a line may be.
        if (text.isEmpty() || text.lines().anyMatch(line -> line.length() >= Manifest.LINE_LENGTH_MAX)) return;
        try {
            if (!Manifest.parse(text).equals(manifest)) throw new AssertionError("read=" + manifest + "\nwritten="
                    + text);
        } catch (ManifestException e) {
            throw new AssertionError("written, but not read again: " + text, e);
        }
        Manifest next = manifest.withIncrement("a").withBase("a", true).keepingIncrements(1).withoutHistory();
        if (next.increments().size() != 1 || next.base().isEmpty()) throw new AssertionError(next);
    }
}
