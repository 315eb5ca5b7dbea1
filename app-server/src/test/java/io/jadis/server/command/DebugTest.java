package io.jadis.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.server.TestClient;
import io.jadis.server.TestServer;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DebugTest extends CommandTest {
    /** Taken from a Redis 7.0.15 with the same data. */
    @Test
    void digestsAreThoseOfRedis() throws IOException {
        assertReply("0000000000000000000000000000000000000000", "DEBUG DIGEST");
        given("SET a 1", "SET b hello PXAT 99999999999999", "SET c x", "MOVE c 9");
        assertReply("d759f7ff082353255bac1854069cda0193c46ff1", "DEBUG DIGEST");
        assertReply("[d037c4eb8a8b36b602fbced4000daeab0714c1e3, "
                + "0000000000000000000000000000000000000000]", "DEBUG DIGEST-VALUE b x");
    }

    @Test
    void objectShowsWhereAndHow() throws IOException {
        given("CONFIG SET rdbcompression no", "SET s " + "x".repeat(100));
        String n = atOnce("SET n 300", "DEBUG OBJECT n");
        assertTrue(n.matches("\\[OK, Value at:0x[0-9a-f]+ refcount:2147483647 encoding:int serializedlength:3 "
                + "lru:\\d+ lru_seconds_idle:0]"), n);
        assertTrue(run("DEBUG OBJECT s").contains(" encoding:raw serializedlength:102 "));
        assertReply("-ERR no such key", "DEBUG OBJECT x");
        given("CONFIG SET rdbcompression yes");
        assertTrue(run("DEBUG OBJECT s").matches(".* encoding:raw serializedlength:1?\\d .*"));
    }

    @Test
    void stringmatchTestEnds() throws IOException {
        assertReply("Apparently Redis did not crash: test passed", "DEBUG STRINGMATCH-TEST");
    }

    @Test
    void sdslenIsOfBytesOnly() throws IOException {
        given("SET n 1", "SET key value");
        assertTrue(run("DEBUG SDSLEN key")
                .startsWith("key_sds_len:3, key_sds_avail:0, key_zmalloc: 3, val_sds_len:5, "));
        assertReply("-ERR Not an sds encoded string.", "DEBUG SDSLEN n");
        assertReply("-ERR no such key", "DEBUG SDSLEN x");
    }

    @Test
    void populateKeepsWhatIsThereAndIsNotPropagated() throws IOException {
        given("SET key:1 mine");
        assertReply("OK", "DEBUG POPULATE 3");
        assertReply("['value:0', 'mine', 'value:2']", "MGET key:0 key:1 key:2");
        assertReply("OK", "DEBUG POPULATE 1 other 10");
        assertReply("'value:0\0\0\0'", "GET other:0");
        assertReply("OK", "DEBUG POPULATE 1 short 3");
        assertReply("'val'", "GET short:0");
        assertPropagated();
        assertReply("-ERR value is out of range, must be positive", "DEBUG POPULATE -1");
        assertReply("-ERR value is not an integer or out of range", "DEBUG POPULATE x");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "string | 'Hello World'", "integer | :12345", "double | '3.141'",
        "bignum | '1234567999999999999999999999999999999'", "null | nil", "array | [:0, :1, :2]", "set | [:0, :1, :2]",
        "map | [:0, :0, :1, :1, :2, :0]", "attrib | 'Some real reply following the attribute'",
        "push | -ERR RESP2 is not supported by this command", "true | :1", "FALSE | :0"}, quoteCharacter = '"')
    void protocolHasAllTypes(String type, String reply) throws IOException {
        assertReply(reply, "DEBUG PROTOCOL " + type);
    }

    @Test
    void protocolRefusesOtherTypes() throws IOException {
        assertTrue(run("DEBUG PROTOCOL foo").startsWith("-ERR Wrong protocol type name. Please use one of"));
        assertReply("'This is a verbatim\nstring'", "DEBUG PROTOCOL verbatim");
    }

    @Test
    void htstatsCountTheKeys() throws IOException {
        assertReply("'[Dictionary HT]\nHash table 0 stats (main hash table):\nNo stats available for empty dictionaries\n"
                + "[Expires HT]\nHash table 0 stats (main hash table):\nNo stats available for empty dictionaries\n'",
                "DEBUG HTSTATS 7");
        given("DEBUG POPULATE 100", "SET k v EX 1000");
        String text = run("DEBUG HTSTATS 0 full");
        assertTrue(text.contains(" number of elements: 1"), text);
        assertTrue(text.contains(" max chain length: "), text);
        assertReply("-ERR Out of range database", "DEBUG HTSTATS 16");
        assertReply("-ERR The value stored at the specified key is not represented using an hash table",
                "DEBUG HTSTATS-KEY k");
        assertReply("-ERR no such key", "DEBUG HTSTATS-KEY x");
    }

    @Test
    void errorsAreSentAsTheyAre() throws IOException {
        assertEquals("-FOO b a r", call("DEBUG", "ERROR", "FOO b\ra\nr"));
        assertReply("OK", "DEBUG LOG message");
        assertReply("-ERR maxmemory-clients is disabled.", "DEBUG CLIENT-EVICTION");
        assertReply("-ERR CONFIG-REWRITE-FORCE-ALL failed: The server is running without a config file",
                "DEBUG CONFIG-REWRITE-FORCE-ALL");
    }

    @Test
    void replybufferTakesTimesAndSwitches() throws IOException {
        assertReply("OK", "DEBUG REPLYBUFFER PEAK-RESET-TIME 100");
        assertReply("OK", "DEBUG REPLYBUFFER PEAK-RESET-TIME never");
        assertReply("OK", "DEBUG REPLYBUFFER peak-reset-time RESET");
        assertReply("OK", "DEBUG REPLYBUFFER RESIZING 0");
        assertReply("OK", "DEBUG REPLYBUFFER resizing 1");
        assertReply("-ERR value is not an integer or out of range", "DEBUG REPLYBUFFER PEAK-RESET-TIME x");
        assertReply("-ERR unknown subcommand or wrong number of arguments for 'REPLYBUFFER'. Try DEBUG HELP.",
                "DEBUG REPLYBUFFER FOO 1");
    }

    @Test
    void theUnknownIsRefused() throws IOException {
        assertReply("-ERR unknown subcommand or wrong number of arguments for 'FOO'. Try DEBUG HELP.", "DEBUG FOO");
        assertReply("-ERR unknown subcommand or wrong number of arguments for 'sleep'. Try DEBUG HELP.", "DEBUG sleep");
        assertTrue(run("DEBUG HELP").startsWith("[DEBUG <subcommand> [<arg> [value] [opt] ...]. Subcommands are:, "));
    }

    @Test
    void withoutTheDirectiveItIsNotAllowed() throws IOException {
        try (TestServer closed = TestServer.start()) {
            TestClient client = closed.connect();
            assertTrue(client.run("DEBUG SLEEP 0").startsWith("-ERR DEBUG command not allowed. If the"));
        }
    }
}
