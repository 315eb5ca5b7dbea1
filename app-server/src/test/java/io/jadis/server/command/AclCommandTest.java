package io.jadis.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.TestClient;
import io.jadis.server.TestServer;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AclCommandTest {
    private static final String NO_KEY = "-NOPERM No permissions to access a key";
    private static final String NO_CHANNEL = "-NOPERM No permissions to access a channel";

    @TempDir
    private Path directory;
    private TestServer server;
    /** The default user's. */
    private TestClient admin;

    @BeforeEach
    void start() throws IOException {
        server = TestServer.startIn(directory);
        admin = server.connect();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private static void assertReply(String expected, TestClient client, String line) throws IOException {
        assertEquals(expected, client.run(line), line);
    }

    private static void assertClosed(TestClient client) {
        assertThrows(EOFException.class, client::read);
    }

    /** A connection as a user with these rules. */
    private TestClient user(String rules) throws IOException {
        assertReply("OK", admin, "ACL SETUSER u reset on nopass " + rules);
        TestClient client = server.connect();
        assertReply("OK", client, "AUTH u any");
        return client;
    }

    private String info(String field) throws IOException {
        String all = admin.run("INFO stats");
        int start = all.indexOf("\n" + field + ":") + field.length() + 2;
        return all.substring(start, all.indexOf('\r', start));
    }

    @Test
    void aUserDoesWhatItMay() throws IOException {
        TestClient client = user("~a:* &c* +@all -config|set");
        assertReply("'u'", client, "ACL WHOAMI");
        assertTrue(client.run("CLIENT INFO").contains(" user=u "));
        assertReply("OK", client, "SET a:1 v");
        assertReply(NO_KEY, client, "SET b v");
        assertReply(NO_KEY, client, "MGET a:1 b");
        assertReply(NO_CHANNEL, client, "PUBLISH d m");
        assertReply(":0", client, "PUBLISH c1 m");
        assertReply("-NOPERM User u has no permissions to run the 'config|set' command", client, "CONFIG SET hz 10");
        assertReply("OK", admin, "ACL SETUSER u -set");
        assertReply("-NOPERM User u has no permissions to run the 'set' command", client, "SET a:1 v");
        assertEquals("2", info("acl_access_denied_cmd"));
        assertEquals("2", info("acl_access_denied_key"));
        assertEquals("1", info("acl_access_denied_channel"));
        assertTrue(admin.run("INFO errorstats").contains("errorstat_NOPERM:count=5"));
        assertReply("OK", admin, "CONFIG RESETSTAT");
        assertEquals("0", info("acl_access_denied_cmd"));
    }

    @Test
    void passwordsAndTheDefaultUser() throws IOException {
        assertReply("-ERR AUTH <password> called without any password configured for the default user. Are you sure "
                + "your configuration is correct?", admin, "AUTH x");
        assertReply("OK", admin, "CONFIG SET requirepass secret");
        assertTrue(admin.run("ACL LIST").startsWith("['user default on sanitize-payload #2bb80d53"));
        TestClient other = server.connect();
        assertReply("-NOAUTH Authentication required.", other, "PING");
        assertReply("-WRONGPASS invalid username-password pair or user is disabled.", other, "AUTH wrong");
        assertReply("-WRONGPASS invalid username-password pair or user is disabled.", other, "AUTH nobody secret");
        assertReply("OK", other, "AUTH default secret");
        assertReply("RESET", other, "RESET");
        assertReply("-NOAUTH Authentication required.", other, "PING");
        assertEquals("2", info("acl_access_denied_auth"));
        assertReply("OK", admin, "ACL SETUSER default nopass off");
        assertReply("-NOAUTH Authentication required.", other, "PING");
        assertReply("OK", admin, "ACL SETUSER default on");
        assertReply("PONG", other, "PING");
        assertReply("'default'", other, "ACL WHOAMI");
    }

    @Test
    void whatWasQueuedIsCheckedAgain() throws IOException {
        TestClient client = user("~a ~b +@all");
        client.run("MULTI");
        assertReply(NO_KEY, client, "GET c");
        assertReply("-EXECABORT Transaction discarded because of previous errors.", client, "EXEC");
        client.run("MULTI");
        assertReply("QUEUED", client, "SET a 1");
        assertReply("QUEUED", client, "SET b 1");
        assertReply("OK", admin, "ACL SETUSER u resetkeys ~a");
        assertReply("[OK, -NOPERM ACLs rules changed between the moment the transaction was accumulated and the EXEC "
                + "call. This command is no longer allowed for the following reason: no permission to touch the "
                + "specified keys]",
                client, "EXEC");
        String log = admin.run("ACL LOG 1");
        assertTrue(log.startsWith("[['count', :1, 'reason', 'key', 'context', 'multi', 'object', 'b', 'username', 'u', "
                + "'age-seconds', '"), log);
        assertTrue(log.contains("cmd=exec user=u"), log);
        assertReply("OK", admin, "ACL SETUSER u -exec");
        client.run("MULTI");
        assertReply("-EXECABORT Transaction discarded because of: NOPERM User u has no permissions to run the 'exec' "
                + "command",
                client, "EXEC");
    }

    @Test
    void whoWaitsIsAskedAgain() throws IOException {
        TestClient client = user("~a +@all");
        client.send("BLPOP", "a", "0");
        while (!admin.run("CLIENT LIST").contains("cmd=blpop")) Thread.onSpinWait();
        assertReply("OK", admin, "ACL SETUSER u resetkeys");
        assertReply(":1", admin, "LPUSH a x");
        assertEquals(NO_KEY, client.read());
        assertReply(":1", admin, "LLEN a");
    }

    @Test
    void subscribersLoseTheirConnectionWithTheirChannels() throws IOException {
        TestClient one = user("&a* &p* +@all");
        TestClient two = server.connect();
        two.run("AUTH u any");
        one.run("SUBSCRIBE a1");
        two.run("PSUBSCRIBE p*");
        assertReply("OK", admin, "ACL SETUSER u &more");
        assertReply(":1", admin, "PUBLISH a1 m");
        assertEquals(">['message', 'a1', 'm']".substring(1), one.read());
        assertReply("OK", admin, "ACL SETUSER u resetchannels &p*");
        assertClosed(one);
        assertReply(":1", admin, "PUBLISH p1 m");
        assertEquals("['pmessage', 'p*', 'p1', 'm']", two.read());
        assertReply("OK", admin, "ACL SETUSER u resetchannels &p1");
        assertClosed(two);
    }

    @Test
    void whoIsDeletedIsDisconnected() throws IOException {
        TestClient client = user("~* +@all");
        assertReply("-ERR The 'default' user cannot be removed", admin, "ACL DELUSER u default");
        assertReply("PONG", client, "PING");
        assertReply(":1", admin, "ACL DELUSER u nobody");
        assertClosed(client);
        TestClient own = user("~* +@all");
        assertReply(":1", own, "ACL DELUSER u");
        assertClosed(own);
        TestClient killed = user("~* +@all");
        assertReply("-ERR No such user 'nobody'", admin, "CLIENT KILL USER nobody");
        assertReply(":1", admin, "CLIENT KILL USER u");
        assertClosed(killed);
    }

    @Test
    void whoIsDeletedByItsOwnTransactionIsNobodyForTheRest() throws IOException {
        TestClient client = user("~* +@all");
        admin.run("ACL SETUSER default >pw");
        for (String line : new String[] {"MULTI", "ACL DELUSER u", "SET k v"}) client.run(line);
        assertReply("[:1, -NOAUTH Authentication required.]", client, "EXEC");
        assertClosed(client);
    }

    @Test
    void sortMayNotLookAtOtherKeys() throws IOException {
        TestClient client = user("~l +sort");
        admin.run("RPUSH l 2 1");
        assertReply("['1', '2']", client, "SORT l");
        assertReply("['2', '1']", client, "SORT l BY nosort");
        assertReply("-ERR BY option of SORT denied due to insufficient ACL permissions.", client, "SORT l BY w*");
        assertReply("-ERR GET option of SORT denied due to insufficient ACL permissions.", client, "SORT l GET w*");
        admin.run("ACL SETUSER u %R~*");
        assertReply("['1', '2']", client, "SORT l BY w* GET #");
    }

    @Test
    void dryRunTellsWhy() throws IOException {
        admin.run("ACL SETUSER u ~a &c +@all -flushall");
        assertReply("OK", admin, "ACL DRYRUN u GET a");
        assertReply("'User u has no permissions to access the 'b' key'", admin, "ACL DRYRUN u MGET a b");
        assertReply("'User u has no permissions to access the 'd' channel'", admin, "ACL DRYRUN u PUBLISH d m");
        assertReply("'User u has no permissions to run the 'flushall' command'", admin, "ACL DRYRUN u FLUSHALL");
        assertReply("-ERR User 'nobody' not found", admin, "ACL DRYRUN nobody GET a");
        assertReply("-ERR Command 'NOTHING' not found", admin, "ACL DRYRUN u NOTHING a");
        assertReply("-ERR wrong number of arguments for 'get' command", admin, "ACL DRYRUN u GET");
    }

    @Test
    void passwordsAreNotShown() throws IOException {
        TestClient monitor = server.connect();
        monitor.run("CONFIG SET slowlog-log-slower-than 0");
        StringBuilder rules = new StringBuilder();
        for (int i = 0; i < 100; i++) rules.append(" >secret").append(i);
        admin.run("ACL SETUSER u" + rules);
        assertFalse(admin.run("SLOWLOG GET").contains("secret"));
        assertReply("OK", monitor, "MONITOR");
        // Administrative commands aren't shown to monitors at all, those of EXEC neither.
        admin.call("AUTH", "u", "secret1");
        assertFalse(monitor.read().contains("secret"));
    }

    @Test
    void rulesAndNamesDoNotFillTheHeap() throws IOException {
        String large = "x".repeat((int) Math.min(Runtime.getRuntime().maxMemory() / 16, 64 << 20));
        assertEquals("-ERR arguments are too large for this command", admin.call("ACL", "GETUSER", large));
        assertEquals("-ERR arguments are too large for this command", admin.call("ACL", "SETUSER", "u", "~" + large));
        admin.run("ACL SETUSER u +@all");
        String reason = admin.call("ACL", "DRYRUN", "u", "GET", large);
        assertTrue(reason.endsWith(" more bytes)' key'"), reason.substring(reason.length() - 80));
    }

    @Test
    void generatesPasswordsAndListsCategories() throws IOException {
        assertEquals(64 + 2, admin.run("ACL GENPASS").length());
        assertTrue(admin.run("ACL GENPASS 5").matches("'[0-9a-f]{2}'"));
        assertReply("-ERR value is not an integer or out of range", admin, "ACL GENPASS x");
        assertTrue(admin.run("ACL GENPASS 4097").startsWith("-ERR ACL GENPASS argument must be the number of bits"));
        assertTrue(admin.run("ACL CAT").startsWith("['keyspace', 'read', "));
        assertTrue(admin.run("ACL CAT transaction").contains("'exec'"));
        assertReply("-ERR Unknown category 'nothing'", admin, "ACL CAT nothing");
        assertReply("-ERR unknown subcommand or wrong number of arguments for 'CAT'. Try ACL HELP.", admin,
                "ACL CAT a b");
    }

    @Test
    void usersAreRewrittenWithTheConfiguration() throws IOException {
        assertTrue(admin.run("ACL LOAD").startsWith("-ERR This Redis instance is not configured to use an ACL file."));
        assertTrue(admin.run("ACL SAVE").startsWith("-ERR This Redis instance is not configured to use an ACL file."));
        server.close();
        server = TestServer.startIn(directory, "user u on nopass ~* +@all -flushall", "user default off");
        TestClient client = server.connect();
        assertReply("-NOAUTH Authentication required.", client, "PING");
        assertReply("OK", client, "AUTH u any");
        assertReply("['user default off sanitize-payload resetchannels -@all', "
                + "'user u on nopass sanitize-payload ~* resetchannels +@all -flushall']", client, "ACL LIST");
        assertReply("['default', 'u']", client, "ACL USERS");
    }

    @Test
    void whatIsLoadedNeedsNoPassword() throws IOException {
        server.close();
        String[] lines = {"appendonly yes", "user default on >pw +@all -incr ~k &*"};
        server = TestServer.startIn(directory, lines);
        admin = server.connect();
        for (String line : new String[] {"AUTH pw", "MULTI", "SET k 1", "APPEND k 2"}) admin.run(line);
        assertReply("[OK, :2]", admin, "EXEC");
        server.close();
        server = TestServer.startIn(directory, lines);
        admin = server.connect();
        admin.run("AUTH pw");
        assertReply("'12'", admin, "GET k");
    }

    @Test
    void aFileOfUsers() throws IOException {
        server.close();
        Path file = directory.resolve("users.acl");
        Files.writeString(file, "user u on nopass ~* &* +@all\n");
        server = TestServer.startIn(directory, "aclfile users.acl", "requirepass pw");
        TestClient client = server.connect();
        // As in Redis the file's default user, or a new one, replaces the one with a password.
        assertReply("PONG", client, "PING");
        assertReply("OK", client, "AUTH u any");
        admin = server.connect();
        assertReply("OK", admin, "ACL SETUSER eve on >pw +get ~e");
        assertReply("OK", admin, "ACL SAVE");
        String saved = Files.readString(file);
        assertTrue(saved.contains("user eve on sanitize-payload #"), saved);
        Files.writeString(file, saved + "user eve off\n");
        assertReply("-ERR WARNING: Duplicate user 'eve' found on line 4. WARNING: ACL errors detected, no change to "
                + "the previously active ACL rules was performed", admin, "ACL LOAD");
        assertReply("PONG", client, "PING");
        Files.writeString(file, saved);
        assertReply("OK", admin, "ACL LOAD");
        assertClosed(client);
        assertReply("PONG", admin, "PING");
    }
}
