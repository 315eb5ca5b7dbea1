package io.jadis.store.aof;

import io.jadis.store.rdb.RdbHeader;
import java.util.Optional;

/**
 * Where in a replication stream the data set is, as comments between the commands say: {@code #RP:offset:database:id},
 * and {@code #RP:offset} while the rest stays as it was. It counts if no command follows. Redis skips such lines.
 */
final class AofPlace {
    static final String PREFIX = "RP:";
    private static final int ID_LENGTH = 40;

    private RdbHeader.Replication last;
    private boolean current;

    static String wholeLine(RdbHeader.Replication place) {
        return PREFIX + place.offset() + ":" + place.streamDatabase() + ":" + place.id();
    }

    static String offsetLine(RdbHeader.Replication place) {
        return PREFIX + place.offset();
    }

    /** A comment was read, here without its {@code #}. What is no place doesn't matter. */
    void read(String comment) {
        if (!comment.startsWith(PREFIX)) return;
        String[] parts = comment.substring(PREFIX.length()).split(":");
        try {
            long offset = Long.parseLong(parts[0]);
            if (parts.length == 3 && parts[2].length() == ID_LENGTH) {
                last = new RdbHeader.Replication(Integer.parseInt(parts[1]), parts[2], offset);
                current = true;
            } else if (parts.length == 1 && last != null) {
                last = new RdbHeader.Replication(last.streamDatabase(), last.id(), offset);
                current = true;
            }
        } catch (NumberFormatException e) {
            current = false;
        }
    }

    /** A command was read: the data set is further than what was said. */
    void passed() {
        current = false;
    }

    Optional<RdbHeader.Replication> get() {
        return current ? Optional.of(last) : Optional.empty();
    }
}
