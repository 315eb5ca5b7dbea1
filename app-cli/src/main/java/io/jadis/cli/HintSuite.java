package io.jadis.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Checks hints against a file ({@code --test_hint_file}): each line holds a quoted input and the quoted hint expected,
 * {@code #} begins a comment.
 */
final class HintSuite {
    private final CommandDocs docs;
    private final Shell shell;
    private final boolean verbose;

    HintSuite(CommandDocs docs, Shell shell, boolean verbose) {
        this.docs = docs;
        this.shell = shell;
        this.verbose = verbose;
    }

    /** Returns the number of hints that are wrong, -1 if the file is. */
    int run(String file) {
        String[] lines;
        try {
            lines = Files.readString(Path.of(file), StandardCharsets.ISO_8859_1).split("\n");
        } catch (IOException e) {
            shell.error("Can't open file '" + file + "': " + e.getMessage() + "\n");
            return -1;
        }
        int passed = 0, failed = 0;
        for (String line : lines) {
            List<byte[]> words = line.startsWith("#") ? List.of()
                    : Quoting.split(line.getBytes(StandardCharsets.ISO_8859_1));
            if (words == null || words.isEmpty()) continue;
            String input = text(words.getFirst());
            if (words.size() == 1) {
                shell.error("Missing expected hint for input '" + input + "'\n");
                return -1;
            }
            String expected = text(words.get(1));
            String hint = docs.hint(words.getFirst());
            if (verbose) shell.print("Input: '" + input + "', Expected: '" + expected + "', Hint: '" + hint + "'\n");
            if (expected.equals(hint)) {
                passed++;
            } else {
                failed++;
                shell.error("Test case '" + input + "' FAILED: expected '" + expected + "', got '" + hint + "'\n");
            }
        }
        shell.print((failed == 0 ? "SUCCESS: " : "FAILURE: ") + passed + "/" + (passed + failed) + " passed\n");
        return failed;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
