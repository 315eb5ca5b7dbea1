package io.jadis.store.rdb;

import io.jadis.store.keyspace.Record;
import java.io.IOException;

/** Strings: one string. */
final class StringCodec implements ValueCodec {
    @Override
    public int typeCode(long record, int version) {
        return RdbFormat.STRING;
    }

    @Override
    public ValueWriter begin(long record, RdbOutput out, int version) {
        if (Record.isNumber(record)) out.number(Record.number(record));
        else out.string(Record.valueAddress(record), Record.valueLength(record));
        return null;
    }

    @Override
    public void read(int typeCode, RdbInput in, LoadedValue into, boolean deep) throws IOException {
        in.readString();
        into.setString(in.stringAddress(), in.stringLength());
    }
}
