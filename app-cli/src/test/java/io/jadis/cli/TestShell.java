package io.jadis.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A process's surroundings in memory, and what redis-cli wrote there. */
final class TestShell {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(), err = new ByteArrayOutputStream();
    private final Shell shell;

    TestShell(InputStream input, Map<String, String> environment) {
        shell = new Shell(input, out, err, false, environment.containsKey("FAKETTY"), environment);
    }

    TestShell(String input, Map<String, String> environment) {
        this(new ByteArrayInputStream(Replies.bytes(input)), environment);
    }

    TestShell() {
        this("", Map.of());
    }

    Shell shell() {
        return shell;
    }

    String out() {
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    String err() {
        return err.toString(StandardCharsets.ISO_8859_1);
    }

    /** Runs redis-cli; returns its status. */
    int run(String... arguments) {
        return RedisCli.run(bytes(arguments), shell);
    }

    static List<byte[]> bytes(String... words) {
        List<byte[]> bytes = new ArrayList<>();
        for (String word : words) bytes.add(Replies.bytes(word));
        return bytes;
    }
}
