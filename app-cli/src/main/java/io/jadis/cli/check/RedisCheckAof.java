package io.jadis.cli.check;

import io.jadis.protocol.config.ByteText;
import io.jadis.store.aof.AofFile;
import io.jadis.store.aof.Manifest;
import io.jadis.store.aof.ManifestException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/**
 * {@code redis-check-aof [--fix|--truncate-to-timestamp SECONDS] FILE}: checks all files that a manifest names, or a
 * single file. Exit status: 0, or 1 if a server would not load it, or it could not be cut.
 */
public final class RedisCheckAof {
    private static final int MANIFEST_LINE_MAX = 1_024, RDB_BYTES_MIN = 8;
    private static final String RDB_MAGIC = "REDIS";

    private final Console console;
    private final String path;
    private final AofCheck check;
    private final long toTimestamp;

    private RedisCheckAof(Console console, String path, boolean fix, long toTimestamp) {
        this.console = console;
        this.path = path;
        this.toTimestamp = toTimestamp;
        check = new AofCheck(console, fix, toTimestamp);
    }

    /**
     * The process's entry point.
     *
     * @param arguments options and the file's name
     */
    public static void main(String[] arguments) {
        System.exit(run(arguments, Console.ofProcess("redis-check-aof")));
    }

    static int run(String[] arguments, Console console) {
        try {
            parse(arguments, console).run();
            return 0;
        } catch (Stopped e) {
            console.line(e.getMessage());
            return 1;
        }
    }

    private static RedisCheckAof parse(String[] arguments, Console console) throws Stopped {
        List<String> words = List.of(arguments);
        String path = words.isEmpty() ? "" : ByteText.ofString(words.getLast());
        if (words.size() == 1) return new RedisCheckAof(console, path, false, AofCheck.NO_TIMESTAMP);
        if (words.size() == 2 && words.getFirst().equals("--fix")) {
            return new RedisCheckAof(console, path, true, AofCheck.NO_TIMESTAMP);
        }
        if (words.size() == 3 && words.getFirst().equals("--truncate-to-timestamp")) {
            return new RedisCheckAof(console, path, false, seconds(words.get(1)));
        }
        throw new Stopped("Usage: " + console.program()
                + " [--fix|--truncate-to-timestamp $timestamp] <file.manifest|file.aof>");
    }

    private static long seconds(String text) throws Stopped {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            throw new Stopped("Invalid timestamp, aborting...");
        }
    }

    private void run() throws Stopped {
        if (isManifest()) {
            checkAllParts();
        } else {
            boolean preamble = beginsWithRdb(path);
            console.line("Start checking Old-Style AOF");
            tell(check.check(path, path, true, preamble), "AOF", path);
        }
    }

    // ---- which kind of file it is

    /** A file all of whose lines begin with the word file, or are comments: as far as that is looked at. */
    private boolean isManifest() throws Stopped {
        boolean manifest = false;
        try (OpenFile file = open(path)) {
            for (String line; !(line = file.line(MANIFEST_LINE_MAX)).isEmpty(); ) {
                if (line.startsWith("#")) continue;
                if (!line.startsWith("file")) break;
                manifest = true;
            }
            return manifest;
        } catch (IOException e) {
            throw new Stopped("Cannot read file: " + path);
        }
    }

    private static boolean beginsWithRdb(String path) throws Stopped {
        try (OpenFile file = open(path)) {
            return file.size() >= RDB_BYTES_MIN && file.text(RDB_MAGIC.length()).equals(RDB_MAGIC);
        } catch (IOException e) {
            throw new Stopped("Cannot read file: " + path);
        }
    }

    private static OpenFile open(String path) throws Stopped {
        try {
            return OpenFile.open(path, false);
        } catch (IOException e) {
            throw new Stopped("Cannot open file " + path + ": " + OpenFile.reason(e));
        }
    }

    // ---- a file of many parts

    private void checkAllParts() throws Stopped {
        console.line("Start checking Multi Part AOF");
        Manifest manifest = manifest();
        int left = manifest.live().size();
        if (manifest.base().isPresent()) {
            AofFile base = manifest.base().get();
            boolean rdb = beginsWithRdb(sibling(base));
            console.line("Start to check BASE AOF (" + (rdb ? "RDB" : "RESP") + " format).");
            tell(check.check(base.name(), sibling(base), --left == 0, rdb), "BASE AOF", base.name());
        }
        if (!manifest.increments().isEmpty()) console.line("Start to check INCR files.");
        for (AofFile increment : manifest.increments()) {
            tell(check.check(increment.name(), sibling(increment), --left == 0, false), "INCR AOF", increment.name());
        }
        console.line("All AOF files and manifest are valid");
    }

    private Manifest manifest() throws Stopped {
        try {
            return Manifest.parse(ByteText.of(Files.readAllBytes(ByteText.path(path))));
        } catch (IOException e) {
            throw new Stopped("Fatal error: can't open the AOF manifest file " + path + " for reading: "
                    + OpenFile.reason(e));
        } catch (ManifestException e) {
            console.line("\n*** FATAL AOF MANIFEST FILE ERROR ***");
            if (e.line() > 0) {
                console.line("Reading the manifest file, at line " + e.line());
                console.line(">>> '" + e.text() + "'");
            }
            throw new Stopped(e.getMessage());
        }
    }

    /** A file in the manifest's directory. */
    private String sibling(AofFile file) {
        int slash = path.lastIndexOf('/');
        return (slash < 0 ? "./" : path.substring(0, slash + 1)) + file.name();
    }

    private void tell(AofCheck.Outcome outcome, String kind, String name) {
        switch (outcome) {
            case VALID -> console.line(kind + " " + name + " is valid");
            case EMPTY -> console.line(kind + " " + name + " is empty");
            case CUT -> console.line("Successfully truncated AOF " + name);
            case CUT_TO_TIMESTAMP ->
                    console.line("Successfully truncated AOF " + name + " to timestamp " + toTimestamp);
        }
    }
}
