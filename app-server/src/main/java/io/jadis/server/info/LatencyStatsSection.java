package io.jadis.server.info;

import io.jadis.protocol.command.CommandTable;
import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.server.stats.CommandStats;
import io.jadis.server.stats.LatencyHistogram;
import java.util.List;
import java.util.Locale;

/** Percentiles of the latency of each command that was called. */
public final class LatencyStatsSection implements InfoSection {
    private final CommandTable commands;
    private final CommandStats stats;
    private final Config config;

    public LatencyStatsSection(CommandTable commands, CommandStats stats, Config config) {
        this.commands = commands;
        this.stats = stats;
        this.config = config;
    }

    @Override
    public String title() {
        return "Latencystats";
    }

    @Override
    public boolean isDefault() {
        return false;
    }

    @Override
    public void write(InfoText text) {
        if (!config.get(Directives.LATENCY_TRACKING)) return;
        List<Double> percentiles = config.get(Directives.LATENCY_TRACKING_INFO_PERCENTILES);
        CommandStatsSection.forEach(commands, command -> {
            LatencyHistogram histogram = stats.histogram(command);
            if (histogram == null) return;
            StringBuilder line = new StringBuilder();
            for (double percentile : percentiles) {
                if (!line.isEmpty()) line.append(',');
                line.append('p').append(shortest(percentile)).append('=')
                        .append(String.format(Locale.ROOT, "%.3f", histogram.percentileNs(percentile) / 1000.0));
            }
            text.field("latency_percentiles_usec_" + command.fullName(), line.toString());
        });
    }

    /** {@code 99.9}, {@code 50}. */
    private static String shortest(double percentile) {
        String text = Double.toString(percentile);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
