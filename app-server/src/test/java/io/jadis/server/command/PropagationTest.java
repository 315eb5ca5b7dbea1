package io.jadis.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What goes to the AOF and the replicas. */
final class PropagationTest extends CommandTest {
    @Test
    void whatATransactionWritesGoesOutTogether() throws IOException {
        given("MULTI", "SET a 1", "GET a", "EXPIRE a 100", "SET b 2");
        run("EXEC");
        String moment = run("PEXPIRETIME a").substring(1);
        assertPropagated("MULTI", "SET a 1", "PEXPIREAT a " + moment, "SET b 2", "EXEC");
    }

    @Test
    void aSingleWriteNeedsNoTransaction() throws IOException {
        given("MULTI", "SET a 1", "GET a");
        run("EXEC");
        assertPropagated("SET a 1");
        given("MULTI", "GET a", "DEL x");
        run("EXEC");
        assertPropagated();
    }

    @Test
    void eachCommandGoesOutInItsOwnDatabase() throws IOException {
        given("MULTI", "SET a 1", "SELECT 2", "SET b 2", "MOVE b 0", "SELECT 0");
        run("EXEC");
        assertPropagated("MULTI", "SET a 1", "2:SET b 2", "2:MOVE b 0", "EXEC");
    }

    @Test
    void readsOfExpiredKeysGoOutAsTheirDeletion() throws IOException {
        givenExpired("a");
        assertReply("nil", "GET a");
        assertPropagated("DEL a");
        givenExpired("a");
        assertReply(":0", "EXISTS a");
        assertPropagated("DEL a");
        givenExpired("a");
        assertReply("nil", "RANDOMKEY");
        assertPropagated("DEL a");
    }

    @Test
    void aWriteOverAnExpiredKeyComesAfterItsDeletion() throws IOException {
        givenExpired("a");
        assertReply("OK", "SET a 1");
        assertPropagated("MULTI", "DEL a", "SET a 1", "EXEC");
    }

    @Test
    void refusedCommandsDontGoOut() throws IOException {
        given("SET a x");
        for (String line : List.of("INCR a", "EXPIRE a x", "RENAME x y", "SETRANGE a -1 x", "COPY a a", "MOVE a 0")) {
            assertEquals('-', run(line).charAt(0), line);
        }
        assertPropagated();
    }

    @Test
    void stringsGoOutInTheirDeterministicForm() throws IOException {
        given("SET a 1");
        run("GETDEL a");
        run("SET b 1 PXAT 99999999999999");
        run("GETEX b PERSIST");
        run("GETEX b PXAT 99999999999999");
        run("GETEX b");
        run("INCRBYFLOAT b 0.5");
        run("GETSET c 1");
        run("SET d 1 KEEPTTL");
        run("SET d 2 GET");
        run("SET d 3 NX");
        assertPropagated("DEL a", "SET b 1 PXAT 99999999999999", "PERSIST b", "PEXPIREAT b 99999999999999",
                "SET b 1.5 KEEPTTL", "SET c 1", "SET d 1 KEEPTTL", "SET d 2");
    }
}
