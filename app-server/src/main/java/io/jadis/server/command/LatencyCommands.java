package io.jadis.server.command;

import io.jadis.protocol.command.Command;
import io.jadis.protocol.command.CommandTable;
import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.HandlerTable;
import io.jadis.server.stats.CommandStats;
import io.jadis.server.stats.LatencyHistogram;
import io.jadis.server.stats.LatencyMonitor;
import io.jadis.server.stats.LatencyMonitor.Series;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** LATENCY: spikes by event, and histograms of the commands' latencies. */
public final class LatencyCommands {
    private static final int GRAPH_COLUMNS = 80;
    private static final char[] GRAPH_LEVELS = {'_', 'o', '#'};

    private final LatencyMonitor monitor;
    private final CommandTable commands;
    private final CommandStats stats;

    public LatencyCommands(LatencyMonitor monitor, CommandTable commands, CommandStats stats) {
        this.monitor = monitor;
        this.commands = commands;
        this.stats = stats;
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("latency|history", this::history);
        handlers.bind("latency|latest", this::latest);
        handlers.bind("latency|reset", this::reset);
        handlers.bind("latency|graph", this::graph);
        handlers.bind("latency|doctor", this::doctor);
        handlers.bind("latency|histogram", this::histogram);
        handlers.bind("latency|help", call -> Help.reply(call,
                "DOCTOR", "    Return what the samples say, in words.",
                "GRAPH <event>", "    Return a graph of an event's samples.",
                "HISTORY <event>", "    Return an event's samples.",
                "LATEST", "    Return the latest sample of each event.",
                "RESET [<event> ...]", "    Forget the samples of these events, of all if none is named.",
                "HISTOGRAM [COMMAND ...]", "    Return how the latencies of commands are distributed."));
    }

    /** LATENCY HISTORY event */
    private void history(Call call) {
        Series series = monitor.byEvent().get(call.text(2));
        if (series == null) {
            call.reply().array(0);
            return;
        }
        call.reply().array(series.count());
        for (int i = 0; i < series.count(); i++) {
            call.reply().array(2);
            call.reply().integer(series.atSeconds(i));
            call.reply().integer(series.latencyMs(i));
        }
    }

    /** LATENCY LATEST */
    private void latest(Call call) {
        call.reply().array(monitor.byEvent().size());
        monitor.byEvent().forEach((event, series) -> {
            int last = series.count() - 1;
            call.reply().array(4);
            call.reply().bulk(event);
            call.reply().integer(series.atSeconds(last));
            call.reply().integer(series.latencyMs(last));
            call.reply().integer(series.maxMs());
        });
    }

    /** LATENCY RESET [event …] */
    private void reset(Call call) {
        int forgotten = 0;
        if (call.count() == 2) forgotten = monitor.resetAll();
        for (int i = 2; i < call.count(); i++) forgotten += monitor.reset(call.text(i)) ? 1 : 0;
        call.reply().integer(forgotten);
    }

    /** LATENCY GRAPH event */
    private void graph(Call call) {
        Series series = monitor.byEvent().get(call.text(2));
        if (series == null) {
            call.reply().error("ERR No samples available for event '" + call.text(2) + "'");
            return;
        }
        long highest = 0, lowest = Long.MAX_VALUE;
        for (int i = 0; i < series.count(); i++) {
            highest = Math.max(highest, series.latencyMs(i));
            lowest = Math.min(lowest, series.latencyMs(i));
        }
        int first = Math.max(0, series.count() - GRAPH_COLUMNS);
        StringBuilder text = new StringBuilder(call.text(2)).append(" - high ").append(highest).append(" ms, low ")
                .append(lowest).append(" ms (all time high ").append(series.maxMs()).append(" ms)\n")
                .append("-".repeat(GRAPH_COLUMNS)).append('\n');
        for (int level = GRAPH_LEVELS.length - 1; level >= 0; level--) {
            for (int i = first; i < series.count(); i++) {
                long share = highest == lowest ? 0
                        : (series.latencyMs(i) - lowest) * GRAPH_LEVELS.length / (highest - lowest);
                int reached = (int) Math.min(share, GRAPH_LEVELS.length - 1);
                text.append(reached == level ? GRAPH_LEVELS[level] : reached > level ? '|' : ' ');
            }
            text.append('\n');
        }
        call.reply().verbatim("txt", text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** LATENCY DOCTOR */
    private void doctor(Call call) {
        StringBuilder text = new StringBuilder();
        if (monitor.thresholdMs() == 0) {
            text.append("Latency monitoring is disabled in this Redis instance. You may use \"CONFIG SET "
                    + "latency-monitor-threshold <milliseconds>.\" in order to enable it.\n");
        } else if (monitor.byEvent().isEmpty()) {
            text.append("No latency spike was seen since the last reset: nothing took longer than ")
                    .append(monitor.thresholdMs()).append(" ms.\n");
        }
        monitor.byEvent().forEach((event, series) -> {
            long sum = 0;
            for (int i = 0; i < series.count(); i++) sum += series.latencyMs(i);
            text.append(event).append(": ").append(series.count()).append(" latency spikes (average ")
                    .append(sum / series.count()).append(" ms, worst ").append(series.maxMs()).append(" ms). ")
                    .append(advice(event)).append('\n');
        });
        call.reply().verbatim("txt", text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String advice(String event) {
        return switch (event) {
            case "command", "fast-command" -> "SLOWLOG GET tells which commands took so long.";
            case "expire-cycle", "expire-del" -> "Many keys expire at the same moment: spread their times.";
            case "eviction-cycle", "eviction-del" -> "Memory is at maxmemory: raise it, or write less at once.";
            default -> "";
        };
    }

    /** LATENCY HISTOGRAM [command …] */
    private void histogram(Call call) {
        Map<String, Command> chosen = new LinkedHashMap<>();
        if (call.count() == 2) {
            commands.allCommands().forEach(command -> choose(chosen, command));
        } else {
            for (int i = 2; i < call.count(); i++) {
                Command command = commands.find(call.text(i).toLowerCase(Locale.ROOT));
                if (command != null) choose(chosen, command);
            }
        }
        call.reply().map(chosen.size());
        chosen.forEach((name, command) -> reply(call.reply(), name, stats.histogram(command)));
    }

    /** A command with calls, or, of a container, its subcommands with calls. */
    private void choose(Map<String, Command> chosen, Command command) {
        if (stats.histogram(command) != null) chosen.put(command.fullName(), command);
        command.subcommands().forEach(subcommand -> choose(chosen, subcommand));
    }

    /** Calls up to each power of two of microseconds, cumulated, until all are counted. */
    private static void reply(ReplyBuffer reply, String name, LatencyHistogram histogram) {
        List<long[]> steps = new ArrayList<>();
        long before = 0;
        for (long micros = 1; before < histogram.count(); micros *= 2) {
            long cumulated = histogram.countUpTo(micros * 1024);
            if (micros > 2_000_000) cumulated = histogram.count();
            if (cumulated > before) steps.add(new long[] {micros, cumulated});
            before = cumulated;
        }
        reply.bulk(name);
        reply.map(2);
        reply.bulk("calls");
        reply.integer(histogram.count());
        reply.bulk("histogram_usec");
        reply.map(steps.size());
        for (long[] step : steps) {
            reply.integer(step[0]);
            reply.integer(step[1]);
        }
    }
}
