package io.jadis.protocol.acl;

import io.jadis.protocol.acl.RuleRefused.Problem;
import io.jadis.protocol.config.ByteText;
import io.jadis.protocol.match.Glob;
import io.jadis.protocol.memory.Memory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which channels may be published to and subscribed to. */
public final class ChannelRights {
    private static final int PATTERN_BYTES = 150;
    private static final byte[][] NONE = {};

    private final Map<String, byte[]> byText = new LinkedHashMap<>(0);
    /** The same, for the way of each request; null when it is to be made anew. */
    private byte[][] patterns = NONE;
    private boolean all;

    ChannelRights() {}

    ChannelRights(ChannelRights other) {
        add(other);
    }

    /** {@code allchannels} or {@code resetchannels}. */
    void reset(boolean toAll) {
        all = toAll;
        byText.clear();
        patterns = NONE;
    }

    /** {@code &pattern} */
    void apply(String rule) throws RuleRefused {
        if (all) throw new RuleRefused(rule, Problem.CHANNELS_AFTER_ALL);
        String text = rule.substring(1);
        if (CommandRights.hasSpaces(text)) throw new RuleRefused(rule, Problem.SYNTAX);
        byText.putIfAbsent(text, ByteText.bytes(text));
        patterns = null;
    }

    /** What another selector of the same user allows too. */
    void add(ChannelRights other) {
        all |= other.all;
        byText.putAll(other.byText);
        patterns = null;
    }

    boolean allowsAll() {
        return all;
    }

    /** Whether all patterns of another are here, literally. */
    boolean covers(ChannelRights other) {
        return all || !other.all && byText.keySet().containsAll(other.byText.keySet());
    }

    /**
     * Whether one may subscribe to this name.
     *
     * @param isPattern then it must be one of the patterns given, literally
     */
    public boolean allows(byte[] name, boolean isPattern) {
        if (all) return true;
        for (byte[] pattern : patterns()) {
            if (isPattern ? Arrays.equals(pattern, name) : Glob.matches(pattern, name, false)) return true;
        }
        return false;
    }

    /** As {@link #allows(byte[], boolean)}, of an argument. Allocates nothing. */
    boolean allows(long address, long length, boolean isPattern) {
        if (all) return true;
        for (byte[] pattern : patterns()) {
            if (isPattern ? Memory.equal(address, length, pattern) : Glob.matches(pattern, address, length, false)) {
                return true;
            }
        }
        return false;
    }

    private byte[][] patterns() {
        if (patterns == null) patterns = byText.values().toArray(NONE);
        return patterns;
    }

    /** Rules that come to the same, with blanks between them. */
    String describe() {
        return all ? "&*" : String.join(" ", byText.keySet().stream().map(text -> "&" + text).toList());
    }

    long footprintBytes() {
        long bytes = 0;
        for (String text : byText.keySet()) bytes += PATTERN_BYTES + 2L * text.length();
        return bytes;
    }
}
