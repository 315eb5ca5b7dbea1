package io.jadis.protocol.acl;

import io.jadis.protocol.acl.RuleRefused.Problem;
import io.jadis.protocol.command.CommandTable;
import io.jadis.protocol.config.ArgumentSplitter;
import io.jadis.protocol.config.ByteText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * A user: how to authenticate as it, and what it may do. Connections refer to it, so it stays the same object while its
 * rules change.
 */
public final class User {
    private static final int USER_BYTES = 400, PASSWORD_BYTES = 200;
    private static final String SUPERUSER_NAME = "(superuser)";

    private final String name;
    private final CommandTable table;
    /** {@code acl-pubsub-default} */
    private final BooleanSupplier allChannelsByDefault;
    private final Set<String> passwordHashes = new LinkedHashSet<>(1);
    /** The root selector first, which rules outside of parentheses are about. */
    private final List<Selector> selectors = new ArrayList<>(1);
    private boolean enabled, needsNoPassword, skipsSanitizing;
    private boolean mayDoAll;

    /** A user that is off and may do nothing. */
    User(String name, CommandTable table, BooleanSupplier allChannelsByDefault) {
        this.name = name;
        this.table = table;
        this.allChannelsByDefault = allChannelsByDefault;
        selectors.add(newSelector());
    }

    /** Of connections that are obeyed, such as that to our master. Nobody can authenticate as it. */
    public static User superuser(CommandTable table) {
        User user = new User(SUPERUSER_NAME, table, () -> true);
        user.allowAll();
        user.skipsSanitizing = true;
        return user;
    }

    /** As {@code on nopass ~* &* +@all}. */
    void allowAll() {
        Selector root = newSelector();
        root.commands.reset(true);
        root.keys.reset(true);
        root.channels.reset(true);
        selectors.clear();
        selectors.add(root);
        passwordHashes.clear();
        enabled = true;
        needsNoPassword = true;
        changed();
    }

    private Selector newSelector() {
        return new Selector(table, allChannelsByDefault.getAsBoolean());
    }

    /** Takes over everything of another one but the name. */
    void become(User other) {
        passwordHashes.clear();
        passwordHashes.addAll(other.passwordHashes);
        selectors.clear();
        for (Selector selector : other.selectors) selectors.add(new Selector(selector));
        enabled = other.enabled;
        needsNoPassword = other.needsNoPassword;
        skipsSanitizing = other.skipsSanitizing;
        changed();
    }

    private void changed() {
        mayDoAll = selectors.stream().anyMatch(Selector::allowsAll);
    }

    // ---- rules

    /** Changes it by one rule; where that is refused, nothing of it has been applied. */
    void apply(String rule) throws RuleRefused {
        if (rule.isEmpty()) return;
        if (!applyWord(rule)) applySigned(rule);
        changed();
    }

    /** False if it is none of the words that are about the user as a whole. */
    private boolean applyWord(String rule) {
        switch (ByteText.lower(rule)) {
            case "on" -> enabled = true;
            case "off" -> enabled = false;
            case "skip-sanitize-payload" -> skipsSanitizing = true;
            case "sanitize-payload" -> skipsSanitizing = false;
            case "nopass" -> needPassword(false);
            case "resetpass" -> needPassword(true);
            case "clearselectors" -> selectors.subList(1, selectors.size()).clear();
            case "reset" -> reset();
            default -> {
                return false;
            }
        }
        return true;
    }

    /** What was known of passwords is forgotten. */
    private void needPassword(boolean needed) {
        passwordHashes.clear();
        needsNoPassword = !needed;
    }

    private void reset() {
        needPassword(true);
        enabled = false;
        skipsSanitizing = false;
        selectors.clear();
        selectors.add(newSelector());
    }

