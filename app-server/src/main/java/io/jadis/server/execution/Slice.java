package io.jadis.server.execution;

import io.jadis.protocol.resp.Arguments;

/** Bytes in native memory, as the one argument that they become of a command that goes out. */
public record Slice(long address, long length) implements Arguments {
    @Override
    public int count() {
        return 1;
    }

    @Override
    public long address(int i) {
        return address;
    }

    @Override
    public long length(int i) {
        return length;
    }
}
