package io.jadis.protocol.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jadis.protocol.config.ConfigFacts.Row;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DirectivesTest {
    private final Config config = new Config(Path.of(""));

    static Stream<Row> rows() {
        return ConfigFacts.rows();
    }

    static Stream<Row> numericRows() {
        return rows().filter(row -> !row.get("min").isEmpty());
    }

    static Stream<Row> enumRows() {
        return rows().filter(row -> row.get("type").equals("enum"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void everyDirectiveOfRedisIsDeclaredAsItIsThere(Row row) {
        Directive directive = Directives.find(row.get("name")).orElseThrow();
        assertEquals(row.get("name"), directive.name());
        assertEquals(row.get("alias"), directive.alias().orElse(""));
        directive.alias().ifPresent(alias -> assertSame(directive, Directives.find(alias).orElseThrow()));
        if (directive != Directives.DIR) assertEquals(row.get("default"), config.render(directive));
        assertEquals(row.get("mutable").equals("n"), directive.is(Trait.IMMUTABLE));
        assertEquals(row.has("protected"), directive.is(Trait.PROTECTED));
        assertEquals(row.has("sensitive"), directive.is(Trait.SENSITIVE));
        assertEquals(row.has("hidden"), directive.is(Trait.HIDDEN));
        assertEquals(row.has("deny_loading"), directive.is(Trait.DENY_LOADING));
        assertEquals(row.has("volatile"), directive.is(Trait.VOLATILE));
        assertEquals(row.has("debug"), directive.is(Trait.DEBUG));
        assertEquals(row.has("multi_arg"), directive.takesList());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void everyDirectiveHasTheTypeThatItHasThere(Row row) {
        Directive directive = Directives.find(row.get("name")).orElseThrow();
        String type = row.get("type").replaceAll("\\(.*", "");
        switch (type) {
            case "bool" -> assertInstanceOf(BoolDirective.class, directive);
            case "string" -> assertInstanceOf(TextDirective.class, directive);
            case "enum" -> assertTrue(directive instanceof EnumDirective || directive instanceof EnumSetDirective);
            case "int" -> assertRefused(directive, "x", "argument couldn't be parsed into an integer");
            case "memory" -> assertRefused(directive, "x", "argument must be a memory value");
            case "memory-or-percent" -> assertRefused(directive, "x", "argument must be a memory or percent value");
            case "octal" -> assertRefused(directive, "x", "argument couldn't be parsed as an octal number");
            default -> assertEquals("special", type);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("numericRows")
    void boundsAreInclusive(Row row) throws ConfigRefused {
        Directive directive = Directives.find(row.get("name")).orElseThrow();
        BigInteger min = new BigInteger(row.get("min")), max = new BigInteger(row.get("max"));
        boolean octal = row.get("type").startsWith("octal"), percent = row.get("type").contains("percent");
        int radix = octal ? 8 : 10;
        for (BigInteger bound : List.of(min, max)) {
            boolean isPercent = percent && bound.signum() < 0;
            String text = isPercent ? bound.negate() + "%" : bound.toString(radix);
            directive.assign(config, List.of(text), false);
            if (directive != Directives.HZ) assertEquals(text, config.render(directive));
        }
        String outOfBounds = "argument must be between " + min.toString(radix) + " and " + max.toString(radix)
                + " inclusive";
        if (percent) {
            assertRefused(directive, "101%", "percentage argument must be less or equal to 100");
        } else if (min.signum() > 0) {
            assertRefused(directive, min.subtract(BigInteger.ONE).toString(), outOfBounds);
        }
        if (max.bitLength() < 63) assertRefused(directive, max.add(BigInteger.ONE).toString(radix), outOfBounds);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("enumRows")
    void enumsTakeTheWordsThatTheyTakeThere(Row row) throws ConfigRefused {
        Directive directive = Directives.find(row.get("name")).orElseThrow();
        String[] words = row.get("enum_values").split("\\|");
        for (String word : words) {
            directive.assign(config, List.of(word.toUpperCase()), false);
            assertEquals(word.equals("relative") ? "yes" : word, config.render(directive));
        }
        assertRefused(directive, "x", "argument(s) must be one of the following: " + String.join(", ", words));
    }

    @Test
    void nothingIsDeclaredThatRedisDoesNotHaveBesideOurOwn() {
        assumeTrue(ConfigFacts.complete());
        Set<String> names = new HashSet<>();
        Directives.all().forEach(directive -> names.add(directive.name()));
        rows().forEach(row -> names.remove(row.get("name")));
        assertEquals(Set.of("transport", "rdb-version", "repl-compression"), names);
    }

    @Test
    void ourOwnDirectivesAreBounded() throws ConfigRefused {
        assertEquals("auto", config.render(Directives.TRANSPORT));
        assertTrue(Directives.TRANSPORT.is(Trait.IMMUTABLE));
        Directives.TRANSPORT.assign(config, List.of("io_uring"), false);
        assertEquals("io_uring", config.render(Directives.TRANSPORT));
        assertRefused(Directives.TRANSPORT, "x",
                "argument(s) must be one of the following: auto, io_uring, epoll, kqueue, nio");
        assertEquals(11, config.get(Directives.RDB_VERSION));
        assertRefused(Directives.RDB_VERSION, "8", "argument must be between 9 and 11 inclusive");
    }

    @Test
    void indexesFollowTheDeclarations() {
        for (int i = 0; i < Directives.all().size(); i++) assertEquals(i, Directives.all().get(i).index);
    }

    private void assertRefused(Directive directive, String value, String reason) {
        ConfigRefused refused =
                assertThrows(ConfigRefused.class, () -> directive.assign(config, List.of(value), false));
        assertEquals(reason, refused.getMessage());
    }
}
