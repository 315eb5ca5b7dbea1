package io.jadis.protocol.config;

import java.nio.file.Path;
import java.util.List;

/** Short cuts of the tests. */
final class ConfigTests {
    private ConfigTests() {}

    /** Sets what {@code CONFIG SET} may not. */
    static void assign(Config config, Directive directive, String... arguments) {
        try {
            directive.assign(config, List.of(arguments), false);
        } catch (ConfigRefused e) {
            throw new AssertionError(e);
        }
    }

    /** Loads a text. */
    static Config load(String text) throws ConfigFileException {
        return ConfigLoader.parse(ByteText.bytes(text), new RecordedDirectives());
    }

    static Config defaults() {
        return new Config(Path.of(""));
    }
}
