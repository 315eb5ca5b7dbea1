package io.jadis.server.command;

import static io.jadis.server.command.SetsTest.assertEncoding;
import static io.jadis.server.command.SetsTest.members;
import static io.jadis.server.command.SetsTest.numbers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SortingTest extends CommandTest {
    private static final String NOT_A_NUMBER = "-ERR One or more scores can't be converted into double";

    @Test
    void sortsListsSetsAndSortedSetsByNumber() throws IOException {
        given("RPUSH l 3 1 10 -2 1.5", "SADD s 3 1 10 -2 1.5", "ZADD z 1 3 2 1 3 10 4 -2 5 1.5");
        for (String key : List.of("l", "s", "z")) {
            assertReply("['-2', '1', '1.5', '3', '10']", "SORT " + key);
            assertReply("['10', '3', '1.5', '1', '-2']", "SORT_RO " + key + " desc");
            assertReply("['1', '1.5']", "SORT " + key + " LIMIT 1 2");
        }
        assertReply("[]", "SORT none");
        assertPropagated();
    }

    @Test
    void sortsByText() throws IOException {
        given("RPUSH l b a B 10 9 ab", "SET w_a z", "SET w_b y", "SET w_10 x");
        assertReply("['10', '9', 'B', 'a', 'ab', 'b']", "SORT l ALPHA");
        assertReply("['b', 'ab', 'a', 'B', '9', '10']", "SORT l ALPHA DESC");
        // Those without a weight come first, as they were.
        assertReply("['B', '9', 'ab', '10', 'b', 'a']", "SORT l ALPHA BY w_*");
    }

    @Test
    void equalNumbersAreSortedByText() throws IOException {
        given("RPUSH l c a b", "MSET w_a 1 w_b 1 w_c 1");
        assertReply("['a', 'b', 'c']", "SORT l BY w_*");
        assertReply("['c', 'b', 'a']", "SORT l BY w_* DESC");
        assertReply("['a', 'b', 'c']", "SORT l BY none_*");
    }

    @Test
    void limitsAreCutToWhatIsThere() throws IOException {
        given("RPUSH l 1 2 3");
        assertReply("['1', '2', '3']", "SORT l LIMIT -5 10");
        assertReply("[]", "SORT l LIMIT 3 10");
        assertReply("[]", "SORT l LIMIT 0 0");
        assertReply("['2', '3']", "SORT l LIMIT 1 -1");
        assertReply("['2', '3']", "SORT l LIMIT 1 9223372036854775807");
        assertReply("[]", "SORT l BY nosort LIMIT 5 1");
    }

    @Test
    void getFetchesStringsAndFields() throws IOException {
        given("RPUSH l 2 1 3", "MSET v_1 one v_2 22", "HSET h_1 f one-f", "HSET h_3 f 33 g x");
        assertReply("['one', '22', nil]", "SORT l GET v_*");
        assertReply("['1', 'one', '2', '22', '3', nil]", "SORT l GET # GET v_*");
        assertReply("['one-f', nil, '33']", "SORT l GET h_*->f");
        assertReply("[nil, nil, nil]", "SORT l GET v_1");
        assertReply("[nil, nil, nil]", "SORT l GET h_*");
        assertReply("[nil, nil, nil]", "SORT l GET v_*->f");
        assertReply("['1', '3', '2']", "SORT l BY h_*->f ALPHA DESC");
    }

    @Test
    void anArrowWithNothingBehindItIsPartOfTheKey() throws IOException {
        given("RPUSH l 1", "SET v_1-> x");
        assertReply("['x']", "SORT l GET v_*->");
    }

    @Test
    void byAConstantKeepsTheOrder() throws IOException {
        given("RPUSH l 3 x 1 2", "ZADD z 4 a 3 b 2 c 1 d");
        assertReply("['3', 'x', '1', '2']", "SORT l BY nosort");
        assertReply("['2', '1', 'x', '3']", "SORT l BY nosort DESC");
        assertReply("['x', '1']", "SORT l BY nosort LIMIT 1 2");
        assertReply("['1', 'x']", "SORT l BY nosort DESC LIMIT 1 2");
        assertReply("['d', 'c', 'b', 'a']", "SORT z BY nosort");
        assertReply("['a', 'b', 'c', 'd']", "SORT z BY nosort DESC");
        assertReply("['c', 'b']", "SORT z BY nosort LIMIT 1 2");
        assertReply("['b', 'c', 'd']", "SORT z BY nosort DESC LIMIT 1 100");
        given("SADD s b a c");
        assertEquals(Set.of("a", "b", "c"), members(run("SORT s BY nosort")));
    }

    @Test
    void aStoredSetIsSortedInAnyCase() throws IOException {
        given("SADD s b a c 10 9");
        assertReply(":5", "SORT s BY nosort STORE d");
        assertReply("['10', '9', 'a', 'b', 'c']", "LRANGE d 0 -1");
    }

    @Test
    void whatIsNoNumberIsAnError() throws IOException {
        given("RPUSH l 1 x", "RPUSH nan nan", "RPUSH empty 1", "RPUSH large 1e400",
                "RPUSH small 5e-324", "RPUSH inf inf -inf 0x10");
        assertReply(NOT_A_NUMBER, "SORT l");
        assertReply(NOT_A_NUMBER, "SORT l STORE d");
        assertReply(NOT_A_NUMBER, "SORT nan");
        assertReply(NOT_A_NUMBER, "SORT large");
        assertReply(NOT_A_NUMBER, "SORT small");
        assertReply("['-inf', '0x10', 'inf']", "SORT inf");
        assertReply(":0", "EXISTS d");
        call("RPUSH", "empty", "", " 2", "-1");
        assertReply("['-1', '', '1', ' 2']", "SORT empty");
        given("SET w_1 x", "RPUSH one 1");
        assertReply(NOT_A_NUMBER, "SORT one BY w_*");
        assertReply(":0", "EXISTS d");
    }

    @Test
    void storesAListInThePlaceOfWhatWasThere() throws IOException {
        given("RPUSH l 3 1 2", "SET d old EX 100", "SET v_1 one");
        assertReply(":3", "SORT l STORE d");
        assertEvents("sortstore d");
        assertPropagated("SORT l STORE d");
        assertReply("['1', '2', '3']", "LRANGE d 0 -1");
        assertReply(":-1", "TTL d");
        assertReply(":6", "SORT l GET # GET v_* STORE d");
        assertReply("['1', 'one', '2', '', '3', '']", "LRANGE d 0 -1");
        assertReply(":3", "SORT l STORE l");
        assertReply("['1', '2', '3']", "LRANGE l 0 -1");
        given();
        assertReply(":3", "SORT l STORE e");
        assertEvents("new e", "sortstore e");
    }

    @Test
    void anEmptyOutcomeDeletesTheDestination() throws IOException {
        given("SET d v", "RPUSH l 1");
        assertReply(":0", "SORT none STORE d");
        assertEvents("keymiss none", "del d");
        assertReply(":0", "SORT l LIMIT 5 1 STORE d");
        assertPropagated("SORT none STORE d");
        assertReply(":0", "EXISTS d");
    }

    @Test
    void theStoredListHasTheEncodingThatItsLengthAsksFor() throws IOException {
        given("RPUSH l " + numbers(0, 3000), "RPUSH m " + numbers(0, 100));
        assertReply(":3000", "SORT l STORE d");
        assertEncoding("quicklist", "d");
        assertReply(":100", "SORT m DESC STORE d");
        assertEncoding("listpack", "d");
        assertReply("['99', '98']", "LRANGE d 0 1");
    }

    @Test
    void refusesWhatIsNoOptionOrNoCollection() throws IOException {
        given("SET str v", "HSET h f v", "RPUSH l 1");
        assertReply("-WRONGTYPE Operation against a key holding the wrong kind of value", "SORT str");
        assertReply("-WRONGTYPE Operation against a key holding the wrong kind of value", "SORT h BY nosort");
        assertReply("-ERR syntax error", "SORT l FOO");
        assertReply("-ERR syntax error", "SORT l LIMIT 1");
        assertReply("-ERR syntax error", "SORT l BY");
        assertReply("-ERR syntax error", "SORT_RO l STORE d");
        assertReply("-ERR value is not an integer or out of range", "SORT l LIMIT x 1");
        assertReply("-ERR value is not an integer or out of range", "SORT l LIMIT 1 x");
    }

    @Test
    void aLongListIsSorted() throws IOException {
        StringBuilder expected = new StringBuilder("[");
        given("DEL l");
        for (int i = 0; i < 2000; i++) {
            run("RPUSH l " + (i * 7919 % 2000));
            expected.append(i == 0 ? "'" : ", '").append(i).append("'");
        }
        assertReply(expected + "]", "SORT l");
        assertTrue(run("SORT l DESC LIMIT 0 3").equals("['1999', '1998', '1997']"));
    }
}
