package io.jadis.repl;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** How a whole data set comes from a master. */
public sealed interface Payload {
    /** So many bytes, and the stream of commands right behind them. */
    record Sized(long bytes) implements Payload {}

    /** Nobody knows how many: until this mark, after which the master waits to hear of us. */
    record Marked(String mark) implements Payload {}

    /** In the frames of a {@link Lz4Packer}, the last of which says so; then the master waits to hear of us. */
    record Packed() implements Payload {}

    int MARK_LENGTH = 40;
    /** The line before a packed one. Nobody sends it but a Jadis node, to one that has said that it knows it. */
    String PACKED_LINE = "$JADIS-LZ4";
    /** REPLCONF capa, of who wants that. */
    String PACKED_CAPABILITY = "jadis-lz4";

    /**
     * Reads the line that comes before the data: {@code $175} or {@code $EOF:} and the mark, say. Empty if it is none.
     */
    static Optional<Payload> announcedBy(String line) {
        if (line.equals(PACKED_LINE)) return Optional.of(new Packed());
        if (line.startsWith("$EOF:")
                && line.length() == 5 + MARK_LENGTH) return Optional.of(new Marked(line.substring(5)));
        if (!line.startsWith("$") || line.length() < 2 || line.length() > 19) return Optional.empty();
        for (int i = 1; i < line.length(); i++) {
            if (line.charAt(i) < '0' || line.charAt(i) > '9') return Optional.empty();
        }
        return Optional.of(new Sized(Long.parseLong(line.substring(1))));
    }

    /** Whether the master sends nothing behind it before it has heard of us. */
    default boolean isAcknowledged() {
        return !(this instanceof Sized);
    }

    /** The bytes of the mark; none where the size is known. */
    default byte[] markBytes() {
        return switch (this) {
            case Sized sized -> new byte[0];
            case Packed packed -> new byte[0];
            case Marked marked -> marked.mark().getBytes(StandardCharsets.ISO_8859_1);
        };
    }
}
