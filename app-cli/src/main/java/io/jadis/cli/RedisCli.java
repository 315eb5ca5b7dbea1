package io.jadis.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * {@code redis-cli}: runs the command that its arguments hold, or those that are piped in or typed, and prints the
 * replies; or does what a mode like {@code --rdb} or {@code --scan} says. Exit status: 0, or 1 if the options are wrong,
 * the server can't be reached or, with {@code -e}, a command fails.
 */
public final class RedisCli {
    /** The version of Redis that this redis-cli behaves as. */
    static final String VERSION_LINE = "redis-cli 7.2.5";

    private final Shell shell;

    private RedisCli(Shell shell) {
        this.shell = shell;
    }

    /**
     * The process's entry point.
     *
     * @param arguments options, command and its arguments
     */
    public static void main(String[] arguments) {
        System.exit(run(RawArguments.of(arguments), StandardStreams.open()));
    }

    /** Runs redis-cli within this process; returns its exit status. */
    static int run(List<byte[]> arguments, Shell shell) {
        try {
            return new RedisCli(shell).run(OptionParser.parse(arguments, shell));
        } catch (CliExit exit) {
            return exit.status;
        } catch (OutOfMemoryError e) {
            shell.error("Error: Out of memory\n"); // there is some again: what took it is given up
            return 1;
        }
    }

    private int run(CliOptions options) {
        boolean interactive = options.command.isEmpty() && !options.isMode() && options.hintInput == null
                && options.hintSuite == null;
        CliSession session = new CliSession(options, shell, password(options), interactive);
        if (options.isMode()) return inMode(options, session);
        if (options.hintInput != null) return hint(options, session);
        if (options.hintSuite != null) return hintSuite(options, session);
        return interactive ? interact(session) : runCommand(options, session);
    }

    private int inMode(CliOptions options, CliSession session) {
        if (!session.connect(false)) return 1;
        if (options.asReplica) return session.printAsReplica();
        if (options.wholeRdb || options.functionsRdb) {
            new RdbDownload(session.client(), shell, options.rdbFile).run(options.functionsRdb);
            return 0;
        }
        if (options.pipe) return new BulkImport(session.client(), shell, options.pipeTimeoutSeconds).run();
        new KeyScan(session, shell, options).run();
        return 0;
    }

    private byte[] password(CliOptions options) {
        if (options.askPassword) return askPassword();
        if (options.password != null) return options.password;
        String fromEnvironment = shell.variable("REDISCLI_AUTH");
        return fromEnvironment == null ? null : fromEnvironment.getBytes(StandardCharsets.UTF_8);
    }

    private byte[] askPassword() {
        try {
            return shell.inIsTerminal() ? TerminalLines.askPassword("Please input password: ")
                    : PipedLines.readLine(shell.in());
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private int runCommand(CliOptions options, CliSession session) {
        List<byte[]> command = withStdin(options, unquoted(options));
        session.connect(true);                    // if it can't, run() tries again and says why
        if (!session.run(command, options.repeat)) return 1;
        session.printMessagesForever();
        return 0;
    }

    private List<byte[]> unquoted(CliOptions options) {
        List<byte[]> command = new ArrayList<>(options.command);
        if (options.quotedInput) command.replaceAll(Quoting::unquote);
        if (command.contains(null)) {
            shell.print("Invalid quoted string\n");
            throw new CliExit(1);
        }
        return command;
    }

    private List<byte[]> withStdin(CliOptions options, List<byte[]> command) {
        if (options.lastFromStdin) {
            command.add(readAll());
        } else if (options.stdinTag != null) {
            int at = 0;
            while (at < command.size() && !Arrays.equals(command.get(at), options.stdinTag)) at++;
            if (at == command.size()) {
                shell.error("Using -X option but stdin tag not match.\n");
                throw new CliExit(1);
            }
            command.set(at, readAll());
        }
        return command;
    }

    private byte[] readAll() {
        try {
            return shell.in().readAllBytes();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private CliExit unreadable(IOException e) {
        shell.error("Reading from standard input: " + e.getMessage() + "\n");
        return new CliExit(1);
    }

    private int interact(CliSession session) {
        session.connect(false);
        Preferences preferences = new Preferences(shell);
        try (LineSource lines = shell.inIsTerminal() ? terminal(session, preferences) : new PipedLines(shell.in())) {
            new Repl(session, shell, preferences, lines).run();
        }
        return 0;
    }

    private LineSource terminal(CliSession session, Preferences preferences) {
        preferences.load();
        HistoryFile history = new HistoryFile(shell.dotfile("REDISCLI_HISTFILE", ".rediscli_history"));
        return new TerminalLines(history, () -> session.loadDocs(false), preferences::hints, session::interrupt);
    }

    private int hint(CliOptions options, CliSession session) {
        String hint = session.loadDocs(true).hint(options.hintInput);
        shell.print((hint == null ? "" : hint) + "\n");
        return 0;
    }

    private int hintSuite(CliOptions options, CliSession session) {
        return new HintSuite(session.loadDocs(true), shell, options.verbose).run(options.hintSuite);
    }
}
