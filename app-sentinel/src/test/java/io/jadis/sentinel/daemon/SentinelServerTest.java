package io.jadis.sentinel.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.client.RespClient;
import io.jadis.protocol.client.RespValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of a Sentinel whose master isn't there. */
class SentinelServerTest {
    private static final String ID = "a".repeat(40);

    @TempDir
    private Path directory;
    private RunningSentinel sentinel;

    @BeforeEach
    void start() throws Exception {
        sentinel = new RunningSentinel(directory,
                "sentinel monitor m 127.0.0.1 1 2\nsentinel known-sentinel m 127.0.0.1 2 "
                + ID + "\nsentinel known-replica m 127.0.0.1 3\n");
    }

    @AfterEach
    void stop() throws Exception {
        sentinel.close();
    }

    @Test
    void mastersReplicasAndSentinelsAreDescribed() throws Exception {
        assertEquals("[127.0.0.1, 1]", sentinel.text("SENTINEL", "get-master-addr-by-name", "m"));
        assertInstanceOf(RespValue.Null.class, sentinel.call("SENTINEL", "get-master-addr-by-name", "x"));
        RespValue.Aggregate master = (RespValue.Aggregate) sentinel.call("sentinel", "MASTER", "m");
        assertEquals("m", RunningSentinel.text(master.field("name")));
        assertEquals("1", RunningSentinel.text(master.field("num-slaves")));
        assertEquals("1", RunningSentinel.text(master.field("num-other-sentinels")));
        assertEquals("2", RunningSentinel.text(master.field("quorum")));
        RespValue.Aggregate replicas = (RespValue.Aggregate) sentinel.call("SENTINEL", "replicas", "m");
        assertEquals("127.0.0.1:3",
                RunningSentinel.text(((RespValue.Aggregate) replicas.elements().getFirst()).field("name")));
        assertEquals(sentinel.text("SENTINEL", "slaves", "m").contains("127.0.0.1:3"), true);
        assertTrue(sentinel.text("SENTINEL", "sentinels", "m").contains(ID));
        assertEquals("ERR No such master with that name", sentinel.text("SENTINEL", "MASTER", "x"));
        assertEquals(1, ((RespValue.Aggregate) sentinel.call("SENTINEL", "masters")).elements().size());
        assertEquals("[sentinel, [m]]", sentinel.text("ROLE"));
        assertEquals(40, sentinel.text("SENTINEL", "myid").length());
        assertTrue(sentinel.text("SENTINEL", "explain", "m").contains("No failover: the master is up."));
    }

    @Test
    void mastersComeAndGoAndTheFileFollows() throws Exception {
        assertEquals("OK", sentinel.text("SENTINEL", "monitor", "n", "127.0.0.1", "4", "1"));
        assertEquals("ERR Duplicate master name.", sentinel.text("SENTINEL", "monitor", "n", "127.0.0.1", "4", "1"));
        assertEquals("ERR Quorum must be 1 or greater.",
                sentinel.text("SENTINEL", "monitor", "o", "127.0.0.1", "4", "0"));
        assertEquals("ERR Invalid IP address or hostname specified",
                sentinel.text("SENTINEL", "monitor", "o", "host", "4", "1"));
        assertEquals("OK", sentinel.text("SENTINEL", "set", "n", "down-after-milliseconds", "77"));
        assertTrue(Files.readString(sentinel.file).contains("sentinel down-after-milliseconds n 77\n"));
        assertEquals("OK", sentinel.text("SENTINEL", "remove", "n"));
        assertTrue(Files.readString(sentinel.file).lines().noneMatch(line -> line.contains(" n ")));
        assertEquals("1", sentinel.text("SENTINEL", "reset", "*"));
        assertEquals("OK", sentinel.text("SENTINEL", "flushconfig"));
    }

    @Test
    void quorumIsCheckedAndOpinionsAreGiven() throws Exception {
        assertEquals("OK 2 usable Sentinels. Quorum and failover authorization can be reached",
                sentinel.text("SENTINEL", "ckquorum", "m"));
        sentinel.call("SENTINEL", "set", "m", "quorum", "3");
        assertEquals("NOQUORUM 2 usable Sentinels. Not enough available Sentinels to reach the specified quorum for this master",
                sentinel.text("SENTINEL", "ckquorum", "m"));
        assertEquals("[0, *, 0]", sentinel.text("SENTINEL", "is-master-down-by-addr", "127.0.0.1", "1", "0", "*"));
        assertEquals("NOGOODSLAVE No suitable replica to promote", sentinel.text("SENTINEL", "failover", "m"));
    }

