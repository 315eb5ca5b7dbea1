package io.jadis.protocol.config;

import io.jadis.protocol.config.Directives.Named;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Loads configuration at start-up: the file, then stdin, then the directives of the command line, each line over those
 * before it. Files that are included are read where the {@code include} stands; relative paths start at the working
 * directory, which a {@code dir} line moves. Used once.
 */
public final class ConfigLoader {
    private static final int INCLUDE_DEPTH_MAX = 32;
    private static final int INCLUDES_MAX = 10_000;

    private final Config config;
    private final FileDirectives fileDirectives;
    private final FileAccess files;
    private final BitSet seen = new BitSet();
    private final List<String> warnings = new ArrayList<>();
    private int includeDepth;
    private int includes;

    private ConfigLoader(Config config, FileDirectives fileDirectives, FileAccess files) {
        this.config = config;
        this.fileDirectives = fileDirectives;
        this.files = files;
    }

    /**
     * Loads what the command line names.
     *
     * @param stdin read only if the command line asks for it
     * @return warnings for the log, none as a rule
     */
    public static List<String> load(
            Config config, FileDirectives fileDirectives, CommandLine commandLine, InputStream stdin)
            throws ConfigFileException {
        ConfigLoader loader = new ConfigLoader(config, fileDirectives, new DiskAccess());
        StringBuilder text = new StringBuilder();
        if (commandLine.file().isPresent()) text.append(loader.readFiles(commandLine.file().get()));
        if (commandLine.readsStdin()) {
            endLine(text);
            text.append(readStdin(stdin));
        }
        text.append('\n').append(commandLine.directives());
        return loader.loadAll(text.toString());
    }

    /**
     * Loads text of unknown origin. No file is read or made: includes are taken as missing, log files aren't tried, and
     * what isn't a value is passed over.
     *
     * @return the configuration, with what the text doesn't say at its default
     */
    public static Config parse(byte[] text) throws ConfigFileException {
        return parse(text, FileDirectives.IGNORED);
    }

    static Config parse(byte[] text, FileDirectives fileDirectives) throws ConfigFileException {
        Config config = new Config(Path.of(""));
        new ConfigLoader(config, fileDirectives, FileAccess.NONE).loadAll(ByteText.of(text));
        return config;
    }

    private List<String> loadAll(String text) throws ConfigFileException {
        loadLines(text);
        checkAsWhole();
        return warnings;
    }

    private void loadLines(String text) throws ConfigFileException {
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            String line = ByteText.trim(lines[i]);
            if (line.isEmpty() || line.startsWith("#")) continue;
            try {
                loadLine(line, i + 1);
            } catch (ConfigRefused e) {
                throw ConfigFileException.atLine(i + 1, line, e.getMessage());
            }
        }
    }

    private void loadLine(String line, int lineNumber) throws ConfigRefused, ConfigFileException {
        List<String> words = ArgumentSplitter.split(line)
                .orElseThrow(() -> new ConfigRefused("Unbalanced quotes in configuration line"));
        if (words.isEmpty()) return;
        String name = ByteText.lower(words.getFirst());
        List<String> arguments = words.subList(1, words.size());
        Optional<Named> named = Directives.named(name);
        if (named.isPresent()) assign(named.get().directive(), arguments);
        else if (!Directives.isObsolete(name) || arguments.size() != 1) act(name, arguments, line, lineNumber);
    }

    private void assign(Directive directive, List<String> arguments) throws ConfigRefused {
        if (!directive.takesList() && arguments.size() != 1) throw new ConfigRefused("wrong number of arguments");
        // A list may come as one quoted argument: --save "3600 1".
        if (directive.takesList() && arguments.size() == 1 && !arguments.getFirst().isEmpty()) {
            arguments = ArgumentSplitter.split(arguments.getFirst()).orElse(List.of());
        }
        directive.assign(config, arguments, seen.get(directive.index));
        seen.set(directive.index);
    }

    private void act(String name, List<String> arguments, String line, int lineNumber)
            throws ConfigRefused, ConfigFileException {
        int count = arguments.size();
        if (name.equals("include") && count == 1) {
            include(arguments.getFirst());
        } else if (name.equals("rename-command") && count == 2) {
            fileDirectives.renameCommand(arguments.get(0), arguments.get(1));
        } else if (name.equals("user") && count >= 1) {
            fileDirectives.user(arguments.getFirst(), arguments.subList(1, count));
        } else if (name.equals("loadmodule") && count >= 1) {
            fileDirectives.loadModule(arguments.getFirst(), arguments.subList(1, count));
        } else if (name.indexOf('.') >= 0) {
            if (count == 0) throw new ConfigRefused("Module config specified without value");
            fileDirectives.moduleDirective(name, String.join(" ", arguments));
        } else if (name.equals("sentinel")) {
            // Alone, as --sentinel, it is for the launcher.
            if (count > 0) fileDirectives.sentinel(arguments, lineNumber, line);
        } else {
            throw new ConfigRefused("Bad directive or wrong number of arguments");
        }
    }

    private void include(String pattern) throws ConfigRefused, ConfigFileException {
        if (includeDepth == INCLUDE_DEPTH_MAX || ++includes > INCLUDES_MAX) {
            throw new ConfigRefused("Too many nested include directives");
        }
        includeDepth++;
        loadLines(readFiles(pattern));
        includeDepth--;
    }

    /** The text of one file, which must be there, or of all that match a pattern. */
    private String readFiles(String path) throws ConfigFileException {
        StringBuilder text = new StringBuilder();
        if (path.indexOf('*') >= 0 || path.indexOf('?') >= 0 || path.indexOf('[') >= 0) {
            for (Path file : files.matching(config.directory(), path)) {
                endLine(text);
                text.append(read(ByteText.ofString(file.toString())));
            }
        } else {
            text.append(read(path));
        }
        return text.toString();
    }

    private String read(String path) throws ConfigFileException {
        try {
            return files.read(config.directory().resolve(ByteText.path(path)));
        } catch (IOException e) {
            throw ConfigFileException.unreadable(path, ErrnoText.of(e));
        }
    }

    private static String readStdin(InputStream stdin) throws ConfigFileException {
        try {
            return DiskAccess.readAll(stdin, Path.of("-"));
        } catch (IOException e) {
            throw ConfigFileException.unreadable("-", ErrnoText.of(e));
        }
    }

    /** The last line of a file need not have an end of its own. */
    private static void endLine(StringBuilder text) {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') text.append('\n');
    }

    private void checkAsWhole() throws ConfigFileException {
        if (!config.get(Directives.LOGFILE).isEmpty()) {
            try {
                files.checkAppendable(config.path(Directives.LOGFILE));
            } catch (IOException e) {
                throw ConfigFileException.asWhole("Can't open the log file: " + ErrnoText.of(e));
            }
        }
        if (!config.get(Directives.CLUSTER_ENABLED)) return;
        if (config.get(Directives.REPLICAOF).isPresent()) {
            throw ConfigFileException.asWhole("replicaof directive not allowed in cluster mode");
        }
        int databases = config.get(Directives.DATABASES);
        if (databases > 1) {
            warnings.add("WARNING: Changing databases number from " + databases + " to 1 since we are in cluster mode");
            config.put(Directives.DATABASES, 1);
        }
    }
}
