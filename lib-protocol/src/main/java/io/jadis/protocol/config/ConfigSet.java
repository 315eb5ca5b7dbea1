package io.jadis.protocol.config;

import io.jadis.protocol.config.Config.Applier;
import io.jadis.protocol.config.Config.Snapshot;
import io.jadis.protocol.config.Directives.Named;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One {@code CONFIG SET}: look all names up, then set all values, then apply the changes. Whichever step fails, the old
 * values come back; what was applied by then is applied again with them.
 */
final class ConfigSet {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigSet.class);

    private final Config config;
    private final List<String> namesAndValues;
    private final List<Named> targets = new ArrayList<>();

    ConfigSet(Config config, List<String> namesAndValues) {
        this.config = config;
        this.namesAndValues = namesAndValues;
    }

    Optional<String> run(boolean clientIsLocal, boolean loading) {
        if (namesAndValues.size() % 2 != 0) return Optional.of("ERR syntax error");
        Optional<String> error = lookUp(clientIsLocal, loading);
        if (error.isPresent()) return error;
        Snapshot before = config.snapshot();
        error = assign();
        if (error.isPresent()) {
            config.restore(before);
            return error;
        }
        return apply(before);
    }

    private Optional<String> lookUp(boolean clientIsLocal, boolean loading) {
        boolean protectedAllowed = config.get(Directives.ENABLE_PROTECTED_CONFIGS).allows(clientIsLocal);
        for (int i = 0; i < namesAndValues.size(); i += 2) {
            String name = namesAndValues.get(i);
            Optional<Named> found = Directives.named(name);
            if (found.isEmpty()) {
                // Text in C ends at a NUL.
                String shown = name.split("\0", 2)[0];
                return Optional.of("ERR Unknown option or number of arguments for CONFIG SET - '" + shown + "'");
            }
            Directive directive = found.get().directive();
            if (directive.is(Trait.IMMUTABLE)) return failed(name, "can't set immutable config");
            if (directive.is(Trait.PROTECTED) && !protectedAllowed) return failed(name, "can't set protected config");
            if (directive.is(Trait.DENY_LOADING) && loading) {
                return Optional.of("LOADING Redis is loading the dataset in memory");
            }
            // An alias beside its name is no duplicate: the later one holds, as in Redis.
            if (targets.contains(found.get())) return failed(name, "duplicate parameter");
            targets.add(found.get());
        }
        return Optional.empty();
    }

    private Optional<String> assign() {
        for (int i = 0; i < targets.size(); i++) {
            Directive directive = targets.get(i).directive();
            try {
                directive.assign(config, arguments(directive, namesAndValues.get(2 * i + 1)), false);
            } catch (ConfigRefused e) {
                return failed(targets.get(i).name(), e.getMessage());
            }
        }
        return Optional.empty();
    }

    /** Unlike a line of a file, the value knows no quotes: each blank separates. */
    private static List<String> arguments(Directive directive, String value) {
        if (!directive.takesList()) return List.of(value);
        return value.isEmpty() ? List.of() : List.of(value.split(" ", -1));
    }

    private Optional<String> apply(Snapshot before) {
        Map<Applier, Named> pending = new LinkedHashMap<>();
        for (Named target : targets) {
            Directive directive = target.directive();
            if (!before.differs(config, directive) && !directive.is(Trait.VOLATILE)) continue;
            for (Applier applier : config.appliersOf(directive)) pending.putIfAbsent(applier, target);
        }
        List<Applier> done = new ArrayList<>();
        for (Map.Entry<Applier, Named> entry : pending.entrySet()) {
            done.add(entry.getKey());
            try {
                entry.getKey().apply();
            } catch (ConfigRefused e) {
                String name = entry.getValue().name();
                LOG.warn("Failed applying new configuration. Possibly related to new {} setting. "
                        + "Restoring previous settings.", name);
                config.restore(before);
                done.forEach(this::applyRestored);
                return failed(name, e.getMessage());
            }
        }
        return Optional.empty();
    }

    private void applyRestored(Applier applier) {
        try {
            applier.apply();
        } catch (ConfigRefused e) {
            LOG.warn("Failed applying restored failed CONFIG SET command: {}", e.getMessage());
        }
    }

    private static Optional<String> failed(String name, String reason) {
        String error = "ERR CONFIG SET failed (possibly related to argument '" + name + "')";
        return Optional.of(reason == null || reason.isEmpty() ? error : error + " - " + reason);
    }
}
