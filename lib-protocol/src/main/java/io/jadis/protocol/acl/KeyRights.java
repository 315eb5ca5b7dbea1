package io.jadis.protocol.acl;

import io.jadis.protocol.acl.RuleRefused.Problem;
import io.jadis.protocol.command.KeyFlag;
import io.jadis.protocol.config.ByteText;
import io.jadis.protocol.match.Glob;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which keys a selector allows, and to read from them, to write to them, or both. */
final class KeyRights {
    static final int READ = 1, WRITE = 2;
    private static final int BOTH = READ | WRITE;
    private static final int WRITES = KeyFlag.INSERT.bit() | KeyFlag.DELETE.bit() | KeyFlag.UPDATE.bit();
    private static final int PATTERN_BYTES = 200;

    /** What may be done to the keys that a pattern matches. */
    private static final class Pattern {
        final String text;
        final byte[] bytes;
        int rights;

        Pattern(String text, int rights) {
            this.text = text;
            this.bytes = ByteText.bytes(text);
            this.rights = rights;
        }

        String describe() {
            return switch (rights) {
                case READ -> "%R~" + text;
                case WRITE -> "%W~" + text;
                default -> "~" + text;
            };
        }
    }

    private static final Pattern[] NONE = {};

    private final Map<String, Pattern> byText = new LinkedHashMap<>(0);
    /** The same, for the way of each request; null when it is to be made anew. */
    private Pattern[] patterns = NONE;
    private boolean all;

    KeyRights() {}

    KeyRights(KeyRights other) {
        all = other.all;
        other.byText.forEach((text, pattern) -> byText.put(text, new Pattern(text, pattern.rights)));
        patterns = null;
    }

    /** {@code allkeys} or {@code resetkeys}. */
    void reset(boolean toAll) {
        all = toAll;
        byText.clear();
        patterns = NONE;
    }

    /** {@code ~pattern}, {@code %R~pattern}, {@code %W~pattern} or {@code %RW~pattern}. */
    void apply(String rule) throws RuleRefused {
        if (all) throw new RuleRefused(rule, Problem.KEYS_AFTER_ALL);
        int rights = BOTH, start = 1;
        if (rule.charAt(0) == '%') {
            int tilde = rule.indexOf('~');
            start = tilde < 0 ? rule.length() : tilde + 1;
            rights = rights(rule.substring(1, tilde < 0 ? start : tilde));
        }
        String text = rule.substring(start);
        if (rights == 0 || CommandRights.hasSpaces(text)) throw new RuleRefused(rule, Problem.SYNTAX);
        Pattern known = byText.putIfAbsent(text, new Pattern(text, rights));
        if (known != null) known.rights |= rights;
        patterns = null;
    }

    /** The letters between {@code %} and {@code ~}, each at most once; 0 if they are wrong. */
    private static int rights(String letters) {
        int rights = 0;
        for (char c : letters.toCharArray()) {
            int right = c == 'R' || c == 'r' ? READ : c == 'W' || c == 'w' ? WRITE : 0;
            if (right == 0 || (rights & right) != 0) return 0;
            rights |= right;
        }
        return rights;
    }

    boolean allowsAll() {
        return all;
    }

    /**
     * Whether a key may be used so. Allocates nothing.
     *
     * @param keyFlags bits of {@link KeyFlag}
     */
    boolean allows(long address, long length, int keyFlags) {
        if (all) return true;
        int needed = needed(keyFlags);
        for (Pattern pattern : patterns()) {
            if ((pattern.rights & needed) == needed && Glob.matches(pattern.bytes, address, length, false)) return true;
        }
        return false;
    }

    /** Whether all keys there are may be read. */
    boolean allowsReadingAll() {
        Pattern any = byText.get("*");
        return all || any != null && (any.rights & READ) != 0;
    }

    private static int needed(int keyFlags) {
        return ((keyFlags & KeyFlag.ACCESS.bit()) != 0 ? READ : 0) | ((keyFlags & WRITES) != 0 ? WRITE : 0);
    }

    private Pattern[] patterns() {
        if (patterns == null) patterns = byText.values().toArray(NONE);
        return patterns;
    }

    /** Rules that come to the same, with blanks between them. */
    String describe() {
        return all ? "~*" : String.join(" ", byText.values().stream().map(Pattern::describe).toList());
    }

    long footprintBytes() {
        long bytes = 0;
        for (String text : byText.keySet()) bytes += PATTERN_BYTES + 2L * text.length();
        return bytes;
    }
}
