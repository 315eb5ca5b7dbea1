package io.jadis.server.info;

import io.jadis.server.clock.ServerClock;
import io.jadis.store.keyspace.Database;
import io.jadis.store.keyspace.Keyspace;

/** The databases that hold keys. */
public final class KeyspaceSection implements InfoSection {
    private final Keyspace keyspace;
    private final ServerClock clock;

    public KeyspaceSection(Keyspace keyspace, ServerClock clock) {
        this.keyspace = keyspace;
        this.clock = clock;
    }

    @Override
    public String title() {
        return "Keyspace";
    }

    @Override
    public void write(InfoText text) {
        for (int i = 0; i < keyspace.databaseCount(); i++) {
            Database database = keyspace.database(i);
            if (database.size() == 0) continue;
            text.field("db" + i, "keys=" + database.size() + ",expires=" + database.volatileCount() + ",avg_ttl="
                    + database.averageTtlMs(clock.nowMs()) + ",subexpiry=" + database.timedPayloadCount());
        }
    }
}
