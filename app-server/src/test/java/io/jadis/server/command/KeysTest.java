package io.jadis.server.command;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class KeysTest extends CommandTest {
    @Test
    void delAndUnlinkCountTheKeysThatWereThere() throws IOException {
        given("MSET a 1 b 2 c 3");
        assertReply(":2", "DEL a b a x");
        assertEvents("del a", "del b");
        assertPropagated("DEL a b a x");
        assertReply(":1", "UNLINK c");
        assertEvents("del c");
        assertPropagated("UNLINK c");
        assertReply(":0", "DEL a");
        assertEvents();
        assertPropagated();
    }

    @Test
    void delOfAnExpiredKeyIsItsExpiry() throws IOException {
        givenExpired("a");
        assertReply(":0", "DEL a");
        assertEvents("expired a");
        assertPropagated("DEL a");
    }

    @Test
    void anExpiryMetByADelGoesOutWithIt() throws IOException {
        givenExpired("a");
        given("SET b v");
        assertReply(":1", "DEL a b");
        assertEvents("expired a", "del b");
        assertPropagated("MULTI", "DEL a", "DEL a b", "EXEC");
    }

    @Test
    void lazyExpiryGoesOutAsUnlink() throws IOException {
        givenExpired("a");
        given("CONFIG SET lazyfree-lazy-expire yes");
        assertReply("nil", "GET a");
        assertPropagated("UNLINK a");
        given("CONFIG SET lazyfree-lazy-expire no");
    }

    @Test
    void existsCountsAKeyAsOftenAsItIsNamed() throws IOException {
        given("SET a 1");
        assertReply(":2", "EXISTS a a b");
        assertEvents("keymiss b");
        assertReply(":1", "TOUCH a b");
        assertEvents("keymiss b");
    }

    @Test
    void typeOfAMissingKeyIsNone() throws IOException {
        given("SET a 1");
        assertReply("string", "TYPE a");
        assertReply("none", "TYPE b");
    }

    @Test
    void renameKeepsValueAndTimeToLive() throws IOException {
        given("SET a 1", "SET b 2", "PEXPIREAT a 99999999999999");
        assertReply("OK", "RENAME a b");
        assertEvents("new b", "rename_from a", "rename_to b");
        assertPropagated("RENAME a b");
        assertReply("'1'", "GET b");
        assertReply(":99999999999999", "PEXPIRETIME b");
        assertReply(":1", "DBSIZE");
    }

    @Test
    void renameToItselfChangesNothing() throws IOException {
        given("SET a 1");
        assertReply("OK", "RENAME a a");
        assertReply(":0", "RENAMENX a a");
        assertEvents();
        assertPropagated();
        assertReply("-ERR no such key", "RENAME x x");
        assertReply("-ERR no such key", "RENAMENX x y");
    }

    @Test
    void renamenxLeavesAnOccupiedNameAlone() throws IOException {
        given("MSET a 1 b 2");
        assertReply(":0", "RENAMENX a b");
        assertReply("['1', '2']", "MGET a b");
        assertReply(":1", "RENAMENX a c");
        assertEvents("new c", "rename_from a", "rename_to c");
    }

    @Test
    void aLargeValueSurvivesRenameCopyAndMove() throws IOException {
        String value = "x".repeat(100_000);
        call("SET", "a", value);
        assertReply("OK", "RENAME a b");
        assertReply(":1", "COPY b c");
        assertReply(":1", "DEL b");
        assertReply(":1", "MOVE c 3");
        assertReply("OK", "SWAPDB 0 3");
        assertReply("'" + value + "'", "GET c");
    }

    @Test
    void copyTakesValueAndTimeToLive() throws IOException {
        given("SET a 1 PXAT 99999999999999");
        assertReply(":1", "COPY a b");
        assertEvents("new b", "copy_to b");
        assertPropagated("COPY a b");
        assertReply(":99999999999999", "PEXPIRETIME b");
        given("SET a 2");
        assertReply(":0", "COPY a b");
        assertReply("'1'", "GET b");
        assertReply(":1", "COPY a b REPLACE");
        assertReply(":-1", "TTL b");
        assertReply("['2', '2']", "MGET a b");
    }

    @Test
    void copyAcrossDatabasesKeepsTheSource() throws IOException {
        given("SET a 1");
        assertReply(":1", "COPY a a DB 2");
        assertEvents("2:new a", "2:copy_to a");
        assertPropagated("COPY a a DB 2");
        assertReply(":1", "EXISTS a");
        given("SWAPDB 0 2");
        assertReply("'1'", "GET a");
    }

    @Test
    void copyRefusesWhatMakesNoSense() throws IOException {
        assertReply(":0", "COPY x y");
        assertEvents("keymiss x");
        assertReply("-ERR source and destination objects are the same", "COPY a a");
        assertReply("-ERR source and destination objects are the same", "COPY a a DB 0");
        assertReply("-ERR DB index is out of range", "COPY a b DB 16");
        assertReply("-ERR DB index is out of range", "COPY a b DB -1");
        assertReply("-ERR value is not an integer or out of range", "COPY a b DB x");
        assertReply("-ERR value is out of range, value must between -2147483648 and 2147483647",
                "COPY a b DB 3000000000");
        assertReply("-ERR syntax error", "COPY a b DB");
        assertReply("-ERR syntax error", "COPY a b FOO");
    }

    @Test
    void moveTakesTheKeyAway() throws IOException {
        given("SET a 1 PXAT 99999999999999");
        assertReply(":1", "MOVE a 1");
        assertEvents("1:new a", "move_from a", "1:move_to a");
        assertPropagated("MOVE a 1");
        assertReply(":0", "EXISTS a");
        given("SET a 2");
        assertReply(":0", "MOVE a 1");
        given("SWAPDB 0 1");
        assertReply("'1'", "GET a");
        assertReply(":99999999999999", "PEXPIRETIME a");
    }

    @Test
    void moveRefusesWhatMakesNoSense() throws IOException {
        assertReply(":0", "MOVE x 1");
        assertReply("-ERR source and destination objects are the same", "MOVE a 0");
        assertReply("-ERR DB index is out of range", "MOVE a 16");
        assertReply("-ERR value is not an integer or out of range", "MOVE a b");
    }

    @Test
    void randomkeyOfNothingIsNull() throws IOException {
        assertReply("nil", "RANDOMKEY");
        given("SET a 1");
        assertReply("'a'", "RANDOMKEY");
        givenExpired("a");
        assertReply("nil", "RANDOMKEY");
        assertEvents("expired a");
    }
}
