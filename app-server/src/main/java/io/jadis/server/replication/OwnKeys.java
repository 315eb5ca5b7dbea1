package io.jadis.server.replication;

import io.jadis.protocol.memory.Memory;
import io.jadis.server.execution.Changes;
import io.jadis.server.execution.Scratch;
import io.jadis.store.keyspace.Database;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.keyspace.Record;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Keys that clients of a writable replica have changed: our master knows nothing of these and will never expire them,
 * so the replica does. Nobody else's.
 */
final class OwnKeys implements Changes.Listener {
    /**
     * They are kept on the Java heap: whoever writes more on a replica finds the rest of them expired by look-ups only.
     */
    private static final int KEYS_MAX = 50_000, KEY_BYTES_MAX = 256;
    private static final int STEP_KEYS_MAX = 1_000;

    private record OwnKey(Database database, ByteBuffer name) {}

    private final Keyspace keyspace;
    private final Scratch scratch;
    private final Set<OwnKey> keys = new LinkedHashSet<>();
    private boolean listening = true;

    OwnKeys(Keyspace keyspace, Scratch scratch) {
        this.keyspace = keyspace;
        this.scratch = scratch;
    }

    /** Whether what changes now is changed by clients. */
    void listen(boolean on) {
        listening = on;
    }

    int count() {
        return keys.size();
    }

    void forgetAll() {
        keys.clear();
    }

    @Override
    public void changed(Database database, long keyAddress, long keyLength) {
        if (!listening || keyLength > KEY_BYTES_MAX || keys.size() >= KEYS_MAX) return;
        keys.add(new OwnKey(database, ByteBuffer.wrap(Memory.toArray(keyAddress, keyLength))));
    }

    /** Removes those whose time has come, and forgets those that have none. */
    void expireDue(long nowMs) {
        Iterator<OwnKey> each = keys.iterator();
        for (int i = 0; i < STEP_KEYS_MAX && each.hasNext(); i++) {
            OwnKey key = each.next();
            byte[] name = key.name.array();
            long address = scratch.hold(name);
            long record = key.database.find(nowMs, address, name.length, Database.NO_TOUCH | Database.FORCE_EXPIRE);
            if (record == 0 || !Record.hasExpiry(record)) each.remove();
        }
    }
}
