package io.jadis.server.execution;

import io.jadis.server.client.Client;
import io.jadis.server.clock.ServerClock;
import io.jadis.store.keyspace.Database;

/** Look-ups on behalf of clients: they respect CLIENT NO-TOUCH and count hits and misses. */
public final class Keys {
    private final ServerClock clock;
    private long hits, misses;

    Keys(ServerClock clock) {
        this.clock = clock;
    }

    /** For reading: the record, or 0. */
    public long findRead(Client client, long keyAddress, long keyLength) {
        long record = client.database().find(clock.nowMs(), keyAddress, keyLength, flags(client));
        if (record == 0) misses++;
        else hits++;
        return record;
    }

    /** For reading without leaving a trace on the key (TYPE, TTL, OBJECT); hits and misses are counted. */
    public long peek(Client client, long keyAddress, long keyLength) {
        long record = client.database().find(clock.nowMs(), keyAddress, keyLength,
                flags(client) | Database.NO_TOUCH);
        if (record == 0) misses++;
        else hits++;
        return record;
    }

    /** For writing: the record, or 0. Writes are no hits. */
    public long findWrite(Client client, long keyAddress, long keyLength) {
        return client.database().findToChange(clock.nowMs(), keyAddress, keyLength,
                flags(client) | Database.FORCE_EXPIRE);
    }

    /** For our master a key is there until it says otherwise. */
    static int flags(Client client) {
        int flags = client.isNoTouch() ? Database.NO_TOUCH : 0;
        return client.isMaster() ? flags | Database.IGNORE_EXPIRY : flags;
    }

    /** keyspace_hits */
    public long hits() {
        return hits;
    }

    /** keyspace_misses */
    public long misses() {
        return misses;
    }

    public void resetStatistics() {
        hits = 0;
        misses = 0;
    }
}
