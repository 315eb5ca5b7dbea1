package io.jadis.sentinel.daemon;

import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.match.Glob;
import io.jadis.sentinel.core.Master;
import io.jadis.sentinel.core.MasterSettings;
import io.jadis.sentinel.core.Saves;
import io.jadis.sentinel.core.Sentinel;
import io.jadis.sentinel.core.SentinelOptions;
import io.jadis.sentinel.core.Timing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The subcommands of SENTINEL that change something. */
final class SentinelOrders {
    private static final Logger LOG = LoggerFactory.getLogger(SentinelOrders.class);
    private static final List<String> OPTIONS = List.of("resolve-hostnames", "announce-hostnames", "announce-ip",
            "announce-port", "sentinel-user", "sentinel-pass", "loglevel");
    private static final Set<String> LOG_LEVELS = Set.of("debug", "verbose", "notice", "warning", "nothing");
    private static final int PORT_MAX = 65_535;

    private final Sentinel sentinel;
    private final Config config;
    private final Names names;
    private final Saves saves;

    SentinelOrders(Sentinel sentinel, Config config, Names names, Saves saves) {
        this.sentinel = sentinel;
        this.config = config;
        this.names = names;
        this.saves = saves;
    }

    void bindTo(Clients clients) {
        clients.bind("sentinel|monitor", this::monitor);
        clients.bind("sentinel|remove", this::remove);
        clients.bind("sentinel|reset", this::reset);
        clients.bind("sentinel|failover", this::failover);
        clients.bind("sentinel|flushconfig", this::persistAndReply);
        clients.bind("sentinel|set", this::set);
        clients.bind("sentinel|config", this::config);
        clients.bind("sentinel|debug", this::debug);
        clients.bind("sentinel|simulate-failure", this::simulateFailure);
    }

    private void persistAndReply(Call call) {
        Client client = call.client();
        client.owe();
        saves.save();
        saves.whenSettled(saves.position(), saved -> client.answer(reply -> {
            if (saved) reply.ok();
            else reply.error("ERR Failed to save config file. Check server logs.");
        }));
    }

    private void monitor(Call call) {
        Long quorum = call.number(5, "Invalid quorum");
        if (quorum == null) return;
        Long port = call.number(4, "Invalid port");
        if (port == null) return;
        if (quorum <= 0) {
            call.error("Quorum must be 1 or greater.");
            return;
        }
        if (names.resolve(call.text(3), sentinel.options().resolveHostnames) == null) {
            call.error("Invalid IP address or hostname specified");
            return;
        }
        String error = sentinel.monitor(call.nowMs(), call.text(2), call.text(3),
                (int) Math.clamp(port, -1, PORT_MAX + 1), (int) Math.clamp(quorum, 1, Integer.MAX_VALUE));
        if (error != null) {
            call.error(error);
            return;
        }
        persistAndReply(call);
        sentinel.announceMonitor(sentinel.master(call.text(2)));
    }

    private void remove(Call call) {
        Master master = SentinelQueries.named(sentinel, call, 2);
        if (master == null) return;
        sentinel.stopMonitoring(call.nowMs(), master);
        persistAndReply(call);
    }

    private void reset(Call call) {
        int count = sentinel.reset(call.nowMs(), call.text(2));
        if (count > 0) saves.save();
        call.reply().integer(count);
    }

    private void failover(Call call) {
        Master master = SentinelQueries.named(sentinel, call, 2);
        if (master == null) return;
        String error = sentinel.failover(call.nowMs(), master);
        if (error == null) call.reply().ok();
        else call.reply().error(error);
    }

    private void set(Call call) {
        Master master = SentinelQueries.named(sentinel, call, 2);
        if (master == null) return;
        MasterSettings.Outcome outcome = MasterSettings.set(sentinel, call.nowMs(), master, call.texts(3));
        if (outcome.error() == null) {
            persistAndReply(call);
            return;
        }
        call.error(outcome.error());
        if (outcome.changed()) saves.save();
    }

    // ---- SENTINEL CONFIG

    private void config(Call call) {
        if (call.is(2, "set") && call.count() >= 5) setOptions(call);
        else if (call.is(2, "get")) getOptions(call);
        else call.error("Only SENTINEL CONFIG GET <param> [<param> <param> ...]/ SET <param> <value> [<param> <value> ...] "
                    + "are supported.");
    }

    private void getOptions(Call call) {
        Map<String, String> found = new LinkedHashMap<>();
        for (String pattern : call.texts(3)) {
            for (String option : OPTIONS) {
                if (Glob.matches(pattern, option, true)) found.put(option, option(option));
            }
        }
        call.reply().map(found.size());
        found.forEach((option, value) -> {
            call.reply().bulk(option);
            call.reply().bulk(LosslessText.bytes(value));
        });
    }

