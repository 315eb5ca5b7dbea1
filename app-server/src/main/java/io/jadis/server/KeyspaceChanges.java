package io.jadis.server;

import io.jadis.protocol.config.BoolDirective;
import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.config.KeyspaceEvents;
import io.jadis.server.execution.Execution;
import io.jadis.server.execution.Slice;
import io.jadis.store.keyspace.Database;
import io.jadis.store.keyspace.KeyspaceListener;
import io.jadis.store.keyspace.Record;

/**
 * Sends the keys that expire or are evicted down the same pipeline as a DEL, or an UNLINK where they are freed lazily.
 */
final class KeyspaceChanges implements KeyspaceListener {
    private final Execution execution;
    private final Config config;

    KeyspaceChanges(Execution execution, Config config) {
        this.execution = execution;
        this.config = config;
    }

    @Override
    public void added(Database database, long record) {
        long key = Record.keyAddress(record);
        int length = Record.keyLength(record);
        execution.changes().event(KeyspaceEvents.NEW, "new", database, key, length);
        execution.blocked().keyIsReady(database, key, length, Record.type(record));
    }

    @Override
    public void leaving(Database database, long record) {
        execution.blocked().keyIsGone(database, Record.keyAddress(record), Record.keyLength(record));
    }

    @Override
    public void expired(Database database, long record) {
        removed(KeyspaceEvents.EXPIRED, "expired", Directives.LAZYFREE_LAZY_EXPIRE, database, record);
    }

    @Override
    public void evicted(Database database, long record) {
        removed(KeyspaceEvents.EVICTED, "evicted", Directives.LAZYFREE_LAZY_EVICTION, database, record);
    }

    @Override
    public void fieldExpired(Database database, long record, long fieldAddress, long fieldLength) {
        execution.propagation().alsoElement(database, "HDEL", Record.keyAddress(record), Record.keyLength(record),
                fieldAddress, fieldLength);
    }

    @Override
    public void fieldsExpired(Database database, long record) {
        execution.propagation().endElements();
        long key = Record.keyAddress(record);
        int length = Record.keyLength(record);
        execution.changes().decayed(database, key, length);
        execution.changes().event(KeyspaceEvents.HASH, "hexpired", database, key, length);
    }

    @Override
    public void emptied(Database database, long record) {
        execution.changes().event(KeyspaceEvents.GENERIC, "del", database, Record.keyAddress(record),
                Record.keyLength(record));
    }

    private void removed(int type, String event, BoolDirective lazily, Database database, long record) {
        long key = Record.keyAddress(record);
        int length = Record.keyLength(record);
        execution.changes().decayed(database, key, length);
        execution.changes().event(type, event, database, key, length);
        if (execution.propagation().isActive()) {
            execution.propagation().also(database, config.get(lazily) ? "UNLINK" : "DEL", new Slice(key, length));
        }
    }
}
