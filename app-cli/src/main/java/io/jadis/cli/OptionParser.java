package io.jadis.cli;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * redis-cli's options: the table that parsing and {@code --help} share, and the parser.
 *
 * <p>The parser is our own and not picocli's for two reasons. An option acts the moment it is met, an option that lacks
 * its value is an unknown one, and {@code -h} means help only at the end: that is not picocli's grammar. And picocli's
 * classes have class file version 49, which an AOT cache leaves out: parsing {@code redis-cli PING} with an annotated
 * class took a whole process from 35 to 107 ms, with a programmatic CommandSpec to 74 ms (JDK 25, jlink, AOT cache).
 */
final class OptionParser {
    /** Applies an option; {@code value} is null for one without argument. */
    private interface Effect {
        void apply(CliOptions options, byte[] value);
    }

    /**
     * One row of the table.
     *
     * @param name     with its dashes
     * @param argument what to call the value in help, null = takes none
     * @param help     null = not shown
     */
    record Option(String name, String argument, String help, Effect effect) {}

    static final List<Option> OPTIONS = List.of(
            new Option("-h", "<hostname>", "Server host name or address (default: 127.0.0.1).",
                    (o, value) -> o.host = text(value)),
            new Option("-p", "<port>", "Server port (default: 6379).", (o, value) -> o.port = port(value)),
            new Option("-s", "<socket>", "Server unix socket; takes precedence over host and port.",
                    (o, value) -> o.socketPath = text(value)),
            new Option("-t", "<seconds>", "Give up connecting after that time, decimals allowed (default: 0, the "
                    + "system's limit).", (o, value) -> o.connectTimeoutMs = milliseconds(value)),
            new Option("-a", "<password>", "Password to authenticate with. The environment variable REDISCLI_AUTH "
                    + "keeps it out of the process list; this option precedes it.", (o, value) -> o.password = value),
            new Option("--user", "<username>", "ACL user to authenticate as; needs -a.", (o, value) -> o.user = value),
            new Option("--pass", "<password>", "The same as -a.", (o, value) -> o.password = value),
            new Option("--askpass", null, "Ask for the password, without showing it. -a and REDISCLI_AUTH are "
                    + "ignored.", (o, _) -> o.askPassword = true),
            new Option("-u", "<uri>", "redis://[[user:]password@][host[:port]][/db]", OptionParser::uri),
            new Option("-r", "<repeat>", "Run the command that many times; -1 for ever.",
                    (o, value) -> o.repeat = LeadingNumber.integer(text(value))),
            new Option("-i", "<interval>", "Seconds to wait after each run of a repeated command, decimals allowed.",
                    (o, value) -> o.intervalUs = (long) (LeadingNumber.decimal(text(value)) * 1_000_000)),
            new Option("-n", "<db>", "Database number.", (o, value) -> o.db = LeadingNumber.int32(text(value))),
            new Option("-2", null, "Speak RESP2.", (o, _) -> o.resp2 = true),
            new Option("-3", null, "Speak RESP3.", (o, _) -> o.resp3 = true),
            new Option("-x", null, "Take the last argument from standard input.", (o, _) -> o.lastFromStdin = true),
            new Option("-X", "<tag>", "Take the argument that equals the tag from standard input.",
                    (o, value) -> o.stdinTag = value),
            new Option("-d", "<delimiter>", "Goes between the elements of a raw reply (default: a line feed).",
                    (o, value) -> o.elementDelimiter = value),
            new Option("-D", "<delimiter>", "Goes after each raw reply (default: a line feed).",
                    (o, value) -> o.replyDelimiter = value),
            new Option("-c", null, "Cluster mode: follow MOVED and ASK.", (o, _) -> o.cluster = true),
            new Option("-e", null, "Exit with status 1 when a command fails.", (o, _) -> o.failOnError = true),
            new Option("--raw", null, "Print replies raw, the default unless standard output is a terminal.",
                    (o, _) -> o.output = OutputMode.RAW),
            new Option("--no-raw", null, "Print replies formatted, even if standard output is no terminal.",
                    (o, _) -> o.output = OutputMode.STANDARD),
            new Option("--quoted-input", null, "Arguments are quoted strings, as at the prompt.",
                    (o, _) -> o.quotedInput = true),
            new Option("--csv", null, "Print replies as CSV.", (o, _) -> o.output = OutputMode.CSV),
            new Option("--json", null, "Print replies as JSON, from RESP3 unless -2 is given.",
                    (o, _) -> json(o, OutputMode.JSON)),
            new Option("--quoted-json", null, "The same, with strings quoted to ASCII.",
                    (o, _) -> json(o, OutputMode.QUOTED_JSON)),
            new Option("--show-pushes", "<yn>", "Print RESP3 pushes: yes or no. The default is yes if standard output "
                    + "is a terminal.", OptionParser::showPushes),
            new Option("--replica", null, "Act as a replica and print the commands that the master sends.",
                    (o, _) -> o.asReplica = true),
            new Option("--slave", null, null, (o, _) -> o.asReplica = true),
            new Option("--rdb", "<file>", "Get the server's data set as an RDB file; \"-\" is standard output.",
                    (o, value) -> {
                        o.wholeRdb = true;
                        o.rdbFile = text(value);
                    }),
            new Option("--functions-rdb", "<file>", "The same with the functions alone.",
                    (o, value) -> {
                        o.functionsRdb = true;
                        o.rdbFile = text(value);
                    }),
            new Option("--pipe", null, "Send RESP from standard input, and count the replies.",
                    (o, _) -> o.pipe = true),
            new Option("--pipe-timeout", "<seconds>", "With --pipe: give up when, all being sent, no reply comes for so "
                    + "long (default: 30; 0: never).",
                    (o, value) -> o.pipeTimeoutSeconds = LeadingNumber.int32(text(value))),
            new Option("--scan", null, "Print all keys, by SCAN; -i waits between its calls.",
                    (o, _) -> o.scan = true),
            new Option("--pattern", "<pattern>", "With --scan: keys of that pattern.", (o, value) -> o.pattern = value),
            new Option("--quoted-pattern", "<pattern>", "The same, the pattern being a quoted string.",
                    OptionParser::quotedPattern),
            new Option("--count", "<count>", "With --scan: SCAN's COUNT (default: 10).",
                    (o, value) -> o.scanCount = LeadingNumber.int32(text(value))),
            new Option("--verbose", null, "Say more.", (o, _) -> o.verbose = true),
            new Option("--no-auth-warning", null, "Don't warn about a password on the command line.",
                    (o, _) -> o.quietAboutPassword = true),
            new Option("--help", null, "Print this and exit.", (_, _) -> { throw new Stop(Stop.Kind.HELP, ""); }),
            new Option("--version", null, "Print the version and exit.", OptionParser::version),
            new Option("-v", null, null, OptionParser::version),
            new Option("--test_hint", "<input>", null, (o, value) -> o.hintInput = value),
            new Option("--test_hint_file", "<file>", null, (o, value) -> o.hintSuite = text(value)));

