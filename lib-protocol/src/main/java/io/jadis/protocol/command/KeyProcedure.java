package io.jadis.protocol.command;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.resp.Arguments;

/**
 * Finds the keys of a command where its key specs can't: they are incomplete (SORT, MIGRATE), their flags depend on
 * options (SET, BITFIELD), or the request contradicts them and Redis still sees keys in it (the others). The command's
 * arity has been checked before.
 */
enum KeyProcedure {
    /** There is none: the key specs say all. */
    NONE,
    SET,
    BITFIELD,
    SORT,
    SORT_RO,
    MIGRATE,
    GEORADIUS,
    XREAD,
    /** {@code COMMAND numkeys key …} */
    NUMBERED_AT_1,
    /** {@code COMMAND argument numkeys key …} */
    NUMBERED_AT_2,
    /** {@code COMMAND destination numkeys key …} */
    DESTINATION_AND_NUMBERED_AT_2;

    private static final int READ = KeyFlag.mask(KeyFlag.RO, KeyFlag.ACCESS);
    private static final int OVERWRITE = KeyFlag.mask(KeyFlag.OW, KeyFlag.UPDATE);
    private static final int READ_AND_WRITE = KeyFlag.mask(KeyFlag.RW, KeyFlag.ACCESS, KeyFlag.UPDATE);
    private static final int READ_AND_DELETE = KeyFlag.mask(KeyFlag.RW, KeyFlag.ACCESS, KeyFlag.DELETE);
    /** The procedure knows where the key is but not what becomes of it. */
    private static final int UNSAID = 0;

    void find(Arguments arguments, KeyReferences found) {
        switch (this) {
            case NONE -> { }
            case SET -> found.add(1, hasGetOption(arguments) ? READ_AND_WRITE : OVERWRITE);
            case BITFIELD -> found.add(1, onlyReadsBits(arguments) ? READ : READ_AND_WRITE);
            case SORT -> sort(arguments, found);
            case SORT_RO -> found.add(1, READ);
            case MIGRATE -> migrate(arguments, found);
            case GEORADIUS -> georadius(arguments, found);
            case XREAD -> xread(arguments, found);
            case NUMBERED_AT_1 -> numbered(arguments, 1, found);
            case NUMBERED_AT_2 -> numbered(arguments, 2, found);
            case DESTINATION_AND_NUMBERED_AT_2 -> {
                if (numbered(arguments, 2, found)) found.add(1, UNSAID);
            }
        }
    }

    private static boolean hasGetOption(Arguments arguments) {
        for (int i = 3; i < arguments.count(); i++) {
            if (AsciiText.is(arguments, i, "GET")) return true;
        }
        return false;
    }

    private static boolean onlyReadsBits(Arguments arguments) {
        int count = arguments.count();
        for (int i = 2; i < count; i++) {
            if (AsciiText.is(arguments, i, "GET") && i + 2 < count) i += 2;
            else if (AsciiText.is(arguments, i, "OVERFLOW") && i + 1 < count) i++;
            else return false;                           // SET, INCRBY, or a syntax error: then the worst is assumed
        }
        return true;
    }

    /** SORT key [BY pattern] [LIMIT offset count] [GET pattern …] … [STORE destination]: the last STORE counts. */
    private static void sort(Arguments arguments, KeyReferences found) {
        int count = arguments.count();
        int destination = 0;
        for (int i = 2; i < count; i++) {
            if (AsciiText.is(arguments, i, "LIMIT")) i += 2;
            else if (AsciiText.is(arguments, i, "GET") || AsciiText.is(arguments, i, "BY")) i++;
            else if (AsciiText.is(arguments, i, "STORE") && i + 1 < count) destination = i + 1;
        }
        found.add(1, READ);
        if (destination != 0) found.add(destination, OVERWRITE);
    }

    /** MIGRATE host port key|"" db timeout [COPY] [REPLACE] [AUTH password | AUTH2 user password] [KEYS key …] */
    private static void migrate(Arguments arguments, KeyReferences found) {
        int count = arguments.count();
        int first = 3, last = 3;
        for (int i = 6; i < count; i++) {
            if (AsciiText.is(arguments, i, "KEYS")) {
                if (arguments.length(3) > 0) return;     // a key and KEYS: a syntax error that the command will report
                first = i + 1;
                last = count - 1;
                break;
            }
            if (AsciiText.is(arguments, i, "AUTH")) i++;
            else if (AsciiText.is(arguments, i, "AUTH2")) i += 2;
        }
        if (first <= last) found.addRun(first, last, 1, READ_AND_DELETE);
    }

    /** Both GEORADIUS forms: the last STORE or STOREDIST counts. */
    private static void georadius(Arguments arguments, KeyReferences found) {
        int destination = 0;
        for (int i = 5; i + 1 < arguments.count(); i++) {
            if (AsciiText.is(arguments, i, "STORE") || AsciiText.is(arguments, i, "STOREDIST")) {
                destination = ++i;
            }
        }
        found.add(1, UNSAID);
        if (destination != 0) found.add(destination, UNSAID);
    }

    /**
     * XREAD and XREADGROUP: options, STREAMS, then as many keys as ids. STREAMS may also be the name of the group, so
     * the options are stepped over one by one.
     */
    private static void xread(Arguments arguments, KeyReferences found) {
        int count = arguments.count();
        int i = 1;
        while (i < count && !AsciiText.is(arguments, i, "STREAMS")) {
            if (AsciiText.is(arguments, i, "BLOCK") || AsciiText.is(arguments, i, "COUNT")) i += 2;
            else if (AsciiText.is(arguments, i, "GROUP")) i += 3;
            else if (AsciiText.is(arguments, i, "NOACK")) i++;
            else return;
        }
        int remaining = count - i - 1;
        if (remaining <= 0 || remaining % 2 != 0) return;
        found.addRun(i + 1, i + remaining / 2, 1, UNSAID);
    }

    private static boolean numbered(Arguments arguments, int numberAt, KeyReferences found) {
        int keyCount = leadingNumber(arguments.address(numberAt), arguments.length(numberAt));
        if (keyCount < 1 || keyCount > arguments.count() - numberAt - 1) return false;
        found.addRun(numberAt + 1, numberAt + keyCount, 1, UNSAID);
        return true;
    }

    /** As C's {@code atoi}: "2x" is 2 and "x" is 0. Numbers too large for any request are all alike. */
    private static int leadingNumber(long address, long length) {
        long i = 0;
        while (i < length && isSpace(Memory.getByte(address + i))) i++;
        boolean negative = i < length && Memory.getByte(address + i) == '-';
        if (negative || i < length && Memory.getByte(address + i) == '+') i++;
        int value = 0;
        for (; i < length; i++) {
            int digit = Memory.getByte(address + i) - '0';
            if (digit < 0 || digit > 9) break;
            value = Math.min(value * 10 + digit, 100_000_000);
        }
        return negative ? -value : value;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b >= '\t' && b <= '\r';
    }
}
