package io.jadis.protocol.acl;

import io.jadis.protocol.command.CommandTable;
import io.jadis.protocol.config.Choice.AclPubsubDefault;
import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.ConfigRefused;
import io.jadis.protocol.config.Directives;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@code user} lines of a configuration file: checked when they are read, and followed when the file has been read
 * as a whole.
 */
public final class ConfiguredUsers {
    private static final Logger LOG = LoggerFactory.getLogger(ConfiguredUsers.class);

    private final Config config;
    private final CommandTable table;
    private final Map<String, List<String>> rulesByName = new LinkedHashMap<>();

    /** @param config as far as it is read already */
    public ConfiguredUsers(Config config, CommandTable table) {
        this.config = config;
        this.table = table;
    }

    /** Whether {@code acl-pubsub-default} lets new users use all channels. */
    public static boolean allChannelsByDefault(Config config) {
        return config.get(Directives.ACL_PUBSUB_DEFAULT) == AclPubsubDefault.ALLCHANNELS;
    }

    /**
     * One line.
     *
     * @throws ConfigRefused if it can't be understood; a command that is missing is told by {@link #load}
     */
    public void add(String name, List<String> words) throws ConfigRefused {
        if (rulesByName.containsKey(name)) {
            throw refused(name, "Duplicate user found. A user can only be defined once in config files");
        }
        User user = new User(name, table, () -> allChannelsByDefault(config));
        List<String> rules;
        try {
            rules = RuleWords.merged(words);
            for (String rule : rules) applyIfKnown(user, rule);
        } catch (RuleRefused e) {
            throw refused(e.rule(), e.getMessage());
        }
        rulesByName.put(name, rules);
    }

    private static void applyIfKnown(User user, String rule) throws RuleRefused {
        try {
            user.apply(rule);
        } catch (RuleRefused e) {
            if (!e.isUnknownCommand()) throw e;
        }
    }

    private static ConfigRefused refused(String word, String why) {
        return new ConfigRefused("Error in user declaration '" + word + "': " + why);
    }

    /**
     * Makes the users of these lines or, where an {@code aclfile} is configured, of that.
     *
     * @return why the process can't start; the log may say more
     */
    public Optional<String> load(Users users, AclFile file) {
        if (file.isConfigured() && !rulesByName.isEmpty()) {
            return Optional.of("Configuring Redis with users defined in redis.conf and at the same setting an ACL "
                    + "file path is invalid. This setup is very likely to lead to configuration errors and security "
                    + "holes, please define either an ACL file or declare users directly in your redis.conf, but not "
                    + "both.");
        }
        for (Map.Entry<String, List<String>> line : rulesByName.entrySet()) {
            if (!load(users, line.getKey(), line.getValue())) {
                return Optional.of("Critical error while loading ACLs. Exiting.");
            }
        }
        if (!file.isConfigured()) return Optional.empty();
        return file.load().map(errors -> "Aborting Redis startup because of ACL errors: " + errors);
    }

    private static boolean load(Users users, String name, List<String> rules) {
        if (Users.isUnusable(name)) {
            LOG.warn("Spaces not allowed in ACL usernames");
            return false;
        }
        try {
            User user = users.add(name);
            for (String rule : rules) user.apply(rule);
            if (!user.isEnabled()) {
                LOG.info("The user '{}' is disabled (there is no 'on' modifier in the user description). Make sure "
                        + "this is not a configuration error.", name);
            }
            return true;
        } catch (RuleRefused e) {
            LOG.warn("Error loading ACL rule '{}' for the user named '{}': {}", e.rule(), name, e.getMessage());
            return false;
        }
    }
}
