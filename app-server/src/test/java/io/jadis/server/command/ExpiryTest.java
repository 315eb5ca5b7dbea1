package io.jadis.server.command;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExpiryTest extends CommandTest {
    private static final String FAR = "99999999999999";

    @Test
    void relativeTimesGoOutAsTheMoment() throws IOException {
        given("SET a 1");
        assertReply(":1", "EXPIRE a 100");
        assertEvents("expire a");
        String moment = run("PEXPIRETIME a").substring(1);
        assertPropagated("PEXPIREAT a " + moment);
        assertReply(":1", "PEXPIRE a 100000000 GT");
        moment = run("PEXPIRETIME a").substring(1);
        assertPropagated("PEXPIREAT a " + moment + " GT");
        assertReply(":1", "EXPIREAT a 9999999999");
        assertPropagated("PEXPIREAT a 9999999999000");
        assertReply(":1", "pexpireat a " + FAR);
        assertPropagated("pexpireat a " + FAR);
    }

    @Test
    void aMomentInThePastDeletes() throws IOException {
        given("MSET a 1 b 2 c 3 d 4");
        assertReply(":1", "EXPIRE a 0");
        assertEvents("del a");
        assertPropagated("DEL a");
        assertReply(":1", "EXPIRE b -100");
        assertReply(":1", "EXPIREAT c 1");
        given("CONFIG SET lazyfree-lazy-expire yes");
        assertReply(":1", "PEXPIREAT d 1");
        assertPropagated("UNLINK d");
        given("SET a 1");
        assertReply("'1'", "GETEX a EXAT 1");
        assertEvents("del a");
        assertPropagated("UNLINK a");
        given("CONFIG SET lazyfree-lazy-expire no", "SET a 1");
        assertReply("'1'", "GETEX a PXAT 1");
        assertPropagated("DEL a");
        assertReply(":0", "DBSIZE");
        assertReply(":0", "EXPIRE a 10");
        assertPropagated();
    }

    @Test
    void ttlTellsSecondsRoundedAndMilliseconds() throws IOException {
        given("SET a 1", "SET b 1 PXAT " + FAR);
        assertReply(":-1", "TTL a");
        assertReply(":-1", "PEXPIRETIME a");
        assertReply(":-2", "PTTL x");
        assertReply(":-2", "EXPIRETIME x");
        assertReply(":99999999999999", "PEXPIRETIME b");
        assertReply(":100000000000", "EXPIRETIME b");
        assertAtOnce("[:1, :1000]", "EXPIRE a 1000", "TTL a");
        long ms = Long.parseLong(run("PTTL a").substring(1));
        assertTrue(ms > 900_000 && ms <= 1_000_000, "ms=" + ms);
    }

    @ParameterizedTest(name = "{0} on {1}, then {2}: {3}")
    @CsvSource({
        "NX, none, 100, 1", "NX, 50, 100, 0", "XX, none, 100, 0", "XX, 50, 100, 1",
        "GT, none, 100, 0", "GT, 50, 100, 1", "GT, 100, 100, 0", "GT, 200, 100, 0",
        "LT, none, 100, 1", "LT, 50, 100, 0", "LT, 100, 100, 0", "LT, 200, 100, 1",
        "XX GT, none, 100, 0", "XX LT, none, 100, 0", "XX LT, 200, 100, 1"})
    void conditionsCompareWithTheTimeSetBefore(String conditions, String before, long seconds, long reply)
            throws IOException {
        given("SET a 1");
        if (!before.equals("none")) given("EXPIREAT a " + (9_999_999_000L + Long.parseLong(before)));
        assertReply(":" + reply, "EXPIREAT a " + (9_999_999_000L + seconds) + " " + conditions);
    }

    @Test
    void conditionsThatExcludeEachOtherAreRefused() throws IOException {
        given("SET a 1");
        String nx = "-ERR NX and XX, GT or LT options at the same time are not compatible";
        assertReply(nx, "EXPIRE a 1 NX XX");
        assertReply(nx, "EXPIRE a 1 gt nx");
        assertReply("-ERR GT and LT options at the same time are not compatible", "EXPIRE a 1 GT LT");
        assertReply("-ERR Unsupported option AB", "EXPIRE a 1 AB");
        assertReply("-ERR Unsupported option ab", "EXPIRE a x NX ab");
    }

    @Test
    void timesThatOverflowAreRefused() throws IOException {
        given("SET a 1");
        assertReply("-ERR value is not an integer or out of range", "EXPIRE a 1.5");
        assertReply("-ERR invalid expire time in 'expire' command", "EXPIRE a 9223372036854775807");
        assertReply("-ERR invalid expire time in 'expire' command", "EXPIRE a -9223372036854775808");
        assertReply("-ERR invalid expire time in 'pexpire' command", "PEXPIRE a 9223372036854775807");
        assertReply(":1", "PEXPIREAT a 9223372036854775807");
        assertReply(":9223372036854775807", "PEXPIRETIME a");
    }

    @Test
    void persistTakesTheTimeToLiveAway() throws IOException {
        given("SET a 1 EX 100");
        assertReply(":1", "PERSIST a");
        assertEvents("persist a");
        assertPropagated("PERSIST a");
        assertReply(":-1", "TTL a");
        assertReply(":0", "PERSIST a");
        assertReply(":0", "PERSIST x");
        assertPropagated();
    }

    @Test
    void expiredKeyIsInvisibleBeforeTheSweepReachesIt() throws IOException {
        givenExpired("a");
        assertReply(":1", "DBSIZE");
        assertReply(":-2", "TTL a");
        assertEvents("expired a", "keymiss a");
        assertPropagated("DEL a");
        assertReply(":0", "DBSIZE");
    }

    @Test
    void theSweepRemovesAndPropagates() throws IOException {
        givenExpired("a");
        run("DEBUG SET-ACTIVE-EXPIRE 1");
        while (!run("DBSIZE").equals(":0")) Thread.onSpinWait();
        assertEvents("expired a");
        assertPropagated("DEL a");
    }
}
