package io.jadis.protocol.config;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** What is written can be read back, and what can't be read is refused in the documented way. */
class ConfigTextPropertyTest {
    private static final BigInteger TWO_TO_64 = BigInteger.TWO.pow(64);

    @Property
    void quotedArgumentsComeBackByteForByte(@ForAll @Size(max = 6) List<byte[]> arguments) {
        String line = arguments.stream()
                .map(bytes -> ArgumentSplitter.quote(ByteText.of(bytes))).collect(Collectors.joining(" "));
        List<String> split = ArgumentSplitter.split(line).orElseThrow();
        assertEquals(arguments.size(), split.size());
        for (int i = 0; i < split.size(); i++) assertArrayEquals(arguments.get(i), ByteText.bytes(split.get(i)));
    }

    @Property
    void wordsThatNeedNoQuotesComeBackWithoutThem(@ForAll byte[] bytes) {
        String word = ByteText.of(bytes);
        if (!ArgumentSplitter.needsQuotes(word)) {
            assertEquals(List.of(word), ArgumentSplitter.split(word).orElseThrow());
        }
    }

    @Property
    void anyLineIsSplitOrRefused(@ForAll byte[] line) {
        ArgumentSplitter.split(ByteText.of(line));
    }

    @Property
    void memoryTextIsReadBack(@ForAll long bytes) {
        assertEquals(OptionalLong.of(bytes), Numbers.memory(Numbers.memoryText(bytes)));
    }

    @Property
    void roundAmountsOfMemoryUseUnits(@ForAll @LongRange(min = 1, max = 1023) long amount) {
        assertEquals(amount + "kb", Numbers.memoryText(amount << 10));
        assertEquals(amount + "mb", Numbers.memoryText(amount << 20));
        assertEquals(amount + "gb", Numbers.memoryText(amount << 30));
    }

    @Property
    void memoryUnitsMultiply(@ForAll("amounts") BigInteger amount, @ForAll("units") String unit) {
        long factor = switch (unit.toLowerCase()) {
            case "", "b" -> 1;
            case "k" -> 1000;
            case "kb" -> 1024;
            case "m" -> 1000_000;
            case "mb" -> 1024 * 1024;
            case "g" -> 1000_000_000;
            case "gb" -> 1024 * 1024 * 1024;
            default -> throw new AssertionError(unit);
        };
        BigInteger saturated = amount.min(TWO_TO_64.subtract(BigInteger.ONE));
        long expected = saturated.multiply(BigInteger.valueOf(factor)).longValue();
        assertEquals(OptionalLong.of(expected), Numbers.memory(amount + unit));
    }

    @Property
    void canonicalNumbersAreThoseThatPrintAsTheyAreWritten(@ForAll("numberTexts") String text) {
        OptionalLong expected;
        try {
            long value = Long.parseLong(text);
            expected = String.valueOf(value).equals(text) ? OptionalLong.of(value) : OptionalLong.empty();
        } catch (NumberFormatException e) {
            expected = OptionalLong.empty();
        }
        assertEquals(expected, Numbers.canonical(text));
    }

    @Property
    void lenientNumbersStopAtTheEndsOfALong(@ForAll("amounts") BigInteger amount, @ForAll boolean negative) {
        BigInteger value = negative ? amount.negate() : amount;
        long expected = value.min(BigInteger.valueOf(Long.MAX_VALUE)).max(BigInteger.valueOf(Long.MIN_VALUE))
                .longValueExact();
        assertEquals(OptionalLong.of(expected), Numbers.lenient(" \t" + value, 10));
    }

    @Property
    void everyValueThatIsAcceptedIsShownInAFormThatGivesTheSameValue(
            @ForAll("directives") Directive directive, @ForAll("values") String value) {
        Config config = new Config(Path.of(""));
        if (set(config, directive, value)) {
            String shown = config.render(directive);
            Config other = new Config(Path.of(""));
            // "replicaof no one" is shown as nothing, which can't be set and needn't be.
            assertEquals(true, set(other, directive, shown) || shown.isEmpty(), shown);
            assertEquals(shown, other.render(directive));
        }
    }

