package io.jadis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.client.Endpoint;
import io.jadis.protocol.client.RespClient;
import io.jadis.protocol.client.RespValue;
import io.jadis.protocol.process.FreePort;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the same command lines through the installed redis-cli and through ours, against an installed redis-server that
 * holds the same data, and compares standard output, standard error and exit status byte for byte. Where the installed
 * redis-cli is older than 7.2 and behaves differently (subscriptions, ports out of range, big numbers, attributes) the
 * unit tests say what 7.2.5 does.
 */
class RedisCliOracleIT {
    private static final String CLI = "/usr/bin/redis-cli", SERVER = "/usr/bin/redis-server";
    private static final String PASSWORD = "s3cret";

    /** Each line is run raw, formatted, as CSV and as JSON, in RESP2 and in RESP3. */
    private static final List<String> COMMANDS = List.of(
            "ping", "ping hello", "echo a\\x00\\xff\\n", "get missing", "get text", "get binary", "get number",
            "set k v", "set k v get", "incr number", "incr text", "incrbyfloat number 1.25", "strlen text",
            "del text none", "lrange list 0 -1", "lrange long 0 -1", "lrange missing 0 -1", "lpop missing",
            "lpop list 5", "smembers one", "smembers none", "sismember one a", "hgetall hash", "hgetall none",
            "hget hash f", "hkeys hash", "hmget hash f none", "hrandfield one-field 1 withvalues", "zscore zset a",
            "zrange zset 0 -1 withscores", "zscore zset none", "zadd zset incr 1.5 a", "zpopmin zset",
            "zmscore zset a none", "xrange stream - +", "xinfo stream stream", "xread streams stream 0",
            "xread count 1 streams stream none 0 0", "geopos geo place none", "type stream", "object encoding list",
            "exists text list", "mget text none number", "keys nothing*", "scan 0 match no* count 1000",
            "config get maxmemory",
            "config get nothing", "command count", "command info get nothing", "command docs get",
            "command getkeys set a b", "acl whoami", "acl getuser default", "client getname", "client info nothing",
            "debug object", "memory doctor", "latency doctor", "cluster info", "cluster slots",
            "lolwut version 5 1 1 1", "lolwut nothing", "wait 0 0", "bogus", "bogus a b", "get", "select 100",
            "select 1", "object help", "multi", "exec", "discard", "watch k", "time extra", "auth nobody nothing",
            "eval return{1,2,{3,'x'}} 0", "eval return{err='MY'} 0", "eval return{ok='fine'} 0", "eval return 0",
            "eval return{double=3.5} 0", "eval redis.setresp(3);return{double=3.5} 0", "eval return{true,false} 0",
            "eval redis.setresp(3);return{true,false} 0", "eval redis.setresp(3);return{map={a=1}} 0",
            "eval redis.setresp(3);return{map={a={map={b={1,2}}}}} 0", "eval redis.setresp(3);return{set={x=true}} 0",
            "debug protocol string", "debug protocol integer", "debug protocol double", "debug protocol null",
            "debug protocol array", "debug protocol set", "debug protocol map", "debug protocol push",
            "debug protocol verbatim", "debug protocol true", "debug protocol false", "hello", "hello 9",
            "georadius geo 13 38 200 km withdist withcoord", "module list", "script exists none", "function list",
            "sort long limit 0 3", "getrange text 0 1", "setrange k 3 x", "bitcount text", "dump none", "lpos list b");

    private static Process server;
    private static int port;
    @TempDir
    private static Path directory;

    /** What a run came to. */
    private record Result(int status, String out, String err) {}

    /** A command line; its environment and its input. */
    private record Run(List<String> arguments, Map<String, String> environment, String input) {
        static Run of(String... arguments) {
            return new Run(List.of(arguments), Map.of(), "");
        }

        Run tty() {
            return with("FAKETTY", "1");
        }

