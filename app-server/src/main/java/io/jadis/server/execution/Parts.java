package io.jadis.server.execution;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.resp.Arguments;
import java.nio.charset.StandardCharsets;

/**
 * What a command that goes out is made of: {@link Arguments} give all theirs, byte[] is one argument as it is, and
 * everything else one by its text.
 */
final class Parts {
    /** Hears of each argument, in order. */
    @FunctionalInterface
    interface Ends {
        /** @param end offset behind the argument, from the first one's start */
        void end(int index, long end);
    }

    /** Arguments or byte[]. */
    private final Object[] sources;
    private int count;
    private long length;

    Parts(Object... parts) {
        sources = new Object[parts.length];
        for (int i = 0; i < parts.length; i++) {
            sources[i] = parts[i] instanceof Arguments || parts[i] instanceof byte[] ? parts[i]
                    : parts[i].toString().getBytes(StandardCharsets.ISO_8859_1);
        }
        ends((index, end) -> {
            count = index + 1;
            length = end;
        });
    }

    /** How many arguments there are. */
    int count() {
        return count;
    }

    /** Bytes of all of them. */
    long length() {
        return length;
    }

    void ends(Ends ends) {
        int index = 0;
        long end = 0;
        for (Object source : sources) {
            if (source instanceof Arguments several) {
                for (int i = 0; i < several.count(); i++) {
                    ends.end(index++, end += several.length(i));
                }
            } else {
                ends.end(index++, end += ((byte[]) source).length);
            }
        }
    }

    /** Copies all of them, one behind the other. */
    void copyTo(long address) {
        long at = address;
        for (Object source : sources) {
            if (source instanceof Arguments several) {
                for (int i = 0; i < several.count(); i++) {
                    Memory.copy(several.address(i), at, several.length(i));
                    at += several.length(i);
                }
            } else {
                byte[] bytes = (byte[]) source;
                Memory.copyIn(bytes, 0, at, bytes.length);
                at += bytes.length;
            }
        }
    }
}
