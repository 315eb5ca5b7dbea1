package io.jadis.simulator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/** What happened, line by line, for who has to understand a seed that failed. */
public final class Story {
    private static final int LINES_MAX = 400;

    private record Line(long atMs, String who, String what) {}

    private final long seed;
    private final long startMs;
    private final Deque<Line> lines = new ArrayDeque<>();
    private long hash = 17;

    Story(long seed, long startMs) {
        this.seed = seed;
        this.startMs = startMs;
    }

    /** Adds a line; only the last ones are kept. */
    public void tell(long atMs, String who, String what) {
        hash = 31 * (31 * (31 * hash + atMs) + who.hashCode()) + what.hashCode();
        lines.addLast(new Line(atMs, who, what));
        if (lines.size() > LINES_MAX) lines.removeFirst();
    }

    /** Of all lines ever told: two runs of one seed have the same. */
    public long fingerprint() {
        return hash;
    }

    String text(long nowMs) {
        StringBuilder text =
                new StringBuilder("seed=" + seed + ", failed at " + seconds(nowMs) + " s; the last that happened:\n");
        for (Line line : lines) {
            text.append(seconds(line.atMs)).append(' ').append(line.who).append(": ").append(line.what).append('\n');
        }
        return text.toString();
    }

    private String seconds(long atMs) {
        return String.format(Locale.ROOT, "%8.3f", (atMs - startMs) / 1000.0);
    }
}
