package io.jadis.cli;

import io.jadis.protocol.client.Endpoint;
import io.jadis.protocol.client.ProtocolException;
import io.jadis.protocol.client.ReplyLimits;
import io.jadis.protocol.client.RespClient;
import io.jadis.protocol.client.RespValue;
import io.jadis.protocol.client.RespValue.Aggregate;
import io.jadis.protocol.client.RespValue.Array;
import io.jadis.protocol.client.RespValue.BulkString;
import io.jadis.protocol.client.RespValue.ErrorReply;
import io.jadis.protocol.client.RespValue.MapReply;
import io.jadis.protocol.client.RespValue.Null;
import io.jadis.protocol.client.RespValue.Push;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The connection to a server and what has been agreed on it: login, database, protocol, transaction, subscription. It
 * runs commands, prints their replies, follows redirections, and is reconnected when it is lost. One thread, but for
 * {@link #interrupt}.
 */
final class CliSession {
    /** A command that is sent round in circles ends after so many redirections, with the last as its reply. */
    private static final int REDIRECTIONS_MAX = 32;

    private final CliOptions options;
    private final Shell shell;
    private final ReplyPrinter printer;
    private final boolean interactive;
    private final boolean showPushes;
    private final byte[] password;
    private final CommandDocs docs = new CommandDocs();

    private String host;
    private int port;
    private int wantedDb;                         // selected again after a reconnection
    private volatile RespClient client;           // null = not connected

    // of the current connection
    private int db;
    private boolean resp3;
    private boolean inTransaction;
    private int dbBeforeTransaction;
    private volatile boolean monitoring, subscribed;
    private boolean pushesAreReplies;             // SUBSCRIBE and its kin are confirmed by pushes alone
    private volatile boolean interrupted;         // by Ctrl-C while monitoring or subscribed

    // of the current command
    private boolean redirected, asking;
    private int redirections;

    /** @param password null = none */
    CliSession(CliOptions options, Shell shell, byte[] password, boolean interactive) {
        this.options = options;
        this.shell = shell;
        this.password = password;
        this.interactive = interactive;
        printer = new ReplyPrinter(options, shell);
        showPushes = options.showPushes != null ? options.showPushes : shell.outIsTerminal();
        host = options.host;
        port = options.port;
        wantedDb = options.db;
    }

    boolean isConnected() {
        return client != null;
    }

    boolean isSubscribed() {
        return subscribed;
    }

    /** The connection, for what is no single command. */
    RespClient client() {
        return client;
    }

    OutputMode outputMode() {
        return printer.mode();
    }

    String prompt() {
        if (client == null) return "not connected> ";
        StringBuilder prompt = new StringBuilder();
        prompt.append(options.socketPath != null ? "redis " + options.socketPath : new Endpoint.Tcp(host, port));
        if (db != 0) prompt.append('[').append(db).append(']');
        if (inTransaction) prompt.append("(TX)");
        if (subscribed) prompt.append("(subscribed mode)");
        return prompt.append("> ").toString();
    }

    /** From the prompt's {@code connect}: another server from now on. */
    void connectTo(String otherHost, int otherPort) {
        host = otherHost;
        port = otherPort;
        connect(false);
    }

    /**
     * Connects, dropping the connection there is. A refused login leaves it open for an AUTH command.
     *
     * @param quiet print nothing about a server that can't be reached
     * @return true if all that the options ask for is agreed on
     */
    boolean connect(boolean quiet) {
        disconnect();
        try {
            client = RespClient.connect(endpoint(), options.connectTimeoutMs, 0, ReplyLimits.DEFAULT);
        } catch (IOException e) {
            String where = options.socketPath != null ? options.socketPath : host + ":" + port;
            if (!quiet) shell.error("Could not connect to Redis at " + where + ": " + reason(e) + "\n");
            return false;
        }
        if (showPushes) client.onPush(printer::push);
        try {
            return login() && selectWanted() && agreeOnProtocol();
        } catch (IOException e) {
            shell.error("\nI/O error\n");
            disconnect();
            return false;
        }
    }

    private Endpoint endpoint() {
        return options.socketPath != null ? new Endpoint.Unix(Path.of(options.socketPath))
                : new Endpoint.Tcp(host, port);
    }

    private void disconnect() {
        if (client != null) client.close();
        client = null;
        db = 0;
        resp3 = inTransaction = monitoring = subscribed = pushesAreReplies = false;
        docs.askAgain();
    }

    private boolean login() throws IOException {
        if (password == null) return true;
        byte[] auth = bytes("AUTH");
        RespValue reply = options.user == null ? client.call(auth, password)
                : client.call(auth, options.user, password);
        return succeeded("AUTH", reply);
    }

    private boolean selectWanted() throws IOException {
        if (wantedDb == db) return true;
        if (!succeeded("SELECT " + wantedDb, client.call("SELECT", Integer.toString(wantedDb)))) return false;
        db = wantedDb;
        return true;
    }

    private boolean agreeOnProtocol() throws IOException {
        CliOptions.Protocol protocol = options.protocol();
        if (protocol == CliOptions.Protocol.DEFAULT || protocol == CliOptions.Protocol.RESP2) return true;
        resp3 = succeeded("HELLO 3", client.call("HELLO", "3"));
        return resp3 || protocol == CliOptions.Protocol.RESP3_IF_POSSIBLE;
    }

    private boolean succeeded(String what, RespValue reply) {
        if (!(reply instanceof ErrorReply error)) return true;
        shell.error(what + " failed: " + error.text() + "\n");
        return false;
    }

    /**
     * Runs a command, printing its replies; connects first if need be.
     *
     * @param repeat how often; negative = for ever
     * @return false if it couldn't be run, which the user has been told
     * @throws CliExit if that ends the process
     */
    boolean run(List<byte[]> command, long repeat) {
        String name = ReplyPrinter.lowerCase(command.getFirst());
        if (name.equals("help") || name.equals("?")) {
            new HelpText(this, shell).print(command.subList(1, command.size()));
            return true;
        }
        redirections = 0;
        redirected = asking = false;
        for (long left = repeat; left != 0; ) {
            if ((client == null || redirected) && !connect(false)) return false;
            redirected = false;
            try {
                if (asking && !succeeded("ASKING", client.call("ASKING"))) return false;
                asking = false;
                runOnce(command, name);
            } catch (IOException e) {
                return lost(e, name.equals("shutdown"));
            }
            if (redirected) continue;
            if (left > 0) left--;
            pause();
        }
        return true;
    }

    /** For the interval that the options ask for between runs. */
    void pause() {
        if (options.intervalUs <= 0) return;
        try {
            Thread.sleep(options.intervalUs / 1000, (int) (options.intervalUs % 1000) * 1000);
        } catch (InterruptedException e) {
            throw new CliExit(1);
        }
    }

    /** The connection broke while a command waited for its reply. */
    private boolean lost(IOException e, boolean expected) {
        boolean wasInterrupted = interrupted;
        interrupted = false;
        if (wasInterrupted) return connect(false);
        disconnect();
        if (expected) return true;
        shell.error("Error: " + reason(e) + "\n");
        if (!interactive || e instanceof ProtocolException) throw new CliExit(1);
        return false;
    }

    private void runOnce(List<byte[]> command, String name) throws IOException {
        boolean page = ReplyPrinter.isPage(command);
        boolean subscribes = name.equals("subscribe") || name.equals("psubscribe") || name.equals("ssubscribe");
        boolean unsubscribes = name.equals("unsubscribe") || name.equals("punsubscribe") || name.equals("sunsubscribe");
        client.send(command.toArray(byte[][]::new));
        if (name.equals("monitor")) {
            monitor();
            return;
        }
        if (name.equals("sync") || name.equals("psync")) {
            shell.print("Entering replica output mode...  (press Ctrl-C to quit)\n");
            new ReplicaOutput(client, shell).runTyped();
        }
        int confirmations = 0;
        if (subscribes || unsubscribes) {
            // one for each channel named, or at least one
            confirmations = Math.max(1, command.size() - 1);
            pushesAreReplies = true;
        }
        RespValue reply;
        while (true) {
            reply = printReply(page);
            if (!subscribed && confirmations == 0) break;
            if (isMessage(reply)) {
                if (confirmations == 0 || !kind(reply).equalsIgnoreCase(name)) continue;
                if (subscribes) subscribed = true;
                if (--confirmations == 0) break;
            } else if (!(reply instanceof Push)) {
                break;
            }
        }
        follow(command, name, reply);
        pushesAreReplies = subscribed;
    }

    private void monitor() throws IOException {
        monitoring = true;
        while (monitoring) {
            if (printReply(false) instanceof ErrorReply) monitoring = false;
        }
    }

    /** Keeps this side's idea of the connection in step with what the command did to it. */
    private void follow(List<byte[]> command, String name, RespValue reply) throws IOException {
        boolean failed = reply instanceof ErrorReply;
        int words = command.size();
        switch (name) {
            case "select" -> {
                if (words == 2 && !failed) wantedDb = db = LeadingNumber.int32(new BulkString(command.get(1)).text());
            }
            case "auth" -> {
                docs.askAgain();
                if (words == 2 || words == 3) selectWanted();
            }
            case "multi" -> {
                if (words != 1 || failed) return;
                inTransaction = true;
                dbBeforeTransaction = db;
            }
            case "exec" -> {
                if (words != 1 || !inTransaction) return;
                inTransaction = false;
                if (failed || reply instanceof Null) wantedDb = db = dbBeforeTransaction;
            }
            case "discard" -> {
                if (words != 1 || failed) return;
                inTransaction = false;
                wantedDb = db = dbBeforeTransaction;
            }
            case "reset" -> {
                if (words != 1 || failed) return;
                inTransaction = resp3 = subscribed = false;
                wantedDb = db = 0;
            }
            case "hello" -> {
                docs.askAgain();
                if (reply instanceof MapReply) resp3 = true;
                else if (reply instanceof Array) resp3 = false;
            }
            default -> { }
        }
    }

    /** {@code --replica}: prints what the master sends until the connection ends. Returns the exit status. */
    int printAsReplica() {
        try {
            new ReplicaOutput(client, shell).run();
        } catch (IOException e) {
            lost(e, false);
        }
        return 1;
    }

    /** Prints pub/sub messages of a one-shot command until the connection ends. */
    void printMessagesForever() {
        try {
            while (subscribed) printReply(false);
        } catch (IOException e) {
            lost(e, false);
        }
    }

    /**
     * Prints pub/sub messages as long as there are subscriptions and the user doesn't touch the keyboard.
     *
     * @param input tells when the user does
     */
    void printMessagesUntil(LineSource input) {
        boolean notice = printer.mode() != OutputMode.RAW && shell.outIsTerminal();
        String terminal = shell.variable("TERM");
        boolean colour = notice && terminal != null && terminal.contains("xterm");
        try {
            input.awaitKeys(true);
            while (subscribed) {
                while (client.awaitReadable(0)) printReply(false);
                if (notice) {
                    shell.print((colour ? "\033[1;90m" : "")
                            + "Reading messages... (press Ctrl-C to quit or any key to type command)\r"
                            + (colour ? "\033[0m" : ""));
                }
                boolean typed = false;
                while (!typed && !client.awaitReadable(LineSource.POLL_MS)) typed = input.isReady();
                if (notice) shell.print("\033[K");
                if (typed) break;
                printReply(false);
            }
        } catch (IOException e) {
            if (interrupted && notice) shell.print("\033[K");
            if (!lost(e, false)) throw new CliExit(1);
        } finally {
            input.awaitKeys(false);
        }
    }

    /** At the end of the prompt's input: leaves the subscriptions. Returns true if there were any to leave. */
    boolean leaveSubscriptions() {
        return subscribed && connect(false);
    }

    /**
     * Ctrl-C, from the thread that handles signals.
     *
     * @return true if it ended MONITOR or SUBSCRIBE, false if there was nothing to end but the process
     */
    boolean interrupt() {
        RespClient open = client;
        if (open == null || !monitoring && !subscribed) return false;
        interrupted = true;
        open.close();
        return true;
    }

    /**
     * The command docs, asked for if they are not there and the connection is in a state to ask. Without a server that
     * tells, they are what Redis 7.2 would say.
     *
     * @param connecting for their sake, if there is no connection
     */
    CommandDocs loadDocs(boolean connecting) {
        if (!docs.mayAsk()) return docs;
        if (client == null && connecting) connect(true);
        if (client == null) {
            docs.loadBuiltIn();
            return docs;
        }
        if (inTransaction || subscribed || monitoring) return docs;
        try {
            docs.load(client.call("COMMAND", "DOCS"));
        } catch (IOException e) {
            disconnect();
        }
        return docs;
    }

    private RespValue printReply(boolean page) throws IOException {
        RespValue reply = (pushesAreReplies ? client.readAny() : client.readReply()).plain();
        if (reply instanceof ErrorReply error) {
            if (options.cluster && redirect(error)) return reply;
            if (options.failOnError && !interactive) {
                printer.failure(error);
                throw new CliExit(1);
            }
        }
        if (page) printer.page(reply);
        else printer.reply(reply);
        return reply;
    }

    /** {@code MOVED 3999 127.0.0.1:6381} and {@code ASK …}; an empty host stands for the one that replied. */
    private boolean redirect(ErrorReply error) {
        String[] words = error.text().split(" ");
        boolean ask = words[0].equals("ASK");
        int colon = words.length == 3 ? words[2].lastIndexOf(':') : -1;
        if (!ask && !words[0].equals("MOVED") || colon < 0 || redirections++ >= REDIRECTIONS_MAX) return false;
        if (colon > 0) host = words[2].substring(0, colon);
        port = LeadingNumber.int32(words[2].substring(colon + 1)) & 0xFFFF;
        redirected = true;
        asking = ask;
        if (interactive) {
            shell.print("-> Redirected to slot [" + LeadingNumber.integer(words[1]) + "] located at " + host + ":"
                    + port + "\n");
        }
        return true;
    }

    /** Whether this is a pub/sub message, or the confirmation of a subscription. */
    private boolean isMessage(RespValue reply) {
        if (resp3 ? !(reply instanceof Push) : !(reply instanceof Array)) return false;
        String kind = kind(reply);
        return kind.endsWith("message") || kind.endsWith("subscribe");
    }

    private static String kind(RespValue reply) {
        return reply instanceof Aggregate list && list.elements().size() >= 3
                && list.elements().getFirst() instanceof BulkString kind ? kind.text() : "";
    }

    /** The system's words for what went wrong, without what Java puts around them. */
    private static String reason(IOException e) {
        String message = e.getMessage();
        if (message == null) return e.getClass().getSimpleName();
        if (e instanceof UnknownHostException) {
            int colon = message.lastIndexOf(": ");
            return colon < 0 ? "Name or service not known" : message.substring(colon + 2);
        }
        return message.equals("Connection reset") ? "Connection reset by peer" : message;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
