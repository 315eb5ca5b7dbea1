package io.jadis.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class DatabasesTest extends CommandTest {
    @Test
    void flushdbLeavesOtherDatabases() throws IOException {
        given("SET a 1", "COPY a b DB 1");
        assertReply("OK", "FLUSHDB");
        assertPropagated("FLUSHDB");
        assertReply(":0", "DBSIZE");
        given("SWAPDB 0 1");
        assertReply(":1", "DBSIZE");
        assertReply("OK", "flushdb async");
        assertPropagated("flushdb async");
        assertReply(":0", "DBSIZE");
    }

    @Test
    void flushallOfNothingIsPropagatedToo() throws IOException {
        assertReply("OK", "FLUSHALL");
        assertPropagated("FLUSHALL");
        given("SET a 1", "COPY a b DB 1");
        assertReply("OK", "FLUSHALL SYNC");
        assertPropagated("FLUSHALL SYNC");
        given("SWAPDB 0 1");
        assertReply(":0", "DBSIZE");
        assertEvents();
    }

    @Test
    void flushRefusesOtherWords() throws IOException {
        assertReply("-ERR syntax error", "FLUSHDB NOW");
        assertReply("-ERR syntax error", "FLUSHALL SYNC ASYNC");
        assertPropagated();
    }

    @Test
    void swapdbExchangesContents() throws IOException {
        given("SET a 1");
        assertReply("OK", "SWAPDB 0 15");
        assertPropagated("SWAPDB 0 15");
        assertReply(":0", "DBSIZE");
        assertReply("OK", "SWAPDB 15 0");
        assertReply(":1", "DBSIZE");
        assertReply("OK", "SWAPDB 0 0");
        assertReply("'1'", "GET a");
    }

    @Test
    void swapdbNamesTheWrongIndex() throws IOException {
        assertReply("-ERR invalid first DB index", "SWAPDB a 99");
        assertReply("-ERR invalid second DB index", "SWAPDB 99 a");
        assertReply("-ERR invalid first DB index", "SWAPDB 3000000000 0");
        assertReply("-ERR DB index is out of range", "SWAPDB 0 16");
        assertReply("-ERR DB index is out of range", "SWAPDB -1 0");
        assertPropagated();
    }

    @Test
    void anAsyncFlushIsReclaimedInTheBackground() throws IOException {
        // What was flushed before may not have been reclaimed yet.
        while (info("lazyfree_pending_objects") > 0) Thread.onSpinWait();
        given("DEBUG POPULATE 2000", "CONFIG RESETSTAT");
        assertReply("OK", "FLUSHALL ASYNC");
        while (info("lazyfree_pending_objects") > 0) Thread.onSpinWait();
        assertEquals(2000, info("lazyfreed_objects"));
    }

    private static long info(String field) throws IOException {
        for (String line : run("INFO memory").split("\r\n")) {
            if (line.startsWith(field + ":")) return Long.parseLong(line.substring(field.length() + 1));
        }
        throw new AssertionError(field);
    }
}
