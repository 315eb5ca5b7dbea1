package io.jadis.server.command;

import static io.jadis.server.command.SetsTest.assertEncoding;
import static io.jadis.server.command.SetsTest.members;
import static io.jadis.server.command.SetsTest.numbers;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SetOperationsTest extends CommandTest {
    @Test
    void intersectionUnionAndDifference() throws IOException {
        given("SADD a 1 2 3 x", "SADD b 2 3 4", "SADD c 3 x " + "y".repeat(70));
        assertEquals(Set.of("2", "3"), members(run("SINTER a b")));
        assertEquals(Set.of("3"), members(run("SINTER a b c")));
        assertReply("[]", "SINTER a b none");
        assertEquals(Set.of("1", "2", "3", "4", "x"), members(run("SUNION a b none")));
        assertEquals(Set.of("1"), members(run("SDIFF a b c")));
        assertEquals(Set.of("1", "2", "3", "x"), members(run("SDIFF a none")));
        assertReply("[]", "SDIFF none a");
        assertReply("[]", "SDIFF a a");
        assertEquals(Set.of("1", "2", "3", "x"), members(run("SUNION a a")));
        assertEquals(Set.of("1", "2", "3", "x"), members(run("SINTER a a")));
        assertReply("[]", "SUNION none");
    }

    @Test
    void aDifferenceOfManySmallSetsFromALargeOne() throws IOException {
        given("SADD large " + numbers(0, 1000), "SADD s 1", "SADD t 2 x", "SADD u 3");
        assertEquals(997, members(run("SDIFF large s t u s t u")).size());
        assertReply(":997", "SDIFFSTORE d large s t u s t u");
        assertReply(":0", "SISMEMBER d 2");
    }

    @Test
    void resultsAreStoredInThePlaceOfWhatWasThere() throws IOException {
        given("SADD a 1 2 3", "SADD b 2 3", "SET d old EX 100");
        assertReply(":2", "SINTERSTORE d a b");
        assertEvents("sinterstore d");
        assertPropagated("SINTERSTORE d a b");
        assertReply(":-1", "TTL d");
        assertReply(":3", "SUNIONSTORE d a b");
        assertEvents("sunionstore d");
        assertReply(":1", "SDIFFSTORE d a b");
        assertEvents("sdiffstore d");
        assertReply("['1']", "SMEMBERS d");
        assertReply(":3", "SUNIONSTORE e a");
        assertEvents("new e", "sunionstore e");
    }

    @Test
    void theDestinationMayBeASource() throws IOException {
        given("SADD a 1 2 3 x", "SADD b 2 3");
        assertReply(":2", "SINTERSTORE a a b");
        assertEquals(Set.of("2", "3"), members(run("SMEMBERS a")));
        assertReply(":2", "SUNIONSTORE b b a");
        assertReply(":2", "SDIFFSTORE b b none");
        assertReply(":2", "SUNIONSTORE b b");
    }

    @Test
    void anEmptyResultDeletesTheDestination() throws IOException {
        given("SADD a 1", "SADD b 2", "SET d v", "SET e v", "SET f v");
        assertReply(":0", "SINTERSTORE d a b");
        assertEvents("del d");
        assertReply(":0", "SDIFFSTORE e a a");
        assertReply(":0", "SUNIONSTORE f none");
        assertEvents("del e", "keymiss none", "del f");
        assertPropagated("SINTERSTORE d a b", "SDIFFSTORE e a a", "SUNIONSTORE f none");
        assertReply(":0", "SUNIONSTORE f none");
        assertReply(":0", "SINTERSTORE f a none");
        assertEvents("keymiss none", "keymiss none");
        assertPropagated();
    }

    @Test
    void resultsHaveTheEncodingOfTheirMembers() throws IOException {
        given("SADD ints " + numbers(0, 600), "SADD some " + numbers(100, 300), "SADD text a b " + numbers(100, 200));
        assertReply(":200", "SINTERSTORE d ints some");
        assertEncoding("intset", "d");
        assertReply(":100", "SINTERSTORE d ints text");
        assertEncoding("intset", "d");
        assertReply(":102", "SINTERSTORE d text text");
        assertEncoding("listpack", "d");
        assertReply(":600", "SUNIONSTORE d ints");
        assertEncoding("hashtable", "d");
        assertReply(":200", "SUNIONSTORE d some");
        assertEncoding("intset", "d");
        assertReply(":202", "SUNIONSTORE d some text");
        assertEncoding("hashtable", "d");
        assertReply(":2", "SDIFFSTORE d text ints");
        assertEncoding("listpack", "d");
    }

    @Test
    void sintercardStopsAtItsLimit() throws IOException {
        given("SADD a 1 2 3", "SADD b 1 2 3 4");
        assertReply(":3", "SINTERCARD 2 a b");
        assertReply(":2", "SINTERCARD 2 a b LIMIT 2");
        assertReply(":3", "SINTERCARD 2 a b LIMIT 0");
        assertReply(":3", "SINTERCARD 2 a b limit 10");
        assertReply(":3", "SINTERCARD 1 a");
        assertReply(":0", "SINTERCARD 2 a none");
        assertReply("-ERR numkeys should be greater than 0", "SINTERCARD 0 a");
        assertReply("-ERR numkeys should be greater than 0", "SINTERCARD x a");
        assertReply("-ERR Number of keys can't be greater than number of args", "SINTERCARD 3 a b");
        assertReply("-ERR LIMIT can't be negative", "SINTERCARD 1 a LIMIT -1");
        assertReply("-ERR LIMIT can't be negative", "SINTERCARD 1 a LIMIT x");
        assertReply("-ERR syntax error", "SINTERCARD 1 a LIMIT");
        assertReply("-ERR syntax error", "SINTERCARD 1 a b");
    }
}
