package io.jadis.protocol.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.jadis.protocol.resp.Arguments;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KeySearchTest {
    private final CommandTable table = CommandTable.forServer();
    private final KeyReferences found = new KeyReferences();

    /** Positions with the flags of each key; a key without flags has none behind its position. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "GET k | 1:RO+access",
        "SET k v | 1:OW+update",
        "SET k v EX 5 get | 1:RW+access+update",
        "SET k GET | 1:OW+update",
        "MSET a 1 b 2 | 1:OW+update 3:OW+update",
        "MSET a 1 b | 1:OW+update 3:OW+update",
        "DEL a b c | 1:RM+delete 2:RM+delete 3:RM+delete",
        "RENAME a b | 1:RW+access+delete 2:OW+update",
        "BLPOP a b 0 | 1:RW+access+delete 2:RW+access+delete",
        "BITOP AND d a b | 2:OW+update 3:RO+access 4:RO+access",
        "OBJECT ENCODING k | 2:RO",
        "XGROUP CREATE k g $ | 2:RW+insert",
        // a number of keys
        "EVAL s 2 a b c | 3:RW+access+update 4:RW+access+update",
        "EVAL s 0 a | ''",
        "EVAL s 3 a b | ''",
        "EVAL s -1 a | ''",
        "EVAL s x a | ''",
        "EVAL s 01 a | 3",
        "EVAL s 1x a | 3",
        "EVAL s 99999999999999999999 a | ''",
        "EVAL s '' a | ''",
        "ZUNION 2 a b WITHSCORES | 2:RO+access 3:RO+access",
        "ZUNIONSTORE d 2 a b | 1:OW+update 3:RO+access 4:RO+access",
        "ZUNIONSTORE d 3 a b | ''",
        "ZUNIONSTORE d +2 a b | 3 4 1",
        "LMPOP 1 a LEFT | 2:RW+access+delete",
        "BLMPOP 0 2 a b LEFT | 3:RW+access+delete 4:RW+access+delete",
        "SINTERCARD 2 a b LIMIT 1 | 2:RO+access 3:RO+access",
        // words
        "XREAD COUNT 2 streams a b 0 0 | 4:RO+access 5:RO+access",
        "XREAD STREAMS a b 0 | 2:RO+access",
        "XREAD COUNT 2 BLOCK 0 | ''",
        "XREAD COUNT 2 BLOCK STREAMS | ''",
        "XREADGROUP GROUP g c STREAMS a b > > | 5:RO+access 6:RO+access",
        "XREADGROUP GROUP streams c STREAMS a > | 5:RO+access",
        "GEORADIUS k 0 0 1 m | 1:RO+access",
        "GEORADIUS k 0 0 1 m STORE d | 1:RO+access 7:OW+update",
        "GEORADIUS k 0 0 1 m STORE d STOREDIST e | 1:RO+access 7:OW+update 9:OW+update",
        "GEORADIUS k 0 0 1 m STORE | 1:RO+access",
        "GEORADIUSBYMEMBER k m 1 km asc STOREDIST d | 1:RO+access 7:OW+update",
        "SORT k | 1:RO+access",
        "SORT k BY store GET store STORE d | 1:RO+access 7:OW+update",
        "SORT k STORE d LIMIT 0 1 store e | 1:RO+access 8:OW+update",
        "SORT k STORE | 1:RO+access",
        "SORT_RO k BY w* GET x* | 1:RO+access",
        "MIGRATE h 1 k 0 5 | 3:RW+access+delete",
        "MIGRATE h 1 '' 0 5 KEYS a b | 7:RW+access+delete 8:RW+access+delete",
        "MIGRATE h 1 '' 0 5 COPY AUTH keys KEYS a | 10:RW+access+delete",
        "MIGRATE h 1 '' 0 5 AUTH2 keys keys KEYS a | 10:RW+access+delete",
        "MIGRATE h 1 k 0 5 KEYS a | ''",
        "MIGRATE h 1 k 0 5 KEYS | 3:RW+access+delete",
        "BITFIELD k GET u8 0 OVERFLOW SAT GET u8 1 | 1:RO+access",
        "BITFIELD k GET u8 0 SET u8 0 1 | 1:RW+access+update",
        "BITFIELD k GET u8 | 1:RW+access+update",
        "BITFIELD k | 1:RO+access",
        // channels are no keys
        "SPUBLISH c m | ''",
        "PUBLISH c m | ''",
        "HSETEX k EX 5 FIELDS 1 f v | 1:RW+update",
    })
    void keysAndTheirUse(String line, String expected) {
        try (NativeRequest request = NativeRequest.of(line)) {
            Command command = table.find(request);
            assertTrue(command.acceptsCount(request.count()), "arity");
            assertEquals(command.findKeys(request, found), found.count());
            assertEquals(expected, description(found));
        }
    }

    private static String description(KeyReferences found) {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < found.count(); i++) {
            List<String> flags = new ArrayList<>();
            for (KeyFlag flag : KeyFlag.values()) if (found.has(i, flag)) flags.add(flag.label());
            keys.add(found.position(i) + (flags.isEmpty() ? "" : ":" + String.join("+", flags)));
        }
        return String.join(" ", keys);
    }

    @Test
    void clusterRoutesByShardChannels() {
        try (NativeRequest publish = NativeRequest.of("SPUBLISH c m");
                NativeRequest subscribe = NativeRequest.of("SSUBSCRIBE a b");
                NativeRequest plain = NativeRequest.of("PUBLISH c m")) {
            assertEquals(1, table.find(publish).findRoutingKeys(publish, found));
            assertEquals(1, found.position(0));
            assertEquals(2, table.find(subscribe).findRoutingKeys(subscribe, found));
            assertEquals(0, table.find(plain).findRoutingKeys(plain, found));
            assertFalse(table.find(publish).hasKeys());
        }
    }

    @Test
    void resultHoldsAsManyKeysAsARequestHasAndIsReused() {
        List<String> words = new ArrayList<>(Collections.nCopies(5000, "k"));
        words.set(0, "DEL");
        try (NativeRequest many = NativeRequest.of(words); NativeRequest one = NativeRequest.of("GET k")) {
            assertEquals(4999, table.find(many).findKeys(many, found));
            assertEquals(4999, found.position(4998));
            assertEquals(1, table.find(one).findKeys(one, found));
            assertTrue(found.has(0, KeyFlag.RO));
        }
    }

    /** A request of which only the number of arguments matters. */
    private record Many(int count) implements Arguments {
        @Override
        public long address(int i) {
            throw new AssertionError("i=" + i);
        }

        @Override
        public long length(int i) {
            throw new AssertionError("i=" + i);
        }
    }

    @Test
    void millionsOfKeysTakeNoHeap() {
        Command delete = table.find("del"), set = table.find("mset");
        int count = 4_000_001;
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        assertEquals(count - 1, delete.findKeys(new Many(count), found));
        assertEquals(count - 1, found.position(count - 2));
        assertEquals(count / 2, set.findKeys(new Many(count), found));
        assertEquals(count - 2, found.position(count / 2 - 1));
        long taken = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(taken < 1_000_000, "taken=" + taken);
    }

    /** No request whose count the arity allows may lead outside its arguments. */
    @Test
    void shortestRequestsOfAllCommandsStayWithinTheirArguments() {
        for (Command command : table.commands()) {
            for (String word : List.of("1", "store", "keys", "streams", "get", "3")) {
                for (int extra = 0; extra < 4; extra++) {
                    int count = Math.abs(command.arity()) + (command.arity() < 0 ? extra : 0);
                    List<String> words = new ArrayList<>(Collections.nCopies(count, word));
                    words.set(0, command.name());
                    try (NativeRequest request = NativeRequest.of(words)) {
                        command.findKeys(request, found);
                        for (int i = 0; i < found.count(); i++) {
                            assertTrue(found.position(i) > 0 && found.position(i) < count, words.toString());
                        }
                    }
                }
            }
        }
    }
}
