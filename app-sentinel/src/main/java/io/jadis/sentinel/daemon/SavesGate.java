package io.jadis.sentinel.daemon;

import io.jadis.protocol.server.Connection;
import io.jadis.protocol.server.OutputGate;
import io.jadis.sentinel.core.Saves;

/** Holds replies back until the state they tell of is in the file; a {@link Client} knows up to where. */
record SavesGate(Saves saves) implements OutputGate {
    @Override
    public long position() {
        return saves.position();
    }

    @Override
    public boolean isOpen(long position) {
        return saves.isSettled(position);
    }

    @Override
    public void hold(Connection connection, long position) {
        saves.whenSettled(position, saved -> connection.release());
    }
}
