package io.jadis.protocol.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the arguments of redis-server say about the configuration. The first one is the file unless it begins with a
 * dash; {@code -} as the first or last one is stdin; {@code --name value...} are directives that come after both and so
 * win. All text is {@link ByteText}.
 *
 * @param file the absolute path of the configuration file, or a pattern of several
 * @param readsStdin whether lines come from stdin
 * @param directives the directives of the command line, a line each
 */
public record CommandLine(Optional<String> file, boolean readsStdin, String directives) {
    /**
     * Reads the arguments, the program's name not among them. Options that aren't about configuration (--version and
     * the like) are the launcher's to see first.
     */
    public static CommandLine parse(List<String> arguments, Path workingDirectory) {
        List<String> words = arguments.stream().map(ByteText::ofString).toList();
        boolean fileFirst = !words.isEmpty() && !words.getFirst().startsWith("-");
        Optional<String> file =
                fileFirst ? Optional.of(absolute(words.getFirst(), workingDirectory)) : Optional.empty();
        boolean readsStdin = false;
        StringBuilder lines = new StringBuilder();
        boolean nameAllowed = true; // a directive's name has to be followed by a value before the next name
        for (int i = fileFirst ? 1 : 0; i < words.size(); i++) {
            String word = words.get(i);
            boolean last = i == words.size() - 1;
            if (word.equals("-") && (i == 0 || last)) {
                readsStdin = true;
            } else if (nameAllowed && word.startsWith("--")) {
                if (!lines.isEmpty()) lines.append('\n');
                lines.append(word, 2, word.length()).append(' ');
                boolean nameAlone = ArgumentSplitter.split(word).filter(split -> split.size() == 1).isPresent();
                boolean nameNext = !last && words.get(i + 1).startsWith("--");
                boolean emptySave = ByteText.sameIgnoringCase(word, "--save") && (nameNext || last);
                boolean bareSentinel = ByteText.sameIgnoringCase(word, "--sentinel") && nameNext;
                // Scripts that build the command line from a list write an empty list of save points like this.
                if (emptySave) lines.append("\"\"");
                nameAllowed = !nameAlone || emptySave && nameNext || bareSentinel;
            } else {
                lines.append(ArgumentSplitter.quote(word)).append(' ');
                nameAllowed = true;
            }
        }
        return new CommandLine(file, readsStdin, lines.toString());
    }

    /** Leading {@code ../} are resolved in the text itself, so that the path shown is the plain one. */
    private static String absolute(String file, Path workingDirectory) {
        String relative = ByteText.trim(file);
        if (relative.startsWith("/")) return relative;
        Path from = workingDirectory.toAbsolutePath();
        while (relative.startsWith("../")) {
            relative = relative.substring(3);
            if (from.getParent() != null) from = from.getParent();
        }
        String directory = ByteText.ofString(from.toString());
        return directory.endsWith("/") ? directory + relative : directory + "/" + relative;
    }
}
