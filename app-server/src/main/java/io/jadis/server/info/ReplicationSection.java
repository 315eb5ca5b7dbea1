package io.jadis.server.info;

import io.jadis.server.replication.Replication;

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
