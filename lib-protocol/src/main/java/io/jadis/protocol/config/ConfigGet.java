package io.jadis.protocol.config;

import io.jadis.protocol.config.Directives.Named;
import io.jadis.protocol.match.Glob;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code CONFIG GET}. */
final class ConfigGet {
    private ConfigGet() {}

    static Map<String, String> run(Config config, List<String> patterns) {
        Map<String, Named> matches = new LinkedHashMap<>(); // by the lower case of the name
        for (String pattern : patterns) {
            if (hasWildcard(pattern)) {
                for (Named named : Directives.names()) {
                    boolean hidden = named.directive().is(Trait.HIDDEN);
                    if (!hidden && Glob.matches(pattern, named.name(), true)) matches.putIfAbsent(named.name(), named);
                }
            } else {
                Directives.named(pattern).ifPresent(named ->
                        matches.putIfAbsent(named.name(), new Named(pattern, named.directive())));
            }
        }
        Map<String, String> values = LinkedHashMap.newLinkedHashMap(matches.size());
        for (Named named : matches.values()) values.put(named.name(), config.render(named.directive()));
        return values;
    }

    private static boolean hasWildcard(String pattern) {
        return pattern.indexOf('*') >= 0 || pattern.indexOf('?') >= 0 || pattern.indexOf('[') >= 0;
    }
}
