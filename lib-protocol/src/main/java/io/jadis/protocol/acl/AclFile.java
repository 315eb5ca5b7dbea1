package io.jadis.protocol.acl;

import io.jadis.protocol.config.ByteText;
import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.config.ErrnoText;
import io.jadis.protocol.file.FileReplacement;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file of {@code aclfile}: a line {@code user name rule…} for each user, without comments and quotes. */
public final class AclFile {
    private static final Logger LOG = LoggerFactory.getLogger(AclFile.class);
    private static final String NOTHING_CHANGED =
            "WARNING: ACL errors detected, no change to the previously active ACL rules was performed";

    private final Config config;
    private final Users users;

    public AclFile(Config config, Users users) {
        this.config = config;
        this.users = users;
    }

    /** Whether there is one. */
    public boolean isConfigured() {
        return !name().isEmpty();
    }

    private String name() {
        return config.get(Directives.ACLFILE);
    }

    /** Its users take the place of all others, or an error says why none does. */
    public Optional<String> load() {
        String text;
        try {
            text = ByteText.of(Files.readAllBytes(config.path(Directives.ACLFILE)));
        } catch (IOException e) {
            return Optional.of("Error loading ACLs, opening file '" + name() + "': " + ErrnoText.of(e));
        }
        NavigableMap<String, User> loaded = new TreeMap<>();
        StringBuilder errors = new StringBuilder();
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            String line = ByteText.trim(lines[i]);
            if (!line.isEmpty()) loadLine(List.of(line.split(" ", -1)), i + 1, loaded, errors);
        }
        if (!errors.isEmpty()) return Optional.of(errors + NOTHING_CHANGED);
        users.replaceAll(loaded);
        return Optional.empty();
    }

    private void loadLine(List<String> words, int number, NavigableMap<String, User> loaded, StringBuilder errors) {
        String place = name() + ":" + number;
        if (!words.getFirst().equals("user") || words.size() < 2) {
            errors.append(place).append(" should start with user keyword followed by the username. ");
            return;
        }
        String userName = words.get(1);
        if (Users.isUnusable(userName)) {
            errors.append('\'').append(place).append(": username '").append(userName)
                    .append("' contains invalid characters. ");
            return;
        }
        User user = users.newUser(userName);
        if (loaded.putIfAbsent(userName, user) != null) {
            errors.append("WARNING: Duplicate user '").append(userName).append("' found on line ").append(number)
                    .append(". ");
            return;
        }
        List<String> rules;
        try {
            rules = RuleWords.merged(words.subList(2, words.size()));
        } catch (RuleRefused e) {
            errors.append(place).append(": Unmatched parenthesis in selector definition.");
            return;
        }
        apply(rules, user, place, errors);
    }

    /**
     * Commands that are missing are all told; of other errors, which may show a secret, only the first, by its kind.
     */
    private static void apply(List<String> rules, User user, String place, StringBuilder errors) {
        boolean told = false;
        for (String rule : rules) {
            try {
                user.apply(ByteText.trim(rule));
            } catch (RuleRefused e) {
                if (e.isUnknownCommand()) {
                    errors.append(place).append(": Error in applying operation '").append(rule).append("': ")
                            .append(e.getMessage()).append(". ");
                } else if (!told) {
                    errors.append(place).append(": ").append(e.getMessage()).append(". ");
                    told = true;
                }
            }
        }
    }

    /** Writes all users there are; false, with the reason in the log, if the file stays as it was. */
    public boolean save() {
        try {
            FileReplacement.write(config.path(Directives.ACLFILE), users.fileText());
            return true;
        } catch (IOException e) {
            LOG.warn("Writing ACL file for ACL SAVE: {}", ErrnoText.of(e));
            return false;
        }
    }
}
