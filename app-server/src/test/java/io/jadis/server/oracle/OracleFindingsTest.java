package io.jadis.server.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jadis.server.TestClient;
import io.jadis.server.TestServer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What random sequences have found, for good. */
class OracleFindingsTest {
    private static TestServer server;
    private static TestClient client;

    @BeforeAll
    static void start() throws IOException {
        server = TestServer.start();
        client = server.connect();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @BeforeEach
    void empty() throws IOException {
        client.run("FLUSHALL");
    }

    @Test
    void aSubscriptionThatWasNeverThereCanBeEnded() throws IOException {
        assertEquals("['punsubscribe', 'p*', :0]", client.run("PUNSUBSCRIBE p*"));
        assertEquals("['sunsubscribe', 's', :0]", client.run("SUNSUBSCRIBE s"));
    }

    @Test
    void theLastOfSeveralTimesOfOneUnitCounts() throws IOException {
        for (String line : List.of("MULTI", "SET k v EX 100 EX 200", "TTL k", "GETEX k PX 100000 PX 300000", "TTL k")) {
            client.run(line);
        }
        assertEquals("[OK, :200, 'v', :300]", client.run("EXEC"));
        assertEquals("-ERR syntax error", client.run("SET k v EX 100 PX 200"));
    }

    @Test
    void timesAtTheEndOfALongAreRoundedWithoutOverflow() throws IOException {
        client.run("SET k v");
        client.run("PEXPIREAT k 9223372036854775807");
        assertEquals(":9223372036854776", client.run("EXPIRETIME k"));
    }

    @Test
    void aDatabaseNumberBeyondAnIntHasItsOwnError() throws IOException {
        assertEquals("-ERR value is out of range, value must between -2147483648 and 2147483647",
                client.run("SELECT 9999999999"));
    }

    @Test
    void errorsShowArgumentsUpToANulAndWithoutLineEndsBehind() throws IOException {
        assertEquals("-ERR Unsupported option a", client.call("EXPIRE", "k", "1", "a\0b"));
        assertEquals("-ERR Unsupported option a  b", client.call("EXPIRE", "k", "1", "a\r\nb\r\n"));
        assertEquals("-ERR unknown command 'x', with args beginning with: 'y' 'z' ", client.call("x\0", "y\0y", "z"));
    }

    @Test
    void aCursorEndsAtANul() throws IOException {
        assertEquals("['0', []]", client.call("SCAN", "0\0x"));
    }
}
