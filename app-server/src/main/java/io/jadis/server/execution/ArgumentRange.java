package io.jadis.server.execution;

import io.jadis.protocol.resp.Arguments;

/** A request's arguments from one index up to another. As the request, valid until it has been executed. */
record ArgumentRange(Arguments request, int from, int to) implements Arguments {
    @Override
    public int count() {
        return to - from;
    }

    @Override
    public long address(int i) {
        return request.address(from + i);
    }

    @Override
    public long length(int i) {
        return request.length(from + i);
    }
}
