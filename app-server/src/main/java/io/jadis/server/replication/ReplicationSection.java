package io.jadis.server.replication;

import io.jadis.server.info.InfoSection;
import io.jadis.server.info.InfoText;

/** This server's place in a chain of replication. */
public final class ReplicationSection implements InfoSection {
    private final Replication replication;

    public ReplicationSection(Replication replication) {
        this.replication = replication;
    }

    @Override
    public String title() {
        return "Replication";
    }

    @Override
    public void write(InfoText text) {
        replication.describe(text);
    }
}
