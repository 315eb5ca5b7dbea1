package io.jadis.protocol.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** conf/redis.conf and docs/configuration.md say what the code does. */
class ShippedFilesTest {
    private static final Pattern EXAMPLE = Pattern.compile("#[a-z].*");

    private static List<String> conf() throws IOException {
        return Files.readAllLines(ConfigFacts.upwards("conf/redis.conf"));
    }

    private static String name(String line) {
        return line.replaceFirst("^#", "").split(" ")[0];
    }

    /**
     * As in Redis's own file: who starts from it listens on this machine alone, and has a pidfile in the foreground,
     * too.
     */
    @Test
    void theShippedFileHoldsTheDefaultsButForTheAddressAndThePidfile() throws Exception {
        RecordedDirectives recorded = new RecordedDirectives();
        Config loaded = ConfigLoader.parse(ByteText.bytes(String.join("\n", conf())), recorded);
        Config defaults = ConfigTests.defaults();
        assertEquals("127.0.0.1 -::1", loaded.render(Directives.BIND));
        assertEquals("/var/run/redis_6379.pid", loaded.render(Directives.PIDFILE));
        for (Directive directive : Directives.all()) {
            if (directive == Directives.BIND || directive == Directives.PIDFILE) continue;
            assertEquals(defaults.render(directive), loaded.render(directive), directive.name());
        }
        assertEquals(List.of(), recorded.seen);
    }

    @Test
    void everyDirectiveThatIsShownIsDocumentedAsALineOrAnExample() throws Exception {
        TreeSet<String> missing = Directives.all().stream().filter(directive -> !directive.is(Trait.HIDDEN))
                .map(Directive::name).collect(Collectors.toCollection(TreeSet::new));
        missing.addAll(List.of("include", "rename-command", "user", "loadmodule"));
        List<String> unknown = new ArrayList<>();
        for (String line : conf()) {
            if (!EXAMPLE.matcher(line).matches() && (line.isBlank() || line.startsWith("#"))) continue;
            if (!missing.remove(name(line)) && Directives.find(name(line)).isEmpty()) unknown.add(line);
        }
        assertEquals(List.of(), List.copyOf(missing));
        assertEquals(List.of(), unknown);
    }

    @Test
    void everyExampleIsRight() throws Exception {
        for (String line : conf()) {
            if (!EXAMPLE.matcher(line).matches() || line.startsWith("#include")) continue;
            ConfigTests.load(line.substring(1));
        }
    }

    @Test
    void theDocumentationListsWhatHasNoEffect() throws Exception {
        String docs = Files.readString(ConfigFacts.upwards("docs/configuration.md"));
        String table = docs.substring(docs.indexOf("## Accepted, kept, without effect"));
        TreeSet<String> listed = new TreeSet<>();
        for (String line : table.lines().filter(l -> l.startsWith("| `")).toList()) listed.add(line.split("`")[1]);
        TreeSet<String> inert = Directives.all().stream().filter(directive -> directive.is(Trait.INERT))
                .map(Directive::name).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(inert, listed);
    }

    @Test
    void theDocumentationNamesWhatIsHiddenAndWhatIsNotBuiltYet() throws Exception {
        String docs = Files.readString(ConfigFacts.upwards("docs/configuration.md"));
        for (Directive directive : Directives.all()) {
            if (directive.is(Trait.HIDDEN)) assertTrue(docs.contains("`" + directive.name() + "`"), directive.name());
        }
        String table = docs.substring(docs.indexOf("## Known, not built yet"), docs.indexOf("## Accepted, kept"));
        for (String row : table.lines().filter(line -> line.startsWith("| `")).toList()) {
            for (String name : row.substring(0, row.indexOf(" | ")).replaceAll("[| `]", "").split(",")) {
                String prefix = name.replace("*", "");
                assertTrue(Directives.all().stream().anyMatch(
                        each -> each.name().startsWith(prefix) && !each.is(Trait.INERT)), name);
            }
        }
    }

    @Test
    void whatCanBeSetWhileTheServerRunsIsMarked() throws Exception {
        String text = String.join("\n", conf());
        for (String block : text.substring(0, text.indexOf("## DATA TYPES ##")).split("\n\n")) {
            if (block.contains("[the template: live]")) continue;
            boolean live = block.contains("[live");
            for (String line : block.lines().filter(l -> !l.startsWith("#") || EXAMPLE.matcher(l).matches()).toList()) {
                Directives.find(name(line)).ifPresent(
                        directive -> assertEquals(live, !directive.is(Trait.IMMUTABLE), directive.name()));
            }
        }
    }

    @Test
    void theFileFitsAScreen() throws Exception {
        for (String line : conf()) assertTrue(line.length() <= 82, line);
    }
}
