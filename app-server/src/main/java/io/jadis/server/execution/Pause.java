package io.jadis.server.execution;

import io.jadis.protocol.command.Command;
import io.jadis.protocol.command.CommandFlag;
import io.jadis.server.client.Client;
import io.jadis.server.clock.ServerClock;

/**
 * CLIENT PAUSE and its like: for some time commands, or those that write, are held back; while it lasts no key expires
 * or is evicted either, so that the data set stands still. Clients that were held back go on in the order they came.
 * Replicas and monitors are never held back. There may be several reasons at once; the most restrictive holds.
 */
public final class Pause implements Admission.PauseGate {
    /** Why. */
    public enum Purpose { CLIENT_COMMAND, FAILOVER, SHUTDOWN }

    /** EVAL and PUBLISH may send something to replicas, so a pause of writes holds them back too. */
    static final long WRITING = CommandFlag.WRITE.bit() | CommandFlag.MAY_REPLICATE.bit();

    private final Admission admission;
    private final ServerClock clock;
    private final Runnable changed;
    private final HeldBackClients waiting = new HeldBackClients(true);
    /** By purpose: 0 while there is none. */
    private final long[] endsAtMs = new long[Purpose.values().length];
    private final boolean[] everything = new boolean[Purpose.values().length];
    private boolean on, everythingHeld;

    /** @param changed called when {@link #isOn} has changed */
    public Pause(Admission admission, ServerClock clock, Runnable changed) {
        this.admission = admission;
        this.clock = clock;
        this.changed = changed;
    }

    public boolean isOn() {
        return on;
    }

    /**
     * Begins or extends it; what is more restrictive and what lasts longer holds.
     *
     * @param untilMs in steady time
     */
    public void begin(Purpose purpose, boolean all, long untilMs) {
        int i = purpose.ordinal();
        everything[i] |= all;
        endsAtMs[i] = Math.max(endsAtMs[i], untilMs);
        update();
    }

    /** Ends it, as far as it has this purpose. */
    public void end(Purpose purpose) {
        int i = purpose.ordinal();
        if (endsAtMs[i] == 0) return;
        endsAtMs[i] = 0;
        everything[i] = false;
        update();
    }

    /** To be called now and then: ends what has lasted its time. */
    public void endIfDue() {
        if (!on) return;
        for (Purpose purpose : Purpose.values()) {
            long untilMs = endsAtMs[purpose.ordinal()];
            if (untilMs != 0 && clock.steadyMs() >= untilMs) end(purpose);
        }
    }

    private void update() {
        boolean wasOn = on, allBefore = everythingHeld;
        on = false;
        everythingHeld = false;
        for (int i = 0; i < endsAtMs.length; i++) {
            on |= endsAtMs[i] != 0;
            everythingHeld |= everything[i];
        }
        admission.pauseGate(on ? this : null);
        if (on != wasOn) changed.run();
        // They are looked at again, and may be held back again.
        if (wasOn && !on || allBefore && !everythingHeld) waiting.release();
    }

    @Override
    public boolean holdsBack(Client client, Command command) {
        if (!isPaused(client, command)) return false;
        waiting.add(client);
        return true;
    }

    @Override
    public boolean isPaused(Client client, Command command) {
        endIfDue();
        return on && !client.isReplica() && !client.isMonitor()
                && (everythingHeld || (Admission.effectiveFlags(client, command) & WRITING) != 0);
    }
}
