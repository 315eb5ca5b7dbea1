package io.jadis.server.command;

import io.jadis.protocol.match.Glob;
import io.jadis.protocol.memory.Memory;
import io.jadis.server.execution.Call;

/** A glob pattern that an argument holds, valid during the call; {@code *} isn't even tried. */
final class GlobArgument {
    private long address;
    private long length;
    private boolean matchesAll = true;

    /** From now on anything matches. */
    void matchAll() {
        matchesAll = true;
    }

    void set(Call call, int index) {
        address = call.address(index);
        length = call.length(index);
        matchesAll = length == 1 && Memory.getByte(address) == '*';
    }

    boolean matchesAll() {
        return matchesAll;
    }

    boolean matches(long textAddress, long textLength) {
        return matchesAll || Glob.matches(address, length, textAddress, textLength, false);
    }
}
