package io.jadis.server.execution;

import io.jadis.protocol.command.Command;
import io.jadis.server.client.Client;

/**
 * Holds back what writes while the server has more to do for what was written than it should have: what a snapshot has
 * to keep, say. Reads go on. Clients that were held back go on in the order they came.
 */
public final class WriteGate implements Admission.PauseGate {
    private final Admission admission;
    private final BlockedClients blocked;
    private final HeldBackClients waiting = new HeldBackClients(false);
    private boolean closed;

    WriteGate(Admission admission, BlockedClients blocked) {
        this.admission = admission;
        this.blocked = blocked;
    }

    public boolean isClosed() {
        return closed;
    }

    public void close(boolean closes) {
        if (closes == closed) return;
        closed = closes;
        admission.writeGate(closes ? this : null);
        if (closes) return;
        blocked.pauseEnded();
        waiting.release();
    }

    @Override
    public boolean holdsBack(Client client, Command command) {
        if (!isPaused(client, command)) return false;
        waiting.add(client);
        return true;
    }

    @Override
    public boolean isPaused(Client client, Command command) {
        return closed && (Admission.effectiveFlags(client, command) & Pause.WRITING) != 0;
    }
}
