package io.jadis.store.aof;

import io.jadis.protocol.config.ArgumentSplitter;
import io.jadis.protocol.config.ByteText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which files make up an append-only file, in the order in which they are loaded. Immutable: a change is a new
 * manifest, which counts once it is on disk. Text is {@link ByteText}.
 *
 * <p>On disk: a line a file, {@code file NAME seq N type b|h|i}; lines that begin with {@code #} are comments.
 *
 * @param base the data set to begin with; empty before the first one was written
 * @param history files to be deleted, in no particular order
 * @param increments the commands since, oldest first; the last is the one that is appended to
 * @param baseSequence the highest number of a base so far
 * @param incrementSequence the highest number of an increment so far
 */
public record Manifest(Optional<AofFile> base, List<AofFile> history, List<AofFile> increments, long baseSequence,
        long incrementSequence) {
    public static final Manifest EMPTY = new Manifest(Optional.empty(), List.of(), List.of(), 0, 0);

    /** Longest line, line feed included. */
    static final int LINE_LENGTH_MAX = 1_024;

    private static final String BAD_FORMAT = "Invalid AOF manifest file format";

    public Manifest {
        history = List.copyOf(history);
        increments = List.copyOf(increments);
    }

    /** The files to load, in order. */
    public List<AofFile> live() {
        List<AofFile> live = new ArrayList<>();
        base.ifPresent(live::add);
        live.addAll(increments);
        return live;
    }

    /** Whether there is nothing to load. */
    public boolean isEmpty() {
        return base.isEmpty() && increments.isEmpty();
    }

    // ---- changes

    /** With one more increment, of the next number. */
    public Manifest withIncrement(String prefix) {
        long sequence = incrementSequence + 1;
        List<AofFile> more = new ArrayList<>(increments);
        more.add(new AofFile(prefix + "." + sequence + ".incr.aof", sequence, AofFile.Kind.INCREMENT));
        return new Manifest(base, history, more, baseSequence, sequence);
    }

    /** With a base of the next number; the one before is history. */
    public Manifest withBase(String prefix, boolean rdb) {
        long sequence = baseSequence + 1;
        String name = prefix + "." + sequence + ".base" + (rdb ? ".rdb" : ".aof");
        return withBase(new AofFile(name, sequence, AofFile.Kind.BASE));
    }

    /** With the single file of a Redis before 7 as its base. */
    Manifest withOldBase(String name) {
        return withBase(new AofFile(name, 1, AofFile.Kind.BASE));
    }

    private Manifest withBase(AofFile newBase) {
        List<AofFile> old = new ArrayList<>();
        base.ifPresent(file -> old.add(file.asHistory()));
        old.addAll(history);
        return new Manifest(Optional.of(newBase), old, increments, newBase.sequence(), incrementSequence);
    }

    /** All increments but the newest so many are history: a base holds what they did. */
    public Manifest keepingIncrements(int kept) {
        int from = Math.max(0, increments.size() - kept);
        List<AofFile> old = new ArrayList<>();
        for (AofFile file : increments.subList(0, from).reversed()) old.add(file.asHistory());
        old.addAll(history);
        return new Manifest(base, old, increments.subList(from, increments.size()), baseSequence, incrementSequence);
    }

    /** Without the files that were deleted. */
    public Manifest withoutHistory() {
        return new Manifest(base, List.of(), increments, baseSequence, incrementSequence);
    }

    // ---- text

    /** The content of the manifest's file. */
    public String text() {
        StringBuilder text = new StringBuilder();
        base.ifPresent(file -> append(text, file));
        history.forEach(file -> append(text, file));
        increments.forEach(file -> append(text, file));
        return text.toString();
    }

    private static void append(StringBuilder text, AofFile file) {
        String name = ArgumentSplitter.needsQuotes(file.name()) ? ArgumentSplitter.quote(file.name()) : file.name();
        text.append("file ").append(name).append(" seq ").append(file.sequence()).append(" type ")
                .append(file.kind().letter).append('\n');
    }

    /**
     * Reads the content of a manifest's file.
     *
     * @throws ManifestException with Redis's words for what is wrong
     */
    public static Manifest parse(String text) throws ManifestException {
        if (text.isEmpty()) throw new ManifestException(0, "", "Found an empty AOF manifest");
        Manifest manifest = EMPTY;
        int number = 0;
        for (int start = 0, end; start < text.length(); start = end + 1) {
            number++;
            end = text.indexOf('\n', start);
            boolean whole = end >= 0 && end - start < LINE_LENGTH_MAX;
            if (end < 0) end = text.length();
            if (text.charAt(start) == '#') continue;
            if (!whole) {
                throw new ManifestException(0, "", "The AOF manifest file contains too long line");
            }
            manifest = manifest.with(number, text.substring(start, end).strip());
        }
        return manifest;
    }

    private Manifest with(int number, String line) throws ManifestException {
        AofFile file = parseLine(number, line);
        return switch (file.kind()) {
            case BASE -> {
                if (base.isPresent()) throw new ManifestException(number, line,
                        "Found duplicate base file information");
                yield new Manifest(Optional.of(file), history, increments, file.sequence(), incrementSequence);
            }
            case HISTORY -> {
                List<AofFile> more = new ArrayList<>(history);
                more.add(file);
                yield new Manifest(base, more, increments, baseSequence, incrementSequence);
            }
            case INCREMENT -> {
                if (file.sequence() <= incrementSequence) {
                    throw new ManifestException(number, line, "Found a non-monotonic sequence number");
                }
                List<AofFile> more = new ArrayList<>(increments);
                more.add(file);
                yield new Manifest(base, history, more, baseSequence, file.sequence());
            }
        };
    }

    /** Pairs of a key and a value, in any order; keys that later versions may have are passed over. */
    private static AofFile parseLine(int number, String line) throws ManifestException {
        List<String> words = ArgumentSplitter.split(line).orElse(List.of());
        if (words.size() < 6 || words.size() % 2 != 0) throw new ManifestException(number, line, BAD_FORMAT);
        String name = "", type = "";
        long sequence = 0;
        for (int i = 0; i < words.size(); i += 2) {
            String value = words.get(i + 1);
            switch (words.get(i).toLowerCase(Locale.ROOT)) {
                case "file" -> name = value;
                case "seq" -> sequence = sequence(value);
                case "type" -> type = value;
                default -> { }
            }
            if (name.indexOf('/') >= 0) {
                throw new ManifestException(number, line, "File can't be a path, just a filename");
            }
        }
        if (name.isEmpty() || sequence <= 0 || type.isEmpty()) throw new ManifestException(number, line, BAD_FORMAT);
        for (AofFile.Kind kind : AofFile.Kind.values()) {
            if (kind.letter == type.charAt(0)) return new AofFile(name, sequence, kind);
        }
        throw new ManifestException(number, line, "Unknown AOF file type");
    }

    /** The number that the text is, or 0. */
    private static long sequence(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