    /** Ends parsing: there is nothing to run. */
    private static final class Stop extends RuntimeException {
        enum Kind { HELP, VERSION, USER_ERROR, WARNING }

        final Kind kind;

        Stop(Kind kind, String message) {
            super(message, null, false, false);
            this.kind = kind;
        }
    }

    private final Shell shell;
    private final CliOptions options = new CliOptions();

    private OptionParser(Shell shell) {
        this.shell = shell;
    }

    /**
     * Reads the arguments up to the first that is no option; the rest is the command.
     *
     * @throws CliExit after the message that says why, or after help
     */
    static CliOptions parse(List<byte[]> arguments, Shell shell) {
        return new OptionParser(shell).parse(arguments);
    }

    private CliOptions parse(List<byte[]> arguments) {
        int at = 0;
        while (at < arguments.size() && isOption(arguments.get(at))) {
            String name = text(arguments.get(at++));
            boolean last = at == arguments.size();
            if (name.equals("-h") && last) name = "--help";
            Option option = find(name);
            if (option == null || option.argument() != null && last) {
                throw fail("Unrecognized option or bad number of args for: '" + name + "'");
            }
            apply(option, option.argument() == null ? null : arguments.get(at++));
        }
        options.command = arguments.subList(at, arguments.size());
        checkCombination();
        return options;
    }

