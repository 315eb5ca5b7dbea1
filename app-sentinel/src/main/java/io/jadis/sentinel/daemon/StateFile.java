package io.jadis.sentinel.daemon;

import io.jadis.protocol.config.ArgumentSplitter;
import io.jadis.protocol.config.ByteText;
import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.ConfigFileException;
import io.jadis.protocol.config.ConfigRefused;
import io.jadis.protocol.config.ConfigRewrite;
import io.jadis.protocol.config.ConfigRewrite.LineGroup;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.config.FileDirectives;
import io.jadis.sentinel.core.Sentinel;
import io.jadis.sentinel.core.StateLines;
import io.jadis.sentinel.core.StateReader;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * sentinel.conf: read once, and then rewritten whenever what it has to remember changes. It is replaced as a whole and
 * synced, so that at any moment it holds the old state or the new.
 */
public final class StateFile implements FileDirectives {
    private static final Logger LOG = LoggerFactory.getLogger(StateFile.class);

    private static final String NO_USERS = "ACL users can't be configured by this version";
    private static final Set<String> MAY_DO_ALL = Set.of("on", "~*", "&*", "+@all");

    private record Line(List<String> words, int number, String text) {}

    private final List<Line> lines = new ArrayList<>();
    /** Null if the file has no such user, or one without a password. */
    private String defaultUsersHash;

    // ---- reading

    @Override
    public void sentinel(List<String> arguments, int lineNumber, String line) {
        lines.add(new Line(arguments.stream().map(ByteText::bytes).map(LosslessText::of).toList(), lineNumber, line));
    }

    @Override
    public void renameCommand(String from, String to) throws ConfigRefused {
        throw new ConfigRefused("Commands of a Sentinel can't be renamed");
    }

    /**
     * Redis writes its default user into the file, even where nobody has asked for it. With {@code requirepass} it is one
     * that may do all and has this password's hash, which is looked at when the whole file has been read.
     */
    @Override
    public void user(String name, List<String> rules) throws ConfigRefused {
        boolean isDefault = name.equals("default");
        if (isDefault && rules.contains("on") && rules.contains("nopass")) return;
        List<String> hashes = rules.stream().filter(rule -> rule.startsWith("#")).toList();
        Set<String> others = new HashSet<>(rules);
        others.removeAll(hashes);
        others.remove("sanitize-payload");
        if (!isDefault || hashes.size() != 1 || !others.equals(MAY_DO_ALL)) throw new ConfigRefused(NO_USERS);
        defaultUsersHash = hashes.getFirst();
    }

    @Override
    public void loadModule(String path, List<String> arguments) throws ConfigRefused {
        throw new ConfigRefused("Modules are written for the C server and can't be loaded here");
    }

    @Override
    public void moduleDirective(String name, String value) throws ConfigRefused {
        throw new ConfigRefused("Bad directive or wrong number of arguments");
    }

    /** Gives the Sentinel what the file says of it. */
    void load(Config config, Sentinel sentinel) throws ConfigFileException {
        if (defaultUsersHash != null && !defaultUsersHash.equals(hash(config.get(Directives.REQUIREPASS)))) {
            throw ConfigFileException.asWhole(NO_USERS);
        }
        StateReader reader = new StateReader(sentinel);
        List<Line> sorted = new ArrayList<>(lines);
        sorted.sort(Comparator.comparingInt(line -> StateReader.rank(line.words.getFirst())));
        for (Line line : sorted) {
            String error = reader.take(line.words);
            if (error != null) throw ConfigFileException.atLine(line.number, line.text, error);
        }
    }

    /** As an ACL rule gives it. */
    private static String hash(String password) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return "#" + HexFormat.of().formatHex(sha.digest(ByteText.bytes(password)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("each JVM has it", e);
        }
    }

    // ---- writing

    /** What the file is to say, as of now. */
    static ConfigRewrite.Snapshot snapshot(Config config, Sentinel sentinel) {
        return ConfigRewrite.snapshot(config, groups(sentinel));
    }

    /** False, with the reason in the log, if the file stays as it was. May take long. */
    static boolean write(ConfigRewrite.Snapshot snapshot, Path file) {
        try {
            snapshot.write(file);
        } catch (IOException e) {
            LOG.warn("WARNING: Sentinel was not able to save the new configuration on disk!!!: {}", e.getMessage());
            return false;
        }
        LOG.info("Sentinel new configuration saved on disk");
        return true;
    }

    private static List<LineGroup> groups(Sentinel sentinel) {
        List<LineGroup> groups = new ArrayList<>();
        StateLines.of(sentinel).forEach((key, group) -> {
            List<String> texts = group.lines().stream().map(StateFile::text).toList();
            groups.add(new LineGroup("sentinel " + byteText(key), texts, group.optional()));
        });
        // Of masters that are no longer watched.
        groups.add(new LineGroup("sentinel", List.of()));
        // It has no data.
        groups.add(new LineGroup("save", List.of()));
        return groups;
    }

    private static String text(List<String> words) {
        return "sentinel " + words.stream().map(StateFile::byteText)
                .map(word -> ArgumentSplitter.needsQuotes(word) ? ArgumentSplitter.quote(word) : word)
                .collect(Collectors.joining(" "));
    }

    private static String byteText(String word) {
        return ByteText.of(LosslessText.bytes(word));
    }
}