    private void applySigned(String rule) throws RuleRefused {
        char sign = rule.charAt(0);
        if (sign == '>' || sign == '#') {
            passwordHashes.add(hash(rule));
            needsNoPassword = false;
        } else if (sign == '<' || sign == '!') {
            if (!passwordHashes.remove(hash(rule))) throw new RuleRefused(rule, Problem.NO_SUCH_PASSWORD);
        } else if (sign == '(' && rule.endsWith(")")) {
            selectors.add(readSelector(rule));
        } else {
            selectors.getFirst().apply(rule);
        }
    }

    /** The hash that a rule means, by itself or by the password. */
    private static String hash(String rule) throws RuleRefused {
        String given = rule.substring(1);
        if (rule.charAt(0) == '>' || rule.charAt(0) == '<') return PasswordHash.of(ByteText.bytes(given));
        if (!PasswordHash.isValid(given)) throw new RuleRefused(rule, Problem.BAD_HASH);
        return given;
    }

    private Selector readSelector(String rule) throws RuleRefused {
        Selector selector = newSelector();
        List<String> rules = ArgumentSplitter.split(rule.substring(1, rule.length() - 1))
                .orElseThrow(() -> new RuleRefused(rule, Problem.SYNTAX));
        try {
            for (String inner : rules) selector.apply(inner);
        } catch (RuleRefused e) {
            throw new RuleRefused(rule, e.problem());
        }
        return selector;
    }

    // ---- questions

    public String name() {
        return name;
    }

    /** Whether no command, key or channel is denied: the one thing that is asked for on the way of each request. */
    public boolean mayDoAll() {
        return mayDoAll;
    }

    public boolean isEnabled() {
        return enabled;
    }

    /** Whether any password is the right one. */
    public boolean needsNoPassword() {
        return needsNoPassword;
    }

    /** Whether one may come in without a word. */
    public boolean isOpen() {
        return enabled && needsNoPassword;
    }

    /** Whether what RESTORE gets from it isn't looked through. */
    public boolean skipsSanitizing() {
        return skipsSanitizing;
    }

    boolean accepts(byte[] password) {
        if (!enabled) return false;
        if (needsNoPassword) return true;
        String hash = PasswordHash.of(password);
        boolean found = false;
        for (String known : passwordHashes) found |= PasswordHash.equal(known, hash);
        return found;
    }

    Set<String> passwordHashes() {
        return passwordHashes;
    }

    int selectorCount() {
        return selectors.size();
    }

    Selector selector(int index) {
        return selectors.get(index);
    }

    /** What any of its selectors allows. */
    ChannelRights channels() {
        ChannelRights channels = new ChannelRights();
        for (Selector selector : selectors) channels.add(selector.channels);
        return channels;
    }

    /** The words about the user as a whole, in their order. */
    List<String> flags() {
        List<String> flags = new ArrayList<>();
        flags.add(enabled ? "on" : "off");
        if (needsNoPassword) flags.add("nopass");
        flags.add(skipsSanitizing ? "skip-sanitize-payload" : "sanitize-payload");
        return flags;
    }

    /** The rules that make a user of this kind of a new one, with blanks between them: ACL LIST without the name. */
    public String describe() {
        StringBuilder text = new StringBuilder(String.join(" ", flags()));
        for (String hash : passwordHashes) text.append(" #").append(hash);
        text.append(' ').append(selectors.getFirst().describe());
        for (int i = 1; i < selectors.size(); i++) text.append(" (").append(inside(selectors.get(i))).append(')');
        return text.toString();
    }

    /** As between parentheses, where quotes have a meaning. */
    private static String inside(Selector selector) {
        String rules = selector.describe();
        if (rules.indexOf('"') < 0 && rules.indexOf('\'') < 0) return rules;
        return Arrays.stream(rules.split(" ")).map(User::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String rule) {
        return rule.indexOf('"') < 0 && rule.indexOf('\'') < 0 ? rule : ArgumentSplitter.quote(rule);
    }

    /** What it takes on the Java heap, about. */
    long footprintBytes() {
        long bytes = USER_BYTES + 2L * name.length() + (long) PASSWORD_BYTES * passwordHashes.size();
        for (Selector selector : selectors) bytes += selector.footprintBytes();
        return bytes;
    }
}
