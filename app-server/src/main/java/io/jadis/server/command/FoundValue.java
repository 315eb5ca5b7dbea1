package io.jadis.server.command;

import io.jadis.server.execution.Call;
import io.jadis.server.execution.Scratch;
import io.jadis.store.hash.HashValues;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.keyspace.Record;
import io.jadis.store.keyspace.RecordType;
import io.jadis.store.keyspace.StringValues;

/** The value that a {@link ValuePattern} leads to from an element, found by the look-ups of one call. */
final class FoundValue implements AutoCloseable {
    private final Call call;
    private final StringValues strings;
    private final HashValues hashes;
    private final Scratch key;
    /** The hash of the last look-up, which may have lost a field whose time had passed. */
    private long hash;
    private long address;
    private long length;

    FoundValue(Call call, Keyspace keyspace, HashValues hashes) {
        this.call = call;
        this.hashes = hashes;
        strings = keyspace.strings();
        key = new Scratch(keyspace.allocator());
    }

    /** Whether there is a value. It is valid until {@link #done}, which is to be called in any case. */
    boolean find(ValuePattern pattern, long element, long elementLength) {
        if (pattern.isElement()) {
            address = element;
            length = elementLength;
            return true;
        }
        if (!pattern.hasPlace()) return false;
        long record = findKey(pattern, element, elementLength);
        if (record == 0) return false;
        return pattern.hasField() ? findField(record, pattern) : findString(record);
    }

    private long findKey(ValuePattern pattern, long element, long elementLength) {
        long keyLength = pattern.keyLength(elementLength);
        long keyAddress = pattern.keyAddress(element, elementLength, key);
        long record = call.execution().keys().findRead(call.client(), keyAddress, keyLength);
        if (record == 0) call.execution().changes().missed(call.database(), keyAddress, keyLength);
        return record;
    }

    private boolean findField(long record, ValuePattern pattern) {
        if (Record.type(record) != RecordType.HASH) return false;
        hash = record;
        long field = pattern.fieldAddress();
        if (!hashes.find(call.database(), call.hidesBeforeMs(), record, field, pattern.fieldLength())) return false;
        address = hashes.valueAddress();
        length = hashes.valueLength();
        return true;
    }

    private boolean findString(long record) {
        if (Record.type(record) != RecordType.STRING) return false;
        address = strings.address(record);
        length = StringValues.length(record);
        return true;
    }

    /** The value is of no use any more. */
    void done() {
        if (hash != 0) hashes.settle(call.database(), hash);
        hash = 0;
    }

    long address() {
        return address;
    }

    long length() {
        return length;
    }

    /** The value as a number, NaN if it is none. */
    double number() {
        return SortNumber.parse(address, length);
    }

    @Override
    public void close() {
        key.release();
    }
}
