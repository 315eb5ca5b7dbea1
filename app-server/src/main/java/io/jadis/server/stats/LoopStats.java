package io.jadis.server.stats;

import java.util.function.LongSupplier;

/**
 * The executor's work: how often it woke up for clients and timers, for how long, and the rates that INFO shows, which
 * are averages over the last 16 samples of 100 ms.
 */
public final class LoopStats {
    private static final int SAMPLES = 16;
    private static final long SAMPLE_PERIOD_NS = 100_000_000;

    /** A figure that only grows, and its latest rates. */
    private static final class Rate {
        private final LongSupplier total;
        private final double[] perSecond = new double[SAMPLES];
        private long last;

        Rate(LongSupplier total) {
            this.total = total;
        }

        void sample(int slot, long elapsedNs) {
            long now = total.getAsLong();
            // A reset of the statistics makes the total fall: that is no negative rate.
            perSecond[slot] = Math.max(0, now - last) * 1e9 / elapsedNs;
            last = now;
        }

        double average() {
            double sum = 0;
            for (double rate : perSecond) sum += rate;
            return sum / SAMPLES;
        }
    }

    private final Rate commands, input, output, replicationInput, replicationOutput, cycleRate, busyRate;
    private final Rate[] rates;
    private long cycles, busyNs, expiryNs, cronNs;
    private long sampledAtNs = System.nanoTime();
    private int slot;
    private final LongSupplier commandsTotal;
    private long commandsBefore, cycleCommandsMax, cycleNsMax;

    public LoopStats(LongSupplier commandsTotal, LongSupplier inputBytes, LongSupplier outputBytes,
            LongSupplier replicationInputBytes, LongSupplier replicationOutputBytes) {
        this.commandsTotal = commandsTotal;
        commands = new Rate(commandsTotal);
        input = new Rate(inputBytes);
        output = new Rate(outputBytes);
        replicationInput = new Rate(replicationInputBytes);
        replicationOutput = new Rate(replicationOutputBytes);
        cycleRate = new Rate(() -> cycles);
        busyRate = new Rate(() -> busyNs);
        rates = new Rate[] {commands, input, output, replicationInput, replicationOutput, cycleRate, busyRate};
    }

    /** The executor was woken and worked for so long. */
    public void cycle(long tookNs) {
        cycles++;
        busyNs += tookNs;
        cycleNsMax = Math.max(cycleNsMax, tookNs);
        long commandsNow = commandsTotal.getAsLong();
        cycleCommandsMax = Math.max(cycleCommandsMax, commandsNow - commandsBefore);
        commandsBefore = commandsNow;
    }

    public void expiry(long tookNs) {
        expiryNs += tookNs;
    }

    public void cron(long tookNs) {
        cronNs += tookNs;
    }

    /** To be called from the cron; takes a sample where one is due. */
    public void sample(long nowNs) {
        long elapsedNs = nowNs - sampledAtNs;
        if (elapsedNs < SAMPLE_PERIOD_NS) return;
        sampledAtNs = nowNs;
        for (Rate rate : rates) rate.sample(slot, elapsedNs);
        slot = (slot + 1) % SAMPLES;
    }

    public double commandsPerSecond() {
        return commands.average();
    }

    public double inputBytesPerSecond() {
        return input.average();
    }

    public double outputBytesPerSecond() {
        return output.average();
    }

    public double replicationInputBytesPerSecond() {
        return replicationInput.average();
    }

    public double replicationOutputBytesPerSecond() {
        return replicationOutput.average();
    }

    public double cyclesPerSecond() {
        return cycleRate.average();
    }

    /** Mean time of a cycle of late. */
    public double microsPerCycle() {
        double perSecond = cycleRate.average();
        return perSecond == 0 ? 0 : busyRate.average() / perSecond / 1000;
    }

    public long cycles() {
        return cycles;
    }

    public long busyNs() {
        return busyNs;
    }

    /** The longest cycle. */
    public long cycleNsMax() {
        return cycleNsMax;
    }

    /** The most commands of one cycle. */
    public long cycleCommandsMax() {
        return cycleCommandsMax;
    }

    public long expiryNs() {
        return expiryNs;
    }

    public long cronNs() {
        return cronNs;
    }

    /** CONFIG RESETSTAT. */
    public void reset() {
        cycles = 0;
        busyNs = 0;
        expiryNs = 0;
        cronNs = 0;
        cycleNsMax = 0;
        cycleCommandsMax = 0;
    }
}
