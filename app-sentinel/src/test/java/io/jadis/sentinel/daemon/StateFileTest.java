package io.jadis.sentinel.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.acl.AclFile;
import io.jadis.protocol.acl.Users;
import io.jadis.protocol.command.CommandTable;
import io.jadis.protocol.config.CommandLine;
import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.ConfigFileException;
import io.jadis.protocol.config.ConfigLoader;
import io.jadis.protocol.config.ConfigRewrite;
import io.jadis.protocol.config.Directives;
import io.jadis.sentinel.core.Sentinel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {
    private static final String ID = "0123456789".repeat(4), OTHER = "abcdefabcd".repeat(4);

    @TempDir
    private Path directory;
    private Config config;
    private Sentinel sentinel;
    private Users users;
    private AclFile aclFile;

    private Path load(String text) throws IOException, ConfigFileException {
        Path file = directory.resolve("sentinel.conf");
        Files.writeString(file, text);
        load(file);
        return file;
    }

    private void load(Path file) throws ConfigFileException {
        config = new Config(directory);
        StateFile lines = new StateFile(config);
        ConfigLoader.load(config, lines, CommandLine.parse(List.of(file.toString()), directory),
                new ByteArrayInputStream(new byte[0]));
        sentinel = new Sentinel(outside(), new SplittableRandom(1), 1);
        lines.load(sentinel);
        users = new Users(CommandTable.forSentinel(), () -> false);
        users.defaultPassword(config.get(Directives.REQUIREPASS));
        aclFile = new AclFile(config, users);
        assertEquals(Optional.empty(), lines.users().load(users, aclFile));
        sentinel.start(1, ID);
    }

    /** A world in which every host is an address, every script is executable and nothing else happens. */
    private static io.jadis.sentinel.core.Outside outside() {
        return (io.jadis.sentinel.core.Outside) Proxy.newProxyInstance(StateFileTest.class.getClassLoader(),
                new Class<?>[] {io.jadis.sentinel.core.Outside.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "resolve" -> arguments[0];
                    case "isPersisted", "isFresh", "isExecutable" -> true;
                    case "persistPosition" -> 0L;
                    default -> null;
                });
    }

    private ConfigRewrite.Snapshot snapshot() {
        return StateFile.snapshot(config, sentinel, users.configGroup(aclFile, config.get(Directives.REQUIREPASS)));
    }

    private String rewritten(Path file) throws IOException {
        assertTrue(StateFile.write(snapshot(), file));
        return Files.readString(file);
    }

    @Test
    void rewriteKeepsTheOperatorsLinesAndIsIdempotent() throws Exception {
        Path file = load("""
                # by hand
                port 26390
                sentinel monitor "my master" 10.0.0.1 6379 2
                # a default, spelled out
                sentinel parallel-syncs   "my master"   1
                sentinel monitor b 10.0.0.2 6379 1
                """);
        String first = rewritten(file);
        assertTrue(first.startsWith("""
                # by hand
                port 26390
                sentinel monitor "my master" 10.0.0.1 6379 2
                # a default, spelled out
                sentinel parallel-syncs   "my master"   1
                sentinel monitor b 10.0.0.2 6379 1
                """), first);
        assertTrue(first.contains("sentinel myid " + ID + "\n"));
        assertTrue(first.contains("sentinel config-epoch \"my master\" 0\n"));
        assertFalse(first.contains("sentinel parallel-syncs b"));
        load(file);
        assertEquals(first, rewritten(file));
    }

    @Test
    void everyDirectiveSurvives() throws Exception {
        String text = """
                sentinel myid %s
                sentinel deny-scripts-reconfig no
                sentinel resolve-hostnames yes
                sentinel announce-hostnames yes
                sentinel announce-ip 1.2.3.4
                sentinel announce-port 99
                sentinel sentinel-user su
                sentinel sentinel-pass sp
                sentinel monitor m 10.0.0.1 6379 2
                sentinel down-after-milliseconds m 1234
                sentinel failover-timeout m 5678
                sentinel parallel-syncs m 3
                sentinel notification-script m /n
                sentinel client-reconfig-script m /r
                sentinel auth-pass m "a b"
                sentinel auth-user m u
                sentinel master-reboot-down-after-period m 4
                sentinel forget-after-milliseconds m 5
                sentinel rename-command m CONFIG zzz
                sentinel config-epoch m 6
                sentinel leader-epoch m 7
                sentinel known-replica m 10.0.0.2 6379
                sentinel known-sentinel m 10.1.0.1 26379 %s
                sentinel current-epoch 8
                """.formatted(ID, OTHER);
        Path file = load(text);
        String rewritten = rewritten(file);
        for (String line : text.lines().toList()) assertTrue(rewritten.contains(line + "\n"), line + "\n" + rewritten);
    }

    @Test
    void bytesThatAreNoUtf8Survive() throws Exception {
        Path file = load("sentinel monitor m 10.0.0.1 6379 2\n");
        String lines = "sentinel monitor m 10.0.0.1 6379 2\nsentinel auth-pass m \"p\\xe4ss\"\n"
                + "sentinel auth-user m g\u00fcnter\nsentinel sentinel-pass \u00e4\u00f6\u00fc\u00c3\u00a4\n";
        Files.writeString(file, lines, StandardCharsets.ISO_8859_1);
        load(file);
        assertTrue(StateFile.write(snapshot(), file));
        String rewritten = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertTrue(rewritten.startsWith(lines), rewritten);
    }

    @Test
    void whatStandsTwiceIsMergedAndOldWordsAreRead() throws Exception {
        Path file = load("""
                sentinel monitor m 10.0.0.1 6379 2
                sentinel known-slave m 10.0.0.2 6379
                sentinel known-replica m 10.0.0.2 6379
                sentinel known-replica m 10.0.0.2 6379
                sentinel known-replica m 10.0.0.1 6379
                sentinel known-sentinel m 10.1.0.1 26379 %1$s
                sentinel known-sentinel m 10.1.0.1 26379 %1$s
                sentinel known-sentinel m 10.1.0.7 26379
                """.formatted(OTHER));
        String rewritten = rewritten(file);
        assertEquals(1, rewritten.lines().filter(line -> line.contains("known-replica") || line.contains("known-slave"))
                .count());
        assertEquals(1, rewritten.lines().filter(line -> line.contains("known-sentinel")).count());
        assertTrue(rewritten.contains("sentinel known-replica m 10.0.0.2 6379\n"));
    }

    @Test
    void masterThatIsNoLongerWatchedLeavesNothing() throws Exception {
        Path file = load("sentinel monitor m 10.0.0.1 6379 2\nsentinel monitor gone 10.0.0.9 6379 2\n"
                + "sentinel auth-pass gone secret\nsentinel down-after-milliseconds gone 5\n");
        sentinel.stopMonitoring(2, sentinel.master("gone"));
        assertFalse(rewritten(file).contains("gone"));
    }

    @Test
    void orderOfLinesDoesNotMatter() throws Exception {
        load("sentinel down-after-milliseconds m 77\nsentinel monitor m 10.0.0.1 6379 2\nsentinel myid " + OTHER
                + "\n");
        assertEquals(OTHER, sentinel.id());
    }

    @Test
    void wrongLinesAreNamed() {
        refused("sentinel monitor m 10.0.0.1 6379 0", "Quorum must be 1 or greater.");
        refused("sentinel down-after-milliseconds m 1", "No such master with specified name.");
        refused("sentinel myid short", "Malformed Sentinel id in myid option.");
        refused("sentinel announce-hostnames maybe", "Please specify yes or no for the announce-hostnames option.");
        refused("sentinel fritz m 1", "Unrecognized sentinel configuration statement.");
        refused("sentinel monitor m 10.0.0.1 6379 1\nsentinel monitor m 10.0.0.2 6379 1", "Duplicate master name.");
        refused("sentinel monitor m 10.0.0.1 70000 1", "Invalid port number.");
        refused("sentinel monitor m 10.0.0.1 6379 1\nsentinel failover-timeout m 0",
                "negative or zero time parameter.");
    }

    private void refused(String text, String error) {
        ConfigFileException refused = assertThrows(ConfigFileException.class, () -> load(text));
        assertEquals(error, refused.getMessage());
        assertTrue(refused.lineNumber() > 0);
    }

    @Test
    void linesThatRedisAddsAreTaken() throws Exception {
        load("user default on nopass sanitize-payload ~* &* +@all\nsentinel monitor m 10.0.0.1 6379 2\n"
                + "latency-tracking-info-percentiles 50 99 99.9\nprotected-mode no\n");
        assertEquals(1, sentinel.masters().size());
    }

    @Test
    void defaultUserThatRedisAddsWithAPasswordIsTaken() throws Exception {
        // Of "secret", as sha256sum prints it.
        String hash = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";
        String password = "requirepass secret\n", monitor = "sentinel monitor m 10.0.0.1 6379 2\n";
        String user = "user default on sanitize-payload #" + hash + " ~* &* +@all\n";
        load(password + user + monitor);
        Path file = load(user + password + monitor);
        assertTrue(rewritten(file).startsWith(user));
        // Only where the file has had it, or it isn't what requirepass says.
        assertFalse(rewritten(load(password + monitor)).contains("user "));
    }

    @Test
    void usersAreRewrittenWithTheRest() throws Exception {
        String monitor = "sentinel monitor m 10.0.0.1 6379 2\n";
        Path file = load("user eve on nopass +ping\nuser default off\n" + monitor);
        String rewritten = rewritten(file);
        assertTrue(rewritten.contains("user default off sanitize-payload resetchannels -@all\n"), rewritten);
        assertTrue(rewritten.contains("user eve on nopass sanitize-payload resetchannels -@all +ping\n"), rewritten);
        load(file);
        assertEquals(rewritten, rewritten(file));
        refused("user eve wrong\n", "Error in user declaration 'wrong': Syntax error");
    }

    @Test
    void fileThatCannotBeWrittenStaysAndTheSentinelGoesOn() throws Exception {
        load("sentinel monitor m 10.0.0.1 6379 2\n");
        assertFalse(StateFile.write(snapshot(),
                directory.resolve("missing/sentinel.conf")));
    }
}
