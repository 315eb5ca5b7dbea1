package io.jadis.sentinel.daemon;

import io.jadis.protocol.acl.ConfiguredUsers;
import io.jadis.protocol.command.CommandTable;
import io.jadis.protocol.config.ArgumentSplitter;
import io.jadis.protocol.config.ByteText;
import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.ConfigFileException;
import io.jadis.protocol.config.ConfigRefused;
import io.jadis.protocol.config.ConfigRewrite;
import io.jadis.protocol.config.ConfigRewrite.LineGroup;
import io.jadis.protocol.config.FileDirectives;
import io.jadis.sentinel.core.Sentinel;
import io.jadis.sentinel.core.StateLines;
import io.jadis.sentinel.core.StateReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * sentinel.conf: read once, and then rewritten whenever what it has to remember changes. It is replaced as a whole and
 * synced, so that at any moment it holds the old state or the new.
 */
public final class StateFile implements FileDirectives {
    private static final Logger LOG = LoggerFactory.getLogger(StateFile.class);

    private record Line(List<String> words, int number, String text) {}

    private final List<Line> lines = new ArrayList<>();
    private final ConfiguredUsers users;

    /** @param config as far as it is read already */
    public StateFile(Config config) {
        users = new ConfiguredUsers(config, CommandTable.forSentinel());
    }

    // ---- reading

    @Override
    public void sentinel(List<String> arguments, int lineNumber, String line) {
        lines.add(new Line(arguments.stream().map(ByteText::bytes).map(LosslessText::of).toList(), lineNumber, line));
    }

    @Override
    public void renameCommand(String from, String to) throws ConfigRefused {
        throw new ConfigRefused("Commands of a Sentinel can't be renamed");
    }

    @Override
    public void user(String name, List<String> rules) throws ConfigRefused {
        users.add(name, rules);
    }

    /** Those of the {@code user} lines. */
    ConfiguredUsers users() {
        return users;
    }

    /** Gives the Sentinel what the file says of it. */
    void load(Sentinel sentinel) throws ConfigFileException {
        StateReader reader = new StateReader(sentinel);
        List<Line> sorted = new ArrayList<>(lines);
        sorted.sort(Comparator.comparingInt(line -> StateReader.rank(line.words.getFirst())));
        for (Line line : sorted) {
            String error = reader.take(line.words);
            if (error != null) throw ConfigFileException.atLine(line.number, line.text, error);
        }
    }

    // ---- writing

    /** What the file is to say, as of now. */
    static ConfigRewrite.Snapshot snapshot(Config config, Sentinel sentinel, LineGroup users) {
        return ConfigRewrite.snapshot(config, groups(sentinel, users));
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

    private static List<LineGroup> groups(Sentinel sentinel, LineGroup users) {
        List<LineGroup> groups = new ArrayList<>();
        groups.add(users);
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