    private String option(String name) {
        SentinelOptions options = sentinel.options();
        return switch (name) {
            case "resolve-hostnames" -> options.resolveHostnames ? "yes" : "no";
            case "announce-hostnames" -> options.announceHostnames ? "yes" : "no";
            case "announce-ip" -> orEmpty(options.announceIp);
            case "announce-port" -> Integer.toString(options.announcePort);
            case "sentinel-user" -> orEmpty(options.sentinelUser);
            case "sentinel-pass" -> orEmpty(options.sentinelPassword);
            default -> config.render(Directives.LOGLEVEL);
        };
    }

    private void setOptions(Call call) {
        List<String> words = call.texts(3);
        String error = optionsError(words);
        if (error != null) {
            call.error(error);
            return;
        }
        boolean newPassword = false;
        for (int i = 0; i < words.size(); i += 2) {
            String option = words.get(i).toLowerCase(Locale.ROOT);
            newPassword |= option.equals("sentinel-user") || option.equals("sentinel-pass");
            setOption(option, words.get(i + 1));
        }
        persistAndReply(call);
        if (newPassword) sentinel.dropSentinelLinks(call.nowMs());
    }

    /** What is wrong with any of them, before one is set. */
    private static String optionsError(List<String> words) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < words.size(); i += 2) {
            String shown = words.get(i), option = shown.toLowerCase(Locale.ROOT);
            if (!OPTIONS.contains(option)) return "Invalid argument '" + shown + "' to SENTINEL CONFIG SET";
            if (!seen.add(option)) return "Duplicate argument '" + shown + "' to SENTINEL CONFIG SET";
            if (i + 1 == words.size()) return "Missing argument '" + shown + "' value";
            if (!isValid(option, words.get(i + 1))) {
                return "Invalid value '" + words.get(i + 1) + "' to SENTINEL CONFIG SET '" + shown + "'";
            }
        }
        return null;
    }

    private static boolean isValid(String option, String value) {
        return switch (option) {
            case "resolve-hostnames", "announce-hostnames" -> value.equalsIgnoreCase("yes")
                    || value.equalsIgnoreCase("no");
            case "announce-port" -> value.matches("[0-9]{1,5}") && Integer.parseInt(value) <= PORT_MAX;
            case "loglevel" -> LOG_LEVELS.contains(value.toLowerCase(Locale.ROOT));
            default -> true;
        };
    }

    private void setOption(String option, String value) {
        SentinelOptions options = sentinel.options();
        switch (option) {
            case "resolve-hostnames" -> options.resolveHostnames = value.equalsIgnoreCase("yes");
            case "announce-hostnames" -> options.announceHostnames = value.equalsIgnoreCase("yes");
            case "announce-ip" -> options.announceIp = value.isEmpty() ? null : value;
            case "announce-port" -> options.announcePort = Integer.parseInt(value);
            case "sentinel-user" -> options.sentinelUser = value.isEmpty() ? null : value;
            case "sentinel-pass" -> options.sentinelPassword = value.isEmpty() ? null : value;
            default -> {
                Optional<String> refused = config.set(List.of("loglevel", value), true, false);
                refused.ifPresent(LOG::warn);
            }
        }
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }

    // ---- for tests and the curious

    private void debug(Call call) {
        Timing timing = sentinel.timing();
        if (call.count() == 2) {
            call.reply().map(Timing.Span.values().length);
            for (Timing.Span span : Timing.Span.values()) {
                call.reply().bulk(span.shown());
                call.reply().bulkInteger(timing.ms(span));
            }
            return;
        }
        List<String> words = new ArrayList<>(call.texts(2));
        for (int i = 0; i < words.size(); i += 2) {
            Timing.Span span = Timing.Span.named(words.get(i));
            if (span == null || i + 1 == words.size()) {
                call.error("Unknown option or number of arguments for SENTINEL DEBUG '" + words.get(i) + "'");
                return;
            }
            String value = words.get(i + 1);
            if (!value.matches("[0-9]{1,18}") || Long.parseLong(value) == 0) {
                call.error("Invalid argument '" + value + "' for SENTINEL DEBUG '" + words.get(i) + "'");
                return;
            }
            timing.set(span, Long.parseLong(value));
        }
        call.reply().ok();
    }

    private void simulateFailure(Call call) {
        boolean election = false, promotion = false;
        sentinel.simulateFailure(false, false);
        for (String word : call.texts(2)) {
            if (word.equalsIgnoreCase("crash-after-election")) {
                election = true;
                LOG.warn("Failure simulation: this Sentinel will crash after being successfully elected as failover leader");
            } else if (word.equalsIgnoreCase("crash-after-promotion")) {
                promotion = true;
                LOG.warn("Failure simulation: this Sentinel will crash after promoting the selected replica to master");
            } else if (word.equalsIgnoreCase("help")) {
                call.reply().array(2);
                call.reply().bulk("crash-after-election");
                call.reply().bulk("crash-after-promotion");
                return;
            } else {
                call.error("Unknown failure simulation specified");
                return;
            }
            sentinel.simulateFailure(election, promotion);
        }
        call.reply().ok();
    }
}
