package io.jadis.protocol.acl;

import io.jadis.protocol.acl.RuleRefused.Problem;
import io.jadis.protocol.command.CommandTable;
import io.jadis.protocol.config.ArgumentSplitter;
import io.jadis.protocol.config.ByteText;
import io.jadis.protocol.config.ConfigRewrite.LineGroup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** All users, by name. The default one is always there, and is what every new connection is. */
public final class Users {
    private static final String DEFAULT_NAME = "default";
    /** All of them together: no client can fill the Java heap with users. */
    private static final long FOOTPRINT_BYTES_MAX = Runtime.getRuntime().maxMemory() / 16;

    private static final UserConnections NOBODY = new UserConnections() {
        @Override
        public void closeAll(User user) {}

        @Override
        public void channelsTaken(User user, ChannelRights remaining) {}

        @Override
        public void defaultUserChanged() {}
    };

    private final CommandTable table;
    private final BooleanSupplier allChannelsByDefault;
    private final User defaultUser, superuser;
    private NavigableMap<String, User> byName = new TreeMap<>();
    private UserConnections connections = NOBODY;
    private long footprintBytes;

    /** @param allChannelsByDefault {@code acl-pubsub-default}: whether new users may use all channels */
    public Users(CommandTable table, BooleanSupplier allChannelsByDefault) {
        this.table = table;
        this.allChannelsByDefault = allChannelsByDefault;
        superuser = User.superuser(table);
        defaultUser = newUser(DEFAULT_NAME);
        defaultUser.allowAll();
        replaceAll(new TreeMap<>());
    }

    /** Who is to hear of changes. */
    public void connections(UserConnections listener) {
        connections = listener;
    }

    User newUser(String name) {
        return new User(name, table, allChannelsByDefault);
    }

    /** The one of new connections. */
    public User defaultUser() {
        return defaultUser;
    }

    /** The one of connections that are obeyed. It isn't among the others. */
    public User superuser() {
        return superuser;
    }

    /** The user of that name, or null. */
    public User find(String name) {
        return byName.get(name);
    }

    /** In the order of their names' bytes. */
    public Collection<User> all() {
        return Collections.unmodifiableCollection(byName.values());
    }

    /** The user whose password this is; empty if there is no such user, it is off, or it has another one. */
    public Optional<User> authenticate(String name, byte[] password) {
        User user = byName.get(name);
        return user != null && user.accepts(password) ? Optional.of(user) : Optional.empty();
    }

    // ---- changes

    /** Whether a user can't have that name, which would not survive in a file. */
    static boolean isUnusable(String name) {
        return CommandRights.hasSpaces(name);
    }

    /**
     * Changes a user, or makes a new one, by rules: by all of them or by none.
     *
     * @return the error to reply, without its code; empty if it is done
     */
    Optional<String> set(String name, List<String> words) {
        User known = byName.get(name);
        User changed = newUser(name);
        if (known != null) changed.become(known);
        try {
            for (String rule : RuleWords.merged(words)) changed.apply(rule);
        } catch (RuleRefused e) {
            return Optional.of(e.problem() == Problem.UNMATCHED_PARENTHESIS
                    ? "Unmatched parenthesis in acl selector starting at '" + e.rule() + "'."
                    : "Error in ACL SETUSER modifier '" + e.rule() + "': " + e.getMessage());
        }
        long added = changed.footprintBytes() - (known == null ? 0 : known.footprintBytes());
        if (added > 0 && footprintBytes + added > FOOTPRINT_BYTES_MAX) {
            return Optional.of("ACL users would take more memory than is meant for them");
        }
        footprintBytes += added;
        if (known == null) {
            byName.put(name, changed);
        } else {
            takeChannels(known, changed);
            known.become(changed);
            if (known == defaultUser) connections.defaultUserChanged();
        }
        return Optional.empty();
    }

    private void takeChannels(User user, User changed) {
        ChannelRights remaining = changed.channels();
        if (!remaining.covers(user.channels())) connections.channelsTaken(user, remaining);
    }

    /** False if there is no such user. Not for the default one. */
    boolean delete(String name) {
        User user = byName.remove(name);
        if (user == null) return false;
        assert user != defaultUser;
        footprintBytes -= user.footprintBytes();
        connections.closeAll(user);
        return true;
    }

    /** Of the default user; empty for none, and then it needs none. What else it may stays. */
    public void defaultPassword(String password) {
        setPassword(defaultUser, password);
        connections.defaultUserChanged();
    }

    private static void setPassword(User user, String password) {
        try {
            user.apply(password.isEmpty() ? "nopass" : "resetpass");
            if (!password.isEmpty()) user.apply(">" + password);
        } catch (RuleRefused e) {
            throw new AssertionError("a password is never refused", e);
        }
    }

    /**
     * Users from a file take the place of all there are, whose connections are closed; but the default one stays
     * itself.
     */
    void replaceAll(NavigableMap<String, User> loaded) {
        User asLoaded = loaded.get(DEFAULT_NAME);
        if (asLoaded == null) {
            asLoaded = newUser(DEFAULT_NAME);
            asLoaded.allowAll();
        }
        takeChannels(defaultUser, asLoaded);
        defaultUser.become(asLoaded);
        Collection<User> former = byName.values();
        byName = new TreeMap<>(loaded);
        byName.put(DEFAULT_NAME, defaultUser);
        footprintBytes = byName.values().stream().mapToLong(User::footprintBytes).sum();
        for (User user : former) {
            if (user != defaultUser) connections.closeAll(user);
        }
        connections.defaultUserChanged();
    }

    /** A user of redis.conf, to be filled by its rules; the default one as though it were new. */
    User add(String name) throws RuleRefused {
        if (!name.equals(DEFAULT_NAME)) return byName.computeIfAbsent(name, this::newUser);
        defaultUser.apply("reset");
        return defaultUser;
    }

    /**
     * What a configuration file is to say of them. Where there is only the default one, as {@code requirepass} makes
     * it, lines are optional: an operator who then changes that directive would change nothing.
     */
    public LineGroup configGroup(AclFile file, String requirepass) {
        if (file.isConfigured()) return new LineGroup("user", List.of());
        User plain = newUser(DEFAULT_NAME);
        plain.allowAll();
        setPassword(plain, requirepass);
        boolean optional = byName.size() == 1 && plain.describe().equals(defaultUser.describe());
        return new LineGroup("user", configLines(), optional);
    }

    List<String> configLines() {
        List<String> lines = new ArrayList<>();
        for (User user : all()) {
            List<String> words = new ArrayList<>(List.of("user", user.name()));
            words.addAll(Arrays.asList(user.describe().split(" ")));
            lines.add(String.join(" ", words.stream().map(Users::quoted).toList()));
        }
        return lines;
    }

    private static String quoted(String word) {
        return ArgumentSplitter.needsQuotes(word) ? ArgumentSplitter.quote(word) : word;
    }

    /** The file that has them all. */
    byte[] fileText() {
        StringBuilder text = new StringBuilder();
        for (User user : all()) text.append(line(user)).append('\n');
        return ByteText.bytes(text.toString());
    }

    /** As ACL LIST shows it. */
    static String line(User user) {
        return "user " + user.name() + " " + user.describe();
    }
}
