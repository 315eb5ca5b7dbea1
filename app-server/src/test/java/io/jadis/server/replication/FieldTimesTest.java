package io.jadis.server.replication;

import static io.jadis.server.replication.LinkState.assertFollowed;
import static io.jadis.server.replication.LinkState.awaitUp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.TestClient;
import io.jadis.server.TestServer;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fields of hashes that expire, and a replica: whatever has set a time, it is the same moment on both. */
class FieldTimesTest {
    private static final String FIELDS = " FIELDS 6 a b c d e f";

    private TestServer server, following;
    private TestClient master, replica;

    @BeforeEach
    void start() throws IOException {
        server = TestServer.start("enable-debug-command yes", "repl-diskless-sync-delay 0");
        master = server.connect();
        following = TestServer.start("enable-debug-command yes");
        replica = following.connect();
    }

    @AfterEach
    void stop() throws IOException {
        following.close();
        server.close();
    }

    private void follow() throws IOException {
        assertEquals("OK", replica.run("REPLICAOF 127.0.0.1 " + server.port()));
        awaitUp(replica);
    }

    /** A listpack, or a hash table. */
    private void fill(int fields) throws IOException {
        for (int i = 0; i < fields; i++) master.run("HSET h field:" + i + " value");
        assertEquals(":4", master.run("HSET h a 1 b 2 c 3 d 4"));
    }

    private void setTimes() throws IOException {
        assertEquals("[:1, :1, :-2]", master.run("HEXPIRE h 1000 FIELDS 3 a b z"));
        assertEquals("[:1]", master.run("HPEXPIREAT h 4000000000000 FIELDS 1 c"));
        assertEquals(":1", master.run("HSETEX h EX 500 FIELDS 2 d 5 e 6"));
        assertEquals("[:1]", master.run("HPERSIST h FIELDS 1 b"));
        assertEquals("[:1, :0]", master.run("HEXPIRE h 2000 GT FIELDS 2 a b"));
        assertEquals("['3']", master.run("HGETEX h PXAT 4000000000001 FIELDS 1 c"));
        assertEquals(":1", master.run("HSETEX h FNX PX 900000 FIELDS 1 f 7"));
        assertEquals(":1", master.run("HSETEX h KEEPTTL FIELDS 2 d 8 b 9"));
        assertEquals(":7", master.run("HINCRBY h e 1"));
    }

    private void assertSame() throws IOException {
        assertFollowed(master, replica);
        String times = master.run("HPEXPIRETIME h" + FIELDS);
        assertTrue(times.contains(":4000000000001") && times.contains(":-1"), times);
        assertEquals(times, replica.run("HPEXPIRETIME h" + FIELDS));
        assertEquals("['1', '9', '3', '8', '7', '7']", replica.run("HMGET h" + FIELDS.substring(9)));
        assertEquals(master.run("HLEN h"), replica.run("HLEN h"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1000})
    void timesGoOutAsMoments(int more) throws IOException {
        follow();
        fill(more);
        setTimes();
        assertSame();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1000})
    void aCopyHasThem(int more) throws IOException {
        fill(more);
        setTimes();
        follow();
        assertSame();
        // And the stream that follows it changes them.
        assertEquals("[:1, :-1]", master.run("HPERSIST h FIELDS 2 a b"));
        assertEquals("['8']", master.run("HGETDEL h FIELDS 1 d"));
        assertFollowed(master, replica);
        assertEquals(master.run("HPEXPIRETIME h" + FIELDS), replica.run("HPEXPIRETIME h" + FIELDS));
    }

    @Test
    void aMomentInThePastDeletes() throws IOException {
        follow();
        fill(0);
        assertEquals("[:2, :2]", master.run("HPEXPIREAT h 1 FIELDS 2 a b"));
        assertFollowed(master, replica);
        assertEquals("[nil, nil, '3', '4']", replica.run("HMGET h a b c d"));
        assertEquals("[:2, :2]", master.run("HEXPIREAT h 1 FIELDS 2 c d"));
        assertFollowed(master, replica);
        assertEquals(":0", replica.run("DBSIZE"));
    }

    @Test
    void whatIsDueGoesOnTheReplicaWhenTheMasterSaysSo() throws IOException {
        follow();
        fill(0);
        assertEquals("[:1, :1, :1, :1]", master.run("HPEXPIRE h 1 FIELDS 4 a b c d"));
        master.run("SET behind it");
        long deadline = System.currentTimeMillis() + 20_000;
        while (!replica.run("GET behind").equals("'it'")) assertTrue(System.currentTimeMillis() < deadline);
        while (!replica.run("DBSIZE").equals(":1")) assertTrue(System.currentTimeMillis() < deadline);
        assertEquals(":1", master.run("DBSIZE"));
    }
}
