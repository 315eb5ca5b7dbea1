package io.jadis.server.stats;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.resp.Arguments;
import io.jadis.server.client.Client;
import io.jadis.server.client.ClientLine;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The last calls that took long: SLOWLOG. */
public final class Slowlog {
    private static final int ARGUMENTS_MAX = 32, ARGUMENT_BYTES_MAX = 128;

    /** One slow call, its arguments cut to a bounded size. */
    public record Entry(long id, long atSeconds, long tookUs, List<byte[]> arguments, String peer, String clientName) {}

    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private long thresholdUs = 10_000;
    private long lengthMax = 128;
    private long nextId;

    /** {@code slowlog-log-slower-than}: -1 for never. */
    public void thresholdUs(long us) {
        thresholdUs = us;
    }

    /** {@code slowlog-max-len}. */
    public void lengthMax(long entriesMax) {
        lengthMax = entriesMax;
        trim();
    }

    /** Whether a call of this length belongs here. */
    public boolean isSlow(long tookUs) {
        return thresholdUs >= 0 && tookUs >= thresholdUs;
    }

    /** @param redacted a bit for each argument that is not to be shown */
    public void add(Client client, Arguments arguments, long redacted, long tookUs, long nowMs) {
        if (lengthMax == 0) return;
        entries.addFirst(new Entry(nextId++, nowMs / 1000, tookUs, cut(arguments, redacted),
                ClientLine.peerAddress(client), ClientLine.cut(client.name())));
        trim();
    }

    private static List<byte[]> cut(Arguments arguments, long redacted) {
        int count = arguments.count();
        int kept = Math.min(count, ARGUMENTS_MAX);
        List<byte[]> copies = new ArrayList<>(kept);
        for (int i = 0; i < kept; i++) {
            if (count > ARGUMENTS_MAX && i == kept - 1) {
                copies.add(ascii("... (" + (count - kept + 1) + " more arguments)"));
                continue;
            }
            if ((redacted >>> i & 1) != 0) {
                copies.add(ascii("(redacted)"));
                continue;
            }
            long length = arguments.length(i);
            byte[] copy = Memory.toArray(arguments.address(i), Math.min(length, ARGUMENT_BYTES_MAX));
            if (length > ARGUMENT_BYTES_MAX) {
                String rest = "... (" + (length - ARGUMENT_BYTES_MAX) + " more bytes)";
                copy = ascii(new String(copy, StandardCharsets.ISO_8859_1) + rest);
            }
            copies.add(copy);
        }
        return copies;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Newest first. */
    public Collection<Entry> entries() {
        return entries;
    }

    public void clear() {
        entries.clear();
    }

    private void trim() {
        while (entries.size() > lengthMax) entries.removeLast();
    }
}
