package io.jadis.server.execution;

import io.jadis.protocol.command.Command;
import io.jadis.protocol.command.CommandFlag;
import io.jadis.server.client.Client;
import io.jadis.server.clock.ServerClock;
import java.util.ArrayList;
import java.util.List;

/**
 * CLIENT PAUSE: for some time commands, or those that write, are held back; while it lasts no key expires or is evicted
 * either, so that the data set stands still. Clients that were held back go on in the order they came.
 */
public final class Pause implements Admission.PauseGate {
    /** EVAL and PUBLISH may send something to replicas, so a pause of writes holds them back too. */
    private static final long WRITING = CommandFlag.WRITE.bit() | CommandFlag.MAY_REPLICATE.bit();

    private final Admission admission;
    private final ServerClock clock;
    private final Runnable changed;
    private final List<Client> waiting = new ArrayList<>();
    private boolean everything;
    private long endsAtMs;

    /** @param changed called when {@link #isOn} has changed */
    public Pause(Admission admission, ServerClock clock, Runnable changed) {
        this.admission = admission;
        this.clock = clock;
        this.changed = changed;
    }

    public boolean isOn() {
        return endsAtMs != 0;
    }

    /** Begins or extends it; what is more restrictive and what lasts longer holds. */
    public void begin(boolean everything, long endsAtMs) {
        this.everything = everything || isOn() && this.everything;
        this.endsAtMs = Math.max(this.endsAtMs, endsAtMs);
        admission.pauseGate(this);
        changed.run();
    }

    /** Ends it. */
    public void end() {
        if (!isOn()) return;
        endsAtMs = 0;
        everything = false;
        admission.pauseGate(null);
        changed.run();
        List<Client> released = List.copyOf(waiting);
        waiting.clear();
        for (Client client : released) {
            client.blocking(null);
            client.connection().resume();
        }
    }

    /** To be called now and then: ends it when its time is over. */
    public void endIfDue() {
        if (isOn() && clock.nowMs() >= endsAtMs) end();
    }

    @Override
    public boolean holdsBack(Client client, Command command) {
        if (!isPaused(client, command)) return false;
        waiting.add(client);
        client.blocking(new HeldBack(client));
        return true;
    }

    @Override
    public boolean isPaused(Client client, Command command) {
        endIfDue();
        return isOn() && (everything || (Admission.effectiveFlags(client, command) & WRITING) != 0);
    }

    private final class HeldBack implements Client.Blocking {
        private final Client client;

        HeldBack(Client client) {
            this.client = client;
        }

        /** CLIENT UNBLOCK doesn't let anybody through. */
        @Override
        public boolean unblock(boolean withError) {
            return false;
        }

        @Override
        public void abandon() {
            waiting.remove(client);
        }

        @Override
        public long bytes() {
            return 0;
        }
    }
}
