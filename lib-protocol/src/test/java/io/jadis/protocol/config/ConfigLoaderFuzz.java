package io.jadis.protocol.config;

import java.util.List;

/**
 * Fuzz target: any bytes as a configuration file are loaded or refused with a report. What was loaded can be written by
 * CONFIG REWRITE, over the file it came from, and loads to the same values again.
 */
public final class ConfigLoaderFuzz {
    private ConfigLoaderFuzz() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] text) throws ConfigFileException {
        Config config;
        try {
            config = ConfigLoader.parse(text);
        } catch (ConfigFileException e) {
            if (e.getMessage().isEmpty() || !e.report().contains(e.getMessage())) throw new AssertionError(e.report());
            return;
        }
        // Addresses are written without quotes, as Redis writes them: with one that needs quotes no server starts.
        if (config.get(Directives.BIND).stream().anyMatch(ArgumentSplitter::needsQuotes)) return;
        if (config.get(Directives.REPLICAOF).map(MasterAddress::host).filter(ArgumentSplitter::needsQuotes)
                .isPresent()) {
            return;
        }
        String rewritten = ConfigRewrite.text(ByteText.of(text), config, List.of());
        Config reloaded = ConfigLoader.parse(ByteText.bytes(rewritten));
        for (Directive directive : Directives.all()) {
            String before = config.render(directive), after = reloaded.render(directive);
            if (!before.equals(after)) {
                throw new AssertionError(directive + " was '" + before + "', is '" + after + "' after\n" + rewritten);
            }
        }
    }
}
