package io.jadis.server.command;

import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.Errors;
import io.jadis.server.execution.HandlerTable;
import io.jadis.server.execution.Scratch;
import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.keyspace.Record;
import io.jadis.store.keyspace.RecordType;
import io.jadis.store.keyspace.StringValues;
import io.jadis.store.memory.Allocator;

/**
 * LCS: the longest text that two strings have in common when other bytes are left out, by the classic table of the
 * lengths for all pairs of prefixes. The table lives in native memory for the length of the call.
 */
public final class LongestCommonSubsequence {
    private static final ErrorReply NOT_STRINGS = ErrorReply.of("ERR The specified keys must contain string values");
    private static final ErrorReply LENGTH_AND_INDEXES =
            ErrorReply.of("ERR If you want both the length and indexes, please just use IDX.");
    private static final ErrorReply TABLE_TOO_LARGE = ErrorReply.of(
            "ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len");
    private static final ErrorReply NO_MEMORY =
            ErrorReply.of("ERR Insufficient memory, failed allocating transient memory for LCS");

    private final StringValues strings;
    private final Config config;
    private final Allocator allocator;
    private final Scratch scratch;

    public LongestCommonSubsequence(Keyspace keyspace, Config config, Allocator allocator, Scratch scratch) {
        this.strings = keyspace.strings();
        this.config = config;
        this.allocator = allocator;
        this.scratch = scratch;
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("lcs", this::lcs);
    }

    /** LCS key1 key2 [LEN] [IDX] [MINMATCHLEN min-match-len] [WITHMATCHLEN] */
    private void lcs(Call call) {
        long first = call.findRead(1);
        long second = call.findRead(2);
        if (isOtherType(first) || isOtherType(second)) {
            call.reply().error(NOT_STRINGS);
            return;
        }
        boolean onlyLength = false, indexes = false, withLengths = false;
        long lengthMin = 0;
        for (int i = 3; i < call.count(); i++) {
            if (call.is(i, "IDX")) {
                indexes = true;
            } else if (call.is(i, "LEN")) {
                onlyLength = true;
            } else if (call.is(i, "WITHMATCHLEN")) {
                withLengths = true;
            } else if (call.is(i, "MINMATCHLEN") && i + 1 < call.count()) {
                if (!call.readInteger(++i)) return;
                lengthMin = Math.max(0, call.integer());
            } else {
                call.reply().error(Errors.SYNTAX);
                return;
            }
        }
        if (onlyLength && indexes) {
            call.reply().error(LENGTH_AND_INDEXES);
            return;
        }
        try (Table table = table(call, first, second)) {
            if (table == null) return;
            if (indexes) replyMatches(call.reply(), table, lengthMin, withLengths);
            else if (onlyLength) call.reply().integer(table.commonLength());
            else replyText(call.reply(), table);
        }
    }

    private static boolean isOtherType(long record) {
        return record != 0 && Record.type(record) != RecordType.STRING;
    }

    /** The filled table of two strings, of which either may be missing; null if there is no room: the error is sent. */
    private Table table(Call call, long first, long second) {
        long aLength = first == 0 ? 0 : StringValues.length(first);
        long bLength = second == 0 ? 0 : StringValues.length(second);
        long cells = (aLength + 1) * (bLength + 1);
        boolean isLong = Math.max(aLength, bLength) >= Integer.MAX_VALUE;
        if (isLong || cells > config.get(Directives.PROTO_MAX_BULK_LEN) / Integer.BYTES) {
            call.reply().error(TABLE_TOO_LARGE);
            return null;
        }
        long a = first == 0 ? 0 : strings.address(first);
        // The texts of two numbers would share one buffer.
        if (first != 0 && Record.isNumber(first)) a = scratch.hold(Memory.toArray(a, aLength));
        long b = second == 0 ? 0 : strings.address(second);
        long memory = allocator.tryAllocateZeroed(cells * Integer.BYTES);
        if (memory == 0) {
            call.reply().error(NO_MEMORY);
            return null;
        }
        return new Table(allocator, a, (int) aLength, b, (int) bLength, memory).fill();
    }

    private void replyText(ReplyBuffer reply, Table table) {
        int length = table.commonLength();
        byte[] text = new byte[length];
        int a = table.aLength, b = table.bLength;
        while (a > 0 && b > 0) {
            if (table.endsEqual(a, b)) {
                text[--length] = table.lastByte(a);
                a--;
                b--;
            } else if (table.at(a - 1, b) > table.at(a, b - 1)) {
                a--;
            } else {
                b--;
            }
        }
        reply.bulk(text);
    }

    /** The ranges in which both strings agree, from the last one to the first, and the length. */
    private void replyMatches(ReplyBuffer reply, Table table, long lengthMin, boolean withLengths) {
        reply.map(2);
        reply.bulk("matches");
        Object mark = reply.openAggregate();
        long matches = 0;
        int a = table.aLength, b = table.bLength;
        while (a > 0 && b > 0) {
            if (table.endsEqual(a, b)) {
                int length = 0;
                while (a > 0 && b > 0 && table.endsEqual(a, b)) {
                    a--;
                    b--;
                    length++;
                }
                if (length >= lengthMin) {
                    replyMatch(reply, a, b, length, withLengths);
                    matches++;
                }
            } else if (table.at(a - 1, b) > table.at(a, b - 1)) {
                a--;
            } else {
                b--;
            }
        }
        reply.closeArray(mark, matches);
        reply.bulk("len");
        reply.integer(table.commonLength());
    }

    private static void replyMatch(ReplyBuffer reply, int aStart, int bStart, int length, boolean withLength) {
        reply.array(withLength ? 3 : 2);
        replyRange(reply, aStart, length);
        replyRange(reply, bStart, length);
        if (withLength) reply.integer(length);
    }

    private static void replyRange(ReplyBuffer reply, int start, int length) {
        reply.array(2);
        reply.integer(start);
        reply.integer(start + length - 1);
    }

    /** 32-bit lengths, row by row: row i and column j are of the first i bytes of a and the first j bytes of b. */
    private static final class Table implements AutoCloseable {
        private final Allocator allocator;
        private final long a, b;
        private final int aLength, bLength;
        private final long rowBytes;
        private final long cells;

        /** @param cells zeros, which the table frees */
        Table(Allocator allocator, long a, int aLength, long b, int bLength, long cells) {
            this.allocator = allocator;
            this.a = a;
            this.aLength = aLength;
            this.b = b;
            this.bLength = bLength;
            rowBytes = (bLength + 1L) * Integer.BYTES;
            // The first row and the first column stay 0.
            this.cells = cells;
        }

        Table fill() {
            for (int i = 1; i <= aLength; i++) {
                byte last = lastByte(i);
                long above = cells + (i - 1) * rowBytes, row = above + rowBytes;
                int left = 0;
                for (int j = 1; j <= bLength; j++) {
                    long column = (long) j * Integer.BYTES;
                    left = Memory.getByte(b + j - 1) == last
                            ? Memory.getInt(above + column - Integer.BYTES) + 1
                            : Math.max(left, Memory.getInt(above + column));
                    Memory.putInt(row + column, left);
                }
            }
            return this;
        }

        int at(int i, int j) {
            return Memory.getInt(cells + i * rowBytes + (long) j * Integer.BYTES);
        }

        int commonLength() {
            return at(aLength, bLength);
        }

        byte lastByte(int i) {
            return Memory.getByte(a + i - 1);
        }

        boolean endsEqual(int i, int j) {
            return lastByte(i) == Memory.getByte(b + j - 1);
        }

        @Override
        public void close() {
            allocator.free(cells);
        }
    }
}