    @Test
    void optionsOfAllAreReadAndSetTogether() throws Exception {
        assertEquals("OK", sentinel.text("SENTINEL", "config", "set", "announce-port", "99", "announce-ip", "1.2.3.4"));
        assertEquals("[announce-ip, 1.2.3.4, announce-port, 99]",
                sentinel.text("SENTINEL", "config", "get", "announce-[ip]*"));
        assertEquals("ERR Invalid value '70000' to SENTINEL CONFIG SET 'announce-port'",
                sentinel.text("SENTINEL", "config", "set", "announce-port", "70000"));
        assertEquals("ERR Duplicate argument 'loglevel' to SENTINEL CONFIG SET",
                sentinel.text("SENTINEL", "config", "set", "loglevel", "debug", "loglevel", "debug"));
        assertEquals("ERR Missing argument 'announce-ip' value",
                sentinel.text("SENTINEL", "config", "set", "loglevel", "debug", "announce-ip"));
        assertEquals("OK", sentinel.text("SENTINEL", "debug", "ping-period", "500"));
        assertTrue(sentinel.text("SENTINEL", "debug").startsWith("[INFO-PERIOD, 10000, PING-PERIOD, 500,"));
    }

    @Test
    void eventsReachSubscribersAndHellosAreAllThatIsPublished() throws Exception {
        try (RespClient subscriber = sentinel.connect()) {
            subscriber.call("PSUBSCRIBE", "+se*");
            assertEquals("OK", sentinel.text("SENTINEL", "set", "m", "quorum", "1"));
            assertEquals("[pmessage, +se*, +set, master m 127.0.0.1 1 quorum 1]",
                    RunningSentinel.text(subscriber.readReply()));
            assertEquals("1", sentinel.text("PUBLISH", "__sentinel__:hello",
                    "127.0.0.1,5," + "b".repeat(40) + ",9,m,127.0.0.1,1,0"));
            assertTrue(RunningSentinel.text(subscriber.readReply()).contains("+sentinel, sentinel " + "b".repeat(40)));
        }
        assertEquals("ERR Only HELLO messages are accepted by Sentinel instances.", sentinel.text("PUBLISH", "x", "y"));
        assertTrue(Files.readString(sentinel.file).contains("sentinel current-epoch 9\n"));
    }

    @Test
    void infoHasTheSectionsOfASentinel() throws Exception {
        // A machine that stops for a while is no matter of this test.
        assertEquals("OK", sentinel.text("SENTINEL", "debug", "tilt-trigger", "60000"));
        String info = sentinel.text("INFO");
        for (String section : new String[] {"Server", "Clients", "CPU", "Stats", "Sentinel"}) {
            assertTrue(info.contains("# " + section + "\r\n"), info);
        }
        assertTrue(info.contains("redis_mode:sentinel\r\n"));
        assertTrue(sentinel.text("INFO", "sentinel")
                .startsWith("# Sentinel\r\nsentinel_masters:1\r\nsentinel_tilt:0\r\n"
                + "sentinel_tilt_since_seconds:-1\r\nsentinel_running_scripts:0\r\nsentinel_scripts_queue_length:0\r\n"
                + "sentinel_simulate_failure_flags:0\r\nmaster0:name=m,status=ok,address=127.0.0.1:1,slaves=1,sentinels=2\r\n"));
    }

    @Test
    void infoIsPlainTextInTheThirdProtocolToo() throws Exception {
        sentinel.call("HELLO", "3");
        assertInstanceOf(RespValue.BulkString.class, sentinel.call("INFO", "sentinel"));
    }

    @Test
    void commandsOfServersAreUnknown() throws Exception {
        assertTrue(sentinel.text("GET", "x").startsWith("ERR unknown command 'GET', with args beginning with: 'x'"));
        assertEquals("ERR unknown subcommand 'fritz'. Try SENTINEL HELP.", sentinel.text("SENTINEL", "fritz"));
        assertEquals("ERR wrong number of arguments for 'sentinel|master' command",
                sentinel.text("SENTINEL", "master"));
        assertEquals("PONG", sentinel.text("PING"));
        assertTrue(sentinel.text("HELLO", "3").contains("mode, sentinel"));
        assertTrue(sentinel.text("CLIENT", "LIST").contains("cmd=client|list"));
        assertTrue(Integer.parseInt(sentinel.text("COMMAND", "COUNT")) >= 15);
    }

