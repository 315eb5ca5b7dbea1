package io.jadis.server.command;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class BitFieldsTest extends CommandTest {
    private static final String BAD_TYPE =
            "-ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 is.";

    @Test
    void setsReadsAndIncrementsFields() throws IOException {
        assertReply("[:0, :23, :0, :-24]", "BITFIELD k SET u5 7 23 GET u5 7 GET u3 #0 INCRBY i6 100 -24");
        assertReply("'\u0001p\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\n\u0000'", "GET k");
        assertReply("[:40]", "BITFIELD_RO k GET u6 100");
        assertReply("[:0]", "BITFIELD k GET i64 1000");
        assertReply("[:0]", "BITFIELD missing GET u8 0");
        assertReply(":0", "EXISTS missing");
        assertReply("[]", "BITFIELD k");
        assertReply("[]", "BITFIELD missing OVERFLOW FAIL");
    }

    @Test
    void anOffsetWithAHashCountsFields() throws IOException {
        assertReply("[:0, :0, :5]", "BITFIELD k SET u8 #1 5 GET u8 #0 GET u8 8");
    }

    @Test
    void overflowWrapsSaturatesOrFails() throws IOException {
        assertReply("[:0, :99, :4]", "BITFIELD k SET u8 0 250 OVERFLOW WRAP INCRBY u8 8 99 INCRBY u8 0 10");
        assertReply("[:255, :0]", "BITFIELD k OVERFLOW SAT INCRBY u8 0 1000 INCRBY u8 0 -1000");
        assertReply("[nil, :1]", "BITFIELD k OVERFLOW FAIL INCRBY u8 0 -1 INCRBY u8 0 1");
        assertReply("[:0, :127, :-128]",
                "BITFIELD i OVERFLOW SAT SET i8 0 1000 GET i8 0 INCRBY i8 0 -9223372036854775808");
        assertReply("[:-128, :127]", "BITFIELD i OVERFLOW WRAP INCRBY i8 0 0 INCRBY i8 0 -1");
        assertReply("[:0, :9223372036854775807, :-9223372036854775808]",
                "BITFIELD l SET i64 0 9223372036854775807 GET i64 0 INCRBY i64 0 1");
        assertReply("[:0, :255]", "BITFIELD m OVERFLOW SAT SET u8 0 -1 GET u8 0");
    }

    @Test
    void readingChangesNothingAndEachWriteCounts() throws IOException {
        given("SET k 12");
        assertReply("[:49]", "BITFIELD k GET u8 0");
        assertReply("'int'", "OBJECT ENCODING k");
        assertEvents();
        assertPropagated();
        assertReply("[:49, :50]", "BITFIELD k SET u8 0 49 SET u8 8 50");
        assertEvents();
        assertPropagated();
        assertReply("[:49, nil]", "BITFIELD k SET u8 0 50 OVERFLOW FAIL INCRBY u8 8 255");
        assertEvents("setbit k");
        assertPropagated("BITFIELD k SET u8 0 50 OVERFLOW FAIL INCRBY u8 8 255");
    }

    @Test
    void refusesWhatMakesNoSense() throws IOException {
        assertReply(BAD_TYPE, "BITFIELD k GET u64 0");
        assertReply(BAD_TYPE, "BITFIELD k GET i65 0");
        assertReply(BAD_TYPE, "BITFIELD k GET u0 0");
        assertReply(BAD_TYPE, "BITFIELD k GET x8 0");
        assertReply(BAD_TYPE, "BITFIELD k GET u 0");
        assertReply("-ERR bit offset is not an integer or out of range", "BITFIELD k GET u8 -1");
        assertReply("-ERR bit offset is not an integer or out of range", "BITFIELD k SET i64 #67108865 0");
        assertReply("-ERR Invalid OVERFLOW type specified", "BITFIELD k OVERFLOW none");
        assertReply("-ERR syntax error", "BITFIELD k GET u8");
        assertReply("-ERR syntax error", "BITFIELD k NONE");
        assertReply("-ERR value is not an integer or out of range", "BITFIELD k SET u8 0 x");
        assertReply("-ERR BITFIELD_RO only supports the GET subcommand", "BITFIELD_RO k GET u8 0 SET u8 0 1");
        assertReply(":0", "EXISTS k");
    }
}
