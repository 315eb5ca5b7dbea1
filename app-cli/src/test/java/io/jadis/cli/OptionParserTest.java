package io.jadis.cli;

import static io.jadis.cli.Replies.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionParserTest {
    private final TestShell test = new TestShell();

    private CliOptions parse(String... arguments) {
        return OptionParser.parse(TestShell.bytes(arguments), test.shell());
    }

    private static List<String> words(List<byte[]> command) {
        return command.stream().map(String::new).toList();
    }

    /** Parses what ends the process at once; returns its status. */
    private int exit(String... arguments) {
        return assertThrows(CliExit.class, () -> parse(arguments)).status;
    }

    @Test
    void nothingGivenMeansTheDefaults() {
        CliOptions options = parse();
        assertEquals("127.0.0.1", options.host);
        assertEquals(6379, options.port);
        assertEquals(1, options.repeat);
        assertEquals(CliOptions.Protocol.DEFAULT, options.protocol());
        assertNull(options.output);
        assertTrue(options.command.isEmpty());
    }

    @Test
    void optionsEndAtTheFirstWordThatIsNone() {
        CliOptions options = parse("-n", "3", "set", "-n", "4", "--raw");
        assertEquals(3, options.db);
        assertNull(options.output);
        assertEquals(List.of("set", "-n", "4", "--raw"), words(options.command));
        assertEquals(List.of("", "-x"), words(parse("", "-x").command));
    }

    @Test
    void valuesMayLookLikeOptions() {
        CliOptions options = parse("--no-auth-warning", "-a", "-x", "-d", "--raw", "-X", "-n", "-h", "--help");
        assertArrayEquals(bytes("-x"), options.password);
        assertArrayEquals(bytes("--raw"), options.elementDelimiter);
        assertArrayEquals(bytes("-n"), options.stdinTag);
        assertEquals("--help", options.host);
        assertFalse(options.lastFromStdin);
    }

    @Test
    void theLastOfSeveralCounts() {
        CliOptions options = parse("-p", "1", "-p", "2", "--csv", "--raw", "--json", "--no-raw");
        assertEquals(2, options.port);
        assertEquals(OutputMode.STANDARD, options.output);
    }

    @Test
    void numbersAreReadAsFarAsTheyGo() {
        CliOptions options = parse("-p", "7x", "-n", " 12 ", "-r", "-1", "-i", "0.25s", "-t", "1.5");
        assertEquals(7, options.port);
        assertEquals(12, options.db);
        assertEquals(-1, options.repeat);
        assertEquals(250_000, options.intervalUs);
        assertEquals(1500, options.connectTimeoutMs);
        assertEquals(0, parse("-p", "abc").port);
    }

    @ParameterizedTest
    @CsvSource({"-3, RESP3", "-2, RESP2", "--json, RESP3_IF_POSSIBLE", "--quoted-json, RESP3_IF_POSSIBLE",
        "--json -2, RESP2", "--json -3, RESP3", "-3 --json, RESP3", "--csv, DEFAULT"})
    void theProtocolFollowsFromTheOptions(String options, CliOptions.Protocol expected) {
        assertEquals(expected, parse(options.split(" ")).protocol());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--bogus", "-n", "-p", "-X", "--user", "-xe", "-n5", "--raw=1", "-", "--", "--show-pushes"})
    void whatIsUnknownOrLacksItsValueIsRefused(String option) {
        assertEquals(1, exit(option));
        assertEquals("Unrecognized option or bad number of args for: '" + option + "'\n", test.err());
        assertEquals("", test.out());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "-p 65536 | Invalid server port.",
        "-p -1 | Invalid server port.",
        "-u redis://h:99999 | Invalid server port.",
        "-u http://h | Invalid URI scheme",
        "-u redis://%@h | Incomplete URI encoding",
        "-u redis://%4@h | Illegal character in URI encoding",
        "-u redis://%zz@h | Illegal character in URI encoding",
        "-s /tmp/s -c | Options -c and -s are mutually exclusive.",
        "-2 -3 | Options -2 and -3 are mutually exclusive.",
        "-x -X tag | Options -x and -X are mutually exclusive."})
    void whatMakesNoSenseIsRefused(String arguments, String message) {
        assertEquals(1, exit(arguments.split(" ")));
        assertEquals(message + "\n", test.err());
    }

    @Test
    void helpAndVersionEndTheProcessWhereTheyAreMet() {
        assertEquals(0, exit("--version", "--bogus"));
        assertEquals("redis-cli 7.2.5\n", test.out());
        assertEquals(1, exit("--bogus", "--version"));
        TestShell lastHost = new TestShell();
        assertEquals(0, lastHost.run("-h"));
        TestShell help = new TestShell();
        assertEquals(0, help.run("--help"));
        assertEquals(help.out(), lastHost.out());
        assertTrue(help.out().startsWith("redis-cli 7.2.5\n\nUsage: redis-cli [OPTIONS] [cmd [arg [arg ...]]]\n"),
                help.out());
    }

    @Test
    void helpNamesEveryDocumentedOption() {
        TestShell help = new TestShell();
        help.run("--help");
        for (OptionParser.Option option : OptionParser.OPTIONS) {
            if (option.help() != null) assertTrue(help.out().contains(" " + option.name() + " "), option.name());
        }
    }

    @Test
    void aPasswordOnTheCommandLineIsWarnedAbout() {
        parse("-a", "secret");
        assertTrue(test.err().startsWith("Warning: Using a password with '-a' or '-u' option"), test.err());
        TestShell quiet = new TestShell();
        OptionParser.parse(TestShell.bytes("-a", "secret", "--no-auth-warning"), quiet.shell());
        assertEquals("", quiet.err());
    }

    @Test
    void pushesAreShownOrNot() {
        assertEquals(true, parse("--show-pushes", "YES").showPushes);
        assertEquals(false, parse("--show-pushes", "n").showPushes);
        assertNull(parse("--show-pushes", "maybe").showPushes);
        assertEquals("Unknown --show-pushes value 'maybe' (valid: '[y]es', '[n]o')\n", test.err());
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {
        "redis://, 127.0.0.1, 6379, -, -, 0",
        "redis://h, h, 6379, -, -, 0",
        "REDIS://h:7, h, 7, -, -, 0",
        "redis://h:7/3, h, 7, -, -, 3",
        "redis:///3, 127.0.0.1, 6379, -, -, 3",
        "redis://p@h, h, 6379, -, p, 0",
        "redis://u:p%40%3a@h:1/, h, 1, u, p@:, 0",
        "redis://u:p@, 127.0.0.1, 6379, u, p, 0",
        "redis://[::1]:8/2, ::1, 8, -, -, 2",
        "redis://[::1], ::1, 6379, -, -, 0"})
    void aUriSetsWhatItNames(String uri, String host, int port, String user, String password, int db) {
        CliOptions options = parse("--no-auth-warning", "-u", uri);
        assertEquals(host, options.host);
        assertEquals(port, options.port);
        assertEquals(user, options.user == null ? null : new String(options.user));
        assertEquals(password, options.password == null ? null : new String(options.password));
        assertEquals(db, options.db);
    }
}
