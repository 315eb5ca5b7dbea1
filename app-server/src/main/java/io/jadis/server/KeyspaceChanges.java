package io.jadis.server;

import io.jadis.protocol.config.KeyspaceEvents;
import io.jadis.protocol.memory.Memory;
import io.jadis.server.execution.Execution;
import io.jadis.store.keyspace.Database;
import io.jadis.store.keyspace.KeyspaceListener;
import io.jadis.store.keyspace.Record;

/** Sends the keys that expire or are evicted down the same pipeline as a DEL. */
final class KeyspaceChanges implements KeyspaceListener {
    private final Execution execution;

    KeyspaceChanges(Execution execution) {
        this.execution = execution;
    }

    @Override
    public void added(Database database, long record) {
        execution.changes().event(KeyspaceEvents.NEW, "new", database, Record.keyAddress(record), Record.keyLength(record));
    }

    @Override
    public void expired(Database database, long record) {
        removed(KeyspaceEvents.EXPIRED, "expired", database, record);
    }

    @Override
    public void evicted(Database database, long record) {
        removed(KeyspaceEvents.EVICTED, "evicted", database, record);
    }

    private void removed(int type, String event, Database database, long record) {
        long key = Record.keyAddress(record);
        int length = Record.keyLength(record);
        execution.changes().touched(database, key, length);
        execution.changes().event(type, event, database, key, length);
        if (execution.propagation().isActive()) {
            execution.propagation().also(database, "DEL", Memory.toArray(key, length));
        }
    }
}