        Run with(String variable, String value) {
            Map<String, String> more = new HashMap<>(environment);
            more.put(variable, value);
            return new Run(arguments, more, input);
        }

        Run input(String text) {
            return new Run(arguments, environment, text);
        }

        @Override
        public String toString() {
            String line = String.join(" ", arguments);
            String shownInput = input.isEmpty() ? "" : " < " + input.replace("\n", "\\n");
            return environment.keySet() + " redis-cli " + line + shownInput;
        }
    }

    @BeforeAll
    static void startServer() throws IOException, InterruptedException {
        assertTrue(Files.isExecutable(Path.of(CLI)) && Files.isExecutable(Path.of(SERVER)), "no redis installed");
        port = FreePort.choose();
        server = new ProcessBuilder(SERVER, "--port", Integer.toString(port), "--bind", "127.0.0.1", "--save", "",
                "--dir", directory.toString(), "--unixsocket", socket(), "--enable-debug-command", "yes",
                "--lazyfree-lazy-user-flush", "no", "--repl-diskless-sync-delay", "0").redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile()).start();
        for (int tries = 0; ; tries++) {
            try (RespClient client = connect()) {
                client.call("ACL", "SETUSER", "jane", "on", ">" + PASSWORD, "allcommands", "allkeys", "allchannels");
                client.call("ACL", "SETUSER", "joe", "on", ">" + PASSWORD, "+ping", "+auth");
                return;
            } catch (IOException e) {
                if (tries == 500 || !server.isAlive()) throw e;
                server.waitFor(20, TimeUnit.MILLISECONDS);
            }
        }
    }

    @AfterAll
    static void stopServer() throws InterruptedException {
        if (server == null) return;
        server.destroyForcibly().waitFor();
    }

    private static String socket() {
        return directory.resolve("s").toString();
    }

    private static RespClient connect() throws IOException {
        return RespClient.connect(new Endpoint.Tcp("127.0.0.1", port));
    }

    @BeforeEach
    void loadData() throws IOException {
        try (RespClient client = connect()) {
            for (String line : List.of("flushall", "set text hello", "set binary \"\\x00\\xff\\\"\\n'\"",
                    "set number 10", "rpush list a b \"c d\"", "rpush long 1 2 3 4 5 6 7 8 9 10 11",
                    "sadd one a", "hset hash f v \"g h\" \"w\\n\"",
                    "hset one-field f v", "zadd zset 1 a 2.5 b inf c", "xadd stream 1-1 f v",
                    "xadd stream 2-1 f w g x", "geoadd geo 13.5 38.5 place", "config resetstat", "script flush",
                    "config set requirepass \"\"")) {
                client.call(Quoting.split(Replies.bytes(line)).toArray(byte[][]::new));
            }
        }
    }

    static List<Run> runs() {
        List<Run> runs = new ArrayList<>();
        String uri = "redis://jane:" + PASSWORD + "@127.0.0.1:" + port + "/2";
        // delimiters, repetition, databases, sockets
        runs.add(Run.of("-d", ", ", "lrange", "list", "0", "-1"));
        runs.add(Run.of("-D", "", "-d", "", "lrange", "list", "0", "-1"));
        runs.add(Run.of("-3", "-d", ";", "hgetall", "hash"));
        runs.add(Run.of("-D", "--\n", "-r", "3", "incr", "n"));
        runs.add(Run.of("-r", "2", "-i", "0.001", "incr", "n"));
        runs.add(Run.of("-r", "0", "incr", "n"));
        runs.add(Run.of("-n", "3", "client", "list", "id", "0"));
        runs.add(Run.of("-n", "3", "set", "a", "b"));
        runs.add(Run.of("-n", "99", "get", "a"));
        runs.add(Run.of("-s", socket(), "ping"));
        runs.add(Run.of("-s", "/nowhere/socket", "ping"));
        runs.add(Run.of("-h", "127.0.0.1", "--no-raw", "get", "text"));
        runs.add(Run.of("-h", "localhost", "ping"));
        runs.add(Run.of("-h", "no.such.host.invalid", "ping"));
        // unreachable
        runs.add(Run.of("-p", "1", "ping"));
        runs.add(Run.of("-p", "1").input("ping\nping\n"));
        runs.add(Run.of("-p", "1", "-e", "ping").tty());
        // login
        runs.add(Run.of("-u", uri, "acl", "whoami"));
        runs.add(Run.of("--no-auth-warning", "-u", uri, "acl", "whoami"));
        runs.add(Run.of("--user", "jane", "--pass", PASSWORD, "acl", "whoami"));
        runs.add(Run.of("--user", "jane", "acl", "whoami").with("REDISCLI_AUTH", PASSWORD));
        runs.add(Run.of("--user", "jane", "-a", "wrong", "acl", "whoami"));
        runs.add(Run.of("--user", "jane", "-a", "wrong", "--no-auth-warning", "-n", "2", "-3", "acl", "whoami").tty());
        runs.add(Run.of("-a", "wrong", "ping"));
        runs.add(Run.of("--askpass", "--user", "jane", "acl", "whoami").input(PASSWORD + "\n"));
        runs.add(Run.of("-a", "x", "--askpass", "--user", "jane", "acl", "whoami").input("wrong\n"));
        runs.add(Run.of("--user", "joe", "--no-auth-warning", "-a", PASSWORD, "get", "text"));
        runs.add(Run.of("--user", "joe", "--no-auth-warning", "-a", PASSWORD, "-n", "1", "ping"));
        runs.add(Run.of("--user", "joe", "--no-auth-warning", "-a", PASSWORD, "-3", "ping"));
        runs.add(Run.of("--user", "joe", "--no-auth-warning", "-a", PASSWORD, "--json", "ping"));
        // errors and exit statuses
        for (String error : List.of("bogus", "incr text", "get")) {
            runs.add(Run.of(("-e " + error).split(" ")));
            runs.add(Run.of(("-e --no-raw " + error).split(" ")));
            runs.add(Run.of("-e").input(error + "\nping\n"));
        }
        runs.add(Run.of("-e", "-r", "3", "incr", "text"));
        runs.add(Run.of("-r", "2", "incr", "text"));
        // standard input
        runs.add(Run.of("-x", "set", "k").input("a\nb\0c\n"));
        runs.add(Run.of("-x", "echo").input(""));
        runs.add(Run.of("--no-raw", "-x", "echo").input("\377\n"));
        runs.add(Run.of("-X", "tag", "mset", "tag", "v", "k", "tag").input("from stdin"));
        runs.add(Run.of("-X", "tag", "get", "k").input("x"));
        runs.add(Run.of("-X", "tag", "-x", "get", "k"));
        // quoting
        runs.add(Run.of("--quoted-input", "echo", "\"a\\x41\\n\""));
        runs.add(Run.of("--quoted-input", "echo", "'a b'"));
        runs.add(Run.of("--quoted-input", "echo", "a b"));
        runs.add(Run.of("--quoted-input", "echo", "\"a"));
        runs.add(Run.of("--quoted-input", "echo", ""));
        runs.add(Run.of("--no-raw", "echo", "\"a\\x41\""));
        runs.add(Run.of("--no-raw", "echo", ""));
        runs.add(Run.of("", "x"));
        // options
        runs.add(Run.of("--bogus"));
        runs.add(Run.of("-n"));
        runs.add(Run.of("-X"));
        runs.add(Run.of("-xe"));
        runs.add(Run.of("-c", "-s", "/tmp/x", "ping"));
        runs.add(Run.of("-2", "-3", "ping"));
        runs.add(Run.of("-2", "--json", "hgetall", "hash"));
        runs.add(Run.of("-3", "--json", "hgetall", "hash"));
        runs.add(Run.of("--show-pushes", "what", "ping"));
        runs.add(Run.of("-u", "http://x", "ping"));
        runs.add(Run.of("-u", "redis://%4@x", "ping"));
        runs.add(Run.of("-u", "redis://%@x", "ping"));
        runs.add(Run.of("--no-raw", "--raw", "get", "text"));
        runs.add(Run.of("--raw", "--csv", "get", "text").tty());
        runs.add(Run.of("-c", "get", "text"));
        runs.add(Run.of("-3", "--show-pushes", "yes", "debug", "protocol", "push"));
        runs.add(Run.of("-3", "--show-pushes", "no", "debug", "protocol", "push").tty());
        runs.add(Run.of("-3", "--csv", "debug", "protocol", "push").tty());
        // modes; what a replica prints has changed since 7.0, which has no --count
        for (String pattern : List.of("text", "no*", "t?x[t]")) {
            runs.add(Run.of("--scan", "--pattern", pattern));
            runs.add(Run.of("--scan", "--quoted-pattern", "\"" + pattern + "\"").tty());
        }
        runs.add(Run.of("-n", "5", "--scan"));
        runs.add(Run.of("--scan", "--quoted-pattern", "\"x"));
        runs.add(Run.of("-p", "1", "--scan"));
        runs.add(Run.of("--user", "joe", "--no-auth-warning", "-a", PASSWORD, "--scan"));
        runs.add(Run.of("--rdb", "/nowhere/dump.rdb"));
        runs.add(Run.of("--rdb", "a", "--functions-rdb", "b"));
        runs.add(Run.of("--user", "joe", "--no-auth-warning", "-a", PASSWORD, "--functions-rdb", "b"));
        runs.add(Run.of("--pipe").input("*1\r\n$4\r\nPING\r\n*2\r\n$3\r\nGET\r\n$4\r\ntext\r\n"));
        runs.add(Run.of("--pipe").input("PING\r\nBAD\r\n\r\nINCR text\r\n"));
        runs.add(Run.of("--pipe").input(""));
        // the prompt, piped
        for (String input : List.of(
                "ping\nget text\nget binary\nlrange list 0 -1\nincr text\n",
                "set k \"a\\xff\\n\" \n get k\nget 'k'\nget \"\nget \"k\"x\nget k\"\" \n",
                "3 incr n\n0 ping\n-1 ping\n5 \n 2 ping",
                "multi\nincr n\nget text\nexec\nmulti\ndiscard\nexec\nselect 3\nset a b\nget a\n",
                ":set hints\n:set nohints\n:set x\n:y\nrestart\n",
                "quit\nping\n", "EXIT\nping\n", "ping\nexit", "\n\n \n", "ping\r\n",
                "hello 3\nhgetall hash\nsmembers one\nzscore zset b\nhello 2\nhgetall hash\n",
                "client setname me\nclient getname\nreset\nclient getname\n",
                "info nothing\nlatency doctor\nbogus\n",
                "watch k\nmulti\nset k 1\nexec\n",
                "auth jane " + PASSWORD + "\nacl whoami\nauth jane wrong\nacl whoami\n",
                "client tracking on\nclient tracking off\n",
                "debug sleep 0.01\nping\n",
                "eval \"return {1,{2,{}}}\" 0\n")) {
            runs.add(Run.of().input(input));
            runs.add(Run.of().input(input).tty());
            runs.add(Run.of("-3", "-n", "1", "--csv").input(input));
            runs.add(Run.of("--json").input(input));
        }
        return runs;
    }

    static List<Run> formats() {
        List<Run> runs = new ArrayList<>();
        for (String command : COMMANDS) {
            for (String options : List.of("", "--no-raw", "--csv", "--json", "--quoted-json", "-2 --json")) {
                runs.add(formatted(options, command));
                if (!options.contains("json")) runs.add(formatted("-3 " + options, command));
            }
            runs.add(formatted("", command).tty());
        }
        return runs;
    }

    private static Run formatted(String options, String command) {
        List<String> arguments = new ArrayList<>();
        if (!options.isBlank()) arguments.addAll(List.of(options.strip().split(" ")));
        arguments.addAll(command.startsWith("eval ") ? evalWords(command) : List.of(command.split(" ")));
        return Run.of(arguments.toArray(String[]::new));
    }

    /** {@code eval}, the script with its blanks, the number of keys. */
    private static List<String> evalWords(String command) {
        int last = command.lastIndexOf(' ');
        return List.of("eval", command.substring(5, last), command.substring(last + 1));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("runs")
    void optionsBehaveAsInTheOriginal(Run run) throws Exception {
        compare(run);
    }

    @Test
    void repliesAreFormattedAsInTheOriginal() throws Exception {
        // one test for all: a thousand reports would be worth less than the first difference
        for (Run run : formats()) {
            loadData();
            compare(run);
        }
    }

    @Test
    void aPasswordTheServerWantsIsMissed() throws Exception {
        try (RespClient client = connect()) {
            client.call("CONFIG", "SET", "requirepass", PASSWORD);
            for (Run run : List.of(Run.of("get", "text"), Run.of("-e", "get", "text"), Run.of("-n", "1", "get", "text"),
                    Run.of("-3", "get", "text"), Run.of("--json", "get", "text"),
                    Run.of().input("get text\nauth " + PASSWORD + "\nget text\n"),
                    Run.of("-n", "2").input("auth " + PASSWORD + "\nset a b\n").tty())) {
                compare(run);
            }
            client.call("CONFIG", "SET", "requirepass", "");
        }
    }

    private void compare(Run run) throws Exception {
        Result expected = original(run);
        loadData(run);
        assertEquals(expected, ours(run), run::toString);
    }

    /** The run may have changed the data; a password that the server wants must stay. */
    private void loadData(Run run) throws IOException {
        try (RespClient client = connect()) {
            if (!(client.call("PING") instanceof RespValue.ErrorReply)) loadData();
        }
    }

    private static List<String> withPort(Run run) {
        List<String> arguments = new ArrayList<>();
        if (!run.arguments().contains("-p") && !run.arguments().contains("-u")) {
            arguments.addAll(List.of("-p", Integer.toString(port)));
        }
        arguments.addAll(run.arguments());
        return arguments;
    }

    private static Result ours(Run run) {
        TestShell test = new TestShell(run.input(), run.environment());
        int status = test.run(withPort(run).toArray(String[]::new));
        return new Result(status, steady(test.out()), test.err());
    }

    private static Result original(Run run) throws Exception {
        List<String> command = new ArrayList<>(List.of(CLI));
        command.addAll(withPort(run));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("REDISCLI_") || name.equals("FAKETTY"));
        builder.environment().putAll(run.environment());
        Path input = Files.write(directory.resolve("in"), Replies.bytes(run.input()));
        Path out = directory.resolve("out"), err = directory.resolve("err");
        Process process = builder.redirectInput(input.toFile()).redirectOutput(out.toFile()).redirectError(err.toFile())
                .start();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the original doesn't end: " + run);
        }
        return new Result(process.exitValue(), steady(text(out)), text(err));
    }

    private static String text(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /** Without what differs from one connection to the next. */
    private static String steady(String out) {
        return out.replaceAll("(\"id\"(?:\\s+8\\)| =>|[,:]) ?(?:\\(integer\\) )?|\\bid[\\s=]+)\\d+", "$1N")
                .replaceAll("\\b(addr|age|idle|tot-mem|qbuf-free)=\\S+", "$1=N")
                // The prompt says how long a command took if that was half a second: no command here is that slow.
                .replaceAll("(?m)^\\(\\d+\\.\\d\\ds\\)\n", "");
    }
}
