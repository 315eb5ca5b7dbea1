package io.jadis.store.rdb;

import io.jadis.store.keyspace.Database;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.keyspace.LoadBatch;
import io.jadis.store.keyspace.RecordType;

/** A value that was read and belongs to no key yet: it is to be added to a database, or discarded. */
public final class LoadedValue {
    private final Keyspace keyspace;
    private int type;
    private int encoding;
    private long root;
    private long stringAddress;
    private long stringLength;
    private boolean present, repaired;

    LoadedValue(Keyspace keyspace) {
        this.keyspace = keyspace;
    }

    /** False for a collection without elements, which no key can hold. */
    public boolean isPresent() {
        return present;
    }

    /** Creates a key with this value. What the key held is gone, if it held something. @return the record */
    public long addTo(Database database, long nowMs, long keyAddress, long keyLength, long expiresAtMs) {
        assert present;
        present = false;
        if (type == RecordType.STRING) {
            return keyspace.strings().set(database, nowMs, keyAddress, keyLength, stringAddress, stringLength,
                    expiresAtMs, Database.NO_TOUCH);
        }
        long old = database.find(nowMs, keyAddress, keyLength, Database.NO_TOUCH);
        if (old != 0) database.remove(old, keyspace.config().lazyServerDelete());
        return database.add(nowMs, keyAddress, keyLength, type, encoding, root, expiresAtMs);
    }

    /** Creates a key with this value, which must not be there. @return the record */
    long addTo(LoadBatch batch, long nowMs, long keyAddress, long keyLength, long expiresAtMs) {
        assert present;
        present = false;
        if (type == RecordType.STRING) {
            return batch.addString(nowMs, keyAddress, keyLength, stringAddress, stringLength, expiresAtMs);
        }
        return batch.add(nowMs, keyAddress, keyLength, type, encoding, root, expiresAtMs);
    }

    /** Nobody wants it. */
    public void discard() {
        if (present && type != RecordType.STRING) keyspace.discard(type, encoding, root);
        present = false;
    }

    /** Whether it had elements twice, which nobody has looked for, and was read so far that it hasn't any more. */
    public boolean isRepaired() {
        return repaired;
    }

    void setEmpty() {
        present = false;
        repaired = false;
    }

    void setRepaired() {
        repaired = true;
    }

    /** A string, whose bytes stay where they are until it is added. */
    void setString(long address, long length) {
        type = RecordType.STRING;
        stringAddress = address;
        stringLength = length;
        present = true;
    }

    void setCollection(int type, int encoding, long root) {
        this.type = type;
        this.encoding = encoding;
        this.root = root;
        present = true;
    }
}