    @Property
    void aRewrittenFileLoadsToTheSameValuesAndStaysAsItIs(@ForAll("settings") List<String> settings)
            throws ConfigFileException {
        Config config = new Config(Path.of(""));
        for (String setting : settings) {
            String[] nameAndValue = setting.split(" ", 2);
            set(config, Directives.find(nameAndValue[0]).orElseThrow(), nameAndValue[1]);
        }
        String text = ConfigRewrite.text("# mine\n\nport 1234\nsave 1 1\nsave 2 2\n", config, List.of());
        Config loaded = ConfigLoader.parse(ByteText.bytes(text), new RecordedDirectives());
        for (Directive directive : Directives.all()) {
            assertEquals(config.render(directive), loaded.render(directive), directive.name());
        }
        assertEquals(text, ConfigRewrite.text(text, loaded, List.of()));
    }

    @Property(tries = 3_000)
    void anyTextIsConfigurationOrAReportedError(@ForAll("fileTexts") String text) {
        try {
            ConfigLoader.parse(ByteText.bytes(text));
        } catch (ConfigFileException e) {
            e.report();
        }
    }

    private static boolean set(Config config, Directive directive, String value) {
        List<String> arguments = directive.takesList() && value.isEmpty()
                ? List.of() : directive.takesList() ? List.of(value.split(" ", -1)) : List.of(value);
        try {
            directive.assign(config, arguments, false);
            return true;
        } catch (ConfigRefused e) {
            return false;
        }
    }

    @Provide
    Arbitrary<BigInteger> amounts() {
        return Arbitraries.bigIntegers().between(BigInteger.ZERO, TWO_TO_64.multiply(BigInteger.TEN));
    }

    @Provide
    Arbitrary<String> units() {
        return Arbitraries.of("", "b", "B", "k", "K", "kb", "Kb", "m", "MB", "g", "GB", "gB");
    }

    @Provide
    Arbitrary<String> numberTexts() {
        return Arbitraries.oneOf(
                Arbitraries.longs().map(String::valueOf),
                Arbitraries.strings().withChars("0123456789-+ ").ofMaxLength(21));
    }

    @Provide
    Arbitrary<Directive> directives() {
        // The working directory is looked up on disk: it has tests of its own.
        return Arbitraries.of(Directives.all().stream().filter(d -> d != Directives.DIR).toList());
    }

    @Provide
    Arbitrary<String> values() {
        return Arbitraries.oneOf(
                Arbitraries.of("yes", "NO", "", "0", "1", "-1", "777", "100", "5%", "1gb", "3600 1", "900 1 60 5",
                        "normal 1 2 3", "replica 1gb 2mb 3 pubsub 0 0 0", "AKE", "Kg$xm", "Kn", "nosave now force",
                        "default", "0 200 800", "127.0.0.1 ::1", "10.0.0.1 6379", "no one", "99 99.99 0.000001",
                        "{title} {port}", "{{x", "local", "warning", "allkeys-lfu", "everysec", "relative"),
                Arbitraries.longs().map(String::valueOf),
                Arbitraries.strings().ascii().ofMaxLength(12));
    }

    @Provide
    Arbitrary<List<String>> settings() {
        return Combinators.combine(directives(), values())
                .as((directive, value) -> directive.name() + " " + value)
                .filter(setting -> !setting.startsWith("logfile") && !setting.startsWith("bind ")
                        && !setting.startsWith("replicaof ") && !setting.startsWith("cluster-enabled "))
                .list().ofMaxSize(12);
    }

    @Provide
    Arbitrary<String> fileTexts() {
        Arbitrary<String> word = Arbitraries.oneOf(
                directives().map(Directive::name),
                Arbitraries.of("include", "rename-command", "user", "loadmodule", "sentinel", "a.b", "dir", "\"", "'",
                        "#", "\\x", "\0", "\n", " ", "\t", "\r\n", "lua-replicate-commands"),
                values(),
                Arbitraries.strings().withCharRange('\0', '\u00ff').ofMaxLength(5));
        return word.list().ofMaxSize(20).map(words -> String.join(" ", words));
    }
}