    @Test
    void usersDoWhatTheyMay() throws Exception {
        assertEquals("[default]", sentinel.text("ACL", "USERS"));
        assertEquals("OK", sentinel.text("ACL", "SETUSER", "eve", "on", ">pw", "&+odown", "+ping", "+subscribe"));
        assertEquals("ERR Error in ACL SETUSER modifier '+get': Unknown command or category name in ACL",
                sentinel.text("ACL", "SETUSER", "eve", "+get"));
        try (RespClient eve = sentinel.connect()) {
            assertEquals("WRONGPASS invalid username-password pair or user is disabled.",
                    RunningSentinel.text(eve.call("AUTH", "eve", "wrong")));
            assertEquals("OK", RunningSentinel.text(eve.call("AUTH", "eve", "pw")));
            assertEquals("PONG", RunningSentinel.text(eve.call("PING")));
            assertEquals("NOPERM User eve has no permissions to run the 'sentinel|masters' command",
                    RunningSentinel.text(eve.call("SENTINEL", "MASTERS")));
            assertEquals("NOPERM No permissions to access a channel",
                    RunningSentinel.text(eve.call("SUBSCRIBE", "+sdown")));
            String log = sentinel.text("ACL", "LOG");
            assertTrue(log.contains("object, sentinel|masters, username, eve"), log);
            assertTrue(log.contains("reason, auth, context, toplevel, object, AUTH, username, eve"), log);
            assertEquals("1", sentinel.text("ACL", "DELUSER", "eve"));
            assertThrows(IOException.class, () -> eve.call("PING"));
        }
        assertEquals("OK", sentinel.text("ACL", "SETUSER", "default", "off"));
        try (RespClient other = sentinel.connect()) {
            assertEquals("NOAUTH Authentication required.", RunningSentinel.text(other.call("PING")));
        }
        assertEquals("OK", sentinel.text("ACL", "SETUSER", "default", "on"));
    }

    @Test
    void clientsAreFoundByFiltersThatMakeSense() throws Exception {
        assertEquals("ERR client-id should be greater than 0", sentinel.text("CLIENT", "KILL", "ID", "x"));
        assertEquals("ERR Unknown client type 'fritz'", sentinel.text("CLIENT", "KILL", "TYPE", "fritz"));
        assertEquals("ERR No such user 'fritz'", sentinel.text("CLIENT", "KILL", "USER", "fritz"));
        assertEquals("ERR syntax error", sentinel.text("CLIENT", "KILL", "SKIPME", "perhaps"));
        assertEquals("0", sentinel.text("CLIENT", "KILL", "ID", "999"));
        assertEquals("ERR syntax error", sentinel.text("CLIENT", "NO-EVICT", "perhaps"));
        assertEquals("0", sentinel.text("CLIENT", "UNBLOCK", "1"));
        assertEquals("OK", sentinel.text("CLIENT", "TRACKING", "on"));
        assertEquals("[flags, [on], redirect, 0, prefixes, []]", sentinel.text("CLIENT", "TRACKINGINFO"));
        for (String container : new String[] {"CLIENT", "COMMAND", "SENTINEL"}) {
            assertTrue(sentinel.text(container, "HELP").startsWith("[" + container + " <subcommand> "), container);
        }
        assertEquals("ERR The command has no key arguments", sentinel.text("COMMAND", "GETKEYS", "PING"));
    }

    @Test
    void repliesCanBeSkipped() throws Exception {
        try (RespClient client = sentinel.connect()) {
            for (String[] words : new String[][] {{"CLIENT", "REPLY", "SKIP"}, {"PING", "skipped"}, {"PING", "a"},
                {"CLIENT", "REPLY", "OFF"}, {"PING", "unheard"}, {"CLIENT", "REPLY", "ON"}, {"PING", "b"}}) {
                client.send(Stream.of(words).map(String::getBytes).toArray(byte[][]::new));
            }
            assertEquals("a", RunningSentinel.text(client.readReply()));
            assertEquals("OK", RunningSentinel.text(client.readReply()));
            assertEquals("b", RunningSentinel.text(client.readReply()));
        }
    }

    @Test
    void aShutdownThatIsNotMeantIsNone() throws Exception {
        assertEquals("ERR syntax error", sentinel.text("SHUTDOWN", "fritz"));
        assertEquals("ERR syntax error", sentinel.text("SHUTDOWN", "save", "nosave"));
        assertEquals("ERR No shutdown in progress.", sentinel.text("SHUTDOWN", "abort"));
        assertEquals("PONG", sentinel.text("PING"));
    }
}
