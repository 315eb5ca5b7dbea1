package io.jadis.protocol.acl;

import io.jadis.protocol.config.ByteText;
import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.resp.Arguments;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * What was denied lately, newest first: ACL LOG. The same again within a minute is counted and not kept a second time.
 */
public final class DenialLog {
    /** Where it was denied. */
    public enum Context {
        TOPLEVEL,
        MULTI;

        private final String label = name().toLowerCase(Locale.ROOT);

        String label() {
            return label;
        }
    }

    /** One or more denials that are alike. */
    static final class Entry {
        final long id;
        final Denial denial;
        final Context context;
        final String object, userName;
        final long createdAtMs;
        String clientInfo;
        long updatedAtMs;
        long count = 1;

        Entry(long id, Denial denial, Context context, String object, String userName, String clientInfo, long nowMs) {
            this.id = id;
            this.denial = denial;
            this.context = context;
            this.object = object;
            this.userName = userName;
            this.clientInfo = clientInfo;
            createdAtMs = nowMs;
            updatedAtMs = nowMs;
        }

        long footprintBytes() {
            return ENTRY_BYTES + object.length() + userName.length() + clientInfo.length();
        }

        boolean isLike(Entry other) {
            return denial == other.denial && context == other.context
                    && Math.abs(updatedAtMs - other.updatedAtMs) <= GROUPING_MS && object.equals(other.object)
                    && userName.equals(other.userName);
        }
    }

    private static final long GROUPING_MS = 60_000;
    /** Only so many entries are looked at for one that is alike. */
    private static final int LOOKED_AT_MAX = 10;
    /** Whoever is denied something chooses its name: longer ones are cut. */
    private static final int TEXT_LENGTH_MAX = 1024;
    private static final int ENTRY_BYTES = 300;
    /** However many may be kept. */
    private static final long FOOTPRINT_BYTES_MAX = Runtime.getRuntime().maxMemory() / 32;

    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private final LongSupplier entriesMax;
    private final long[] counts = new long[Denial.values().length];
    private long nextId, footprintBytes;

    /** @param entriesMax {@code acllog-max-len} */
    public DenialLog(LongSupplier entriesMax) {
        this.entriesMax = entriesMax;
    }

    /**
     * Something was denied.
     *
     * @param object the command, or the {@link #text} of the key or channel; the command that should have authenticated
     * @param userName whose it was, or should have become
     * @param clientInfo as CLIENT LIST shows the client
     */
    public void add(Denial denial, Context context, String object, String userName, String clientInfo, long nowMs) {
        counts[denial.ordinal()]++;
        Entry entry = new Entry(nextId, denial, context, object, cut(userName), cut(clientInfo), nowMs);
        Entry known = takeLike(entry);
        if (known == null) {
            nextId++;
            addFirst(entry);
            while (entries.size() > entriesMax.getAsLong() || footprintBytes > FOOTPRINT_BYTES_MAX) {
                footprintBytes -= entries.removeLast().footprintBytes();
            }
        } else {
            known.clientInfo = entry.clientInfo;
            known.updatedAtMs = nowMs;
            known.count++;
            addFirst(known);
        }
    }

    private void addFirst(Entry entry) {
        entries.addFirst(entry);
        footprintBytes += entry.footprintBytes();
    }

    /** Takes the entry out that a new one is like; null if there is none. */
    private Entry takeLike(Entry entry) {
        Iterator<Entry> newestFirst = entries.iterator();
        for (int i = 0; i < LOOKED_AT_MAX && newestFirst.hasNext(); i++) {
            Entry each = newestFirst.next();
            if (!each.isLike(entry)) continue;
            newestFirst.remove();
            footprintBytes -= each.footprintBytes();
            return each;
        }
        return null;
    }

    /** An argument as it is kept here. */
    public static String text(Arguments request, int index) {
        long length = request.length(index);
        String text = ByteText.of(Memory.toArray(request.address(index), Math.min(length, TEXT_LENGTH_MAX)));
        return length <= TEXT_LENGTH_MAX ? text : text + moreBytes(length);
    }

    private static String cut(String text) {
        return text.length() <= TEXT_LENGTH_MAX ? text
                : text.substring(0, TEXT_LENGTH_MAX) + moreBytes(text.length());
    }

    private static String moreBytes(long length) {
        return "... (" + (length - TEXT_LENGTH_MAX) + " more bytes)";
    }

    Collection<Entry> entries() {
        return Collections.unmodifiableCollection(entries);
    }

    /** Forgets the entries; counts and ids go on. */
    void clear() {
        entries.clear();
        footprintBytes = 0;
    }

    /** How often something was denied for this reason: INFO's {@code acl_access_denied_*}. */
    public long count(Denial denial) {
        return counts[denial.ordinal()];
    }

    /** CONFIG RESETSTAT */
    public void resetCounts() {
        Arrays.fill(counts, 0);
    }
}