    private static boolean isOption(byte[] argument) {
        return argument.length > 0 && argument[0] == '-';
    }

    private static Option find(String name) {
        for (Option option : OPTIONS) {
            if (option.name().equals(name)) return option;
        }
        return null;
    }

    private void apply(Option option, byte[] value) {
        try {
            option.effect().apply(options, value);
        } catch (Stop stop) {
            switch (stop.kind) {
                case WARNING -> shell.error(stop.getMessage() + "\n");
                case USER_ERROR -> throw fail(stop.getMessage());
                case HELP -> {
                    shell.print(Usage.text());
                    throw new CliExit(0);
                }
                case VERSION -> {
                    shell.print(RedisCli.VERSION_LINE + "\n");
                    throw new CliExit(0);
                }
            }
        }
    }

    private void checkCombination() {
        if (options.socketPath != null && options.cluster) throw fail("Options -c and -s are mutually exclusive.");
        if (options.resp2 && options.resp3) throw fail("Options -2 and -3 are mutually exclusive.");
        if (options.password != null && !options.quietAboutPassword) {
            shell.error("Warning: Using a password with '-a' or '-u' option on the command line interface may not be "
                    + "safe.\n");
        }
        if (options.functionsRdb && options.wholeRdb) {
            throw fail("Option --functions-rdb and --rdb are mutually exclusive.");
        }
        if (options.lastFromStdin && options.stdinTag != null) {
            throw fail("Options -x and -X are mutually exclusive.");
        }
    }

    private CliExit fail(String message) {
        shell.error(message + "\n");
        return new CliExit(1);
    }

    private static int port(byte[] value) {
        return validPort(LeadingNumber.int32(text(value)));
    }

    private static int validPort(int port) {
        if (port < 0 || port > 65535) throw new Stop(Stop.Kind.USER_ERROR, "Invalid server port.");
        return port;
    }

    private static int milliseconds(byte[] seconds) {
        double ms = LeadingNumber.decimal(text(seconds)) * 1000;
        if (ms < 0) throw new Stop(Stop.Kind.USER_ERROR, "Invalid connection timeout for -t.");
        return (int) ms;
    }

    private static void uri(CliOptions options, byte[] value) {
        try {
            RedisUri.parse(text(value), options);
        } catch (IllegalArgumentException e) {
            throw new Stop(Stop.Kind.USER_ERROR, e.getMessage());
        }
        validPort(options.port);
    }

    private static void json(CliOptions options, OutputMode mode) {
        options.output = mode;
        options.json = true;
    }

    private static void showPushes(CliOptions options, byte[] value) {
        char answer = value.length == 0 ? ' ' : Character.toLowerCase((char) value[0]);
        switch (answer) {
            case 'y' -> options.showPushes = true;
            case 'n' -> options.showPushes = false;
            default -> throw new Stop(Stop.Kind.WARNING, "Unknown --show-pushes value '" + text(value)
                    + "' (valid: '[y]es', '[n]o')");
        }
    }

    private static void quotedPattern(CliOptions options, byte[] value) {
        options.pattern = Quoting.unquote(value);
        if (options.pattern == null) {
            throw new Stop(Stop.Kind.USER_ERROR, "Invalid quoted string specified for --quoted-pattern.");
        }
    }

    private static void version(CliOptions options, byte[] value) {
        throw new Stop(Stop.Kind.VERSION, "");
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
