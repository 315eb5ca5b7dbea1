package io.jadis.server.execution;

import io.jadis.protocol.resp.Arguments;
import java.util.BitSet;

/** Some of a request's arguments, in their order. As the request, valid until it has been executed. */
record ChosenArguments(Arguments request, int[] indexes) implements Arguments {
    ChosenArguments(Arguments request, BitSet indexes) {
        this(request, indexes.stream().toArray());
    }

    @Override
    public int count() {
        return indexes.length;
    }

    @Override
    public long address(int i) {
        return request.address(indexes[i]);
    }

    @Override
    public long length(int i) {
        return request.length(indexes[i]);
    }
}
