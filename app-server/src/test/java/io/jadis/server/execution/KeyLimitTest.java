package io.jadis.server.execution;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.command.CommandTable;
import io.jadis.protocol.resp.Arguments;
import io.jadis.store.keyspace.Record;
import org.junit.jupiter.api.Test;

class KeyLimitTest {
    private static final int LONGEST = Record.KEY_LENGTH_MAX;

    private final CommandTable commands = CommandTable.forServer();
    private final KeyLimit limit = new KeyLimit();

    /** A request of which only the lengths matter, so that nobody needs half a gigabyte. */
    private record Lengths(int... of) implements Arguments {
        @Override
        public int count() {
            return of.length;
        }

        @Override
        public long length(int i) {
            return of[i];
        }

        @Override
        public long address(int i) {
            throw new AssertionError("i=" + i);
        }
    }

    private boolean isExceeded(String command, int... lengths) {
        int[] all = new int[lengths.length + 1];
        all[0] = command.length();
        System.arraycopy(lengths, 0, all, 1, lengths.length);
        return limit.isExceeded(commands.find(command), new Lengths(all));
    }

    @Test
    void aWriterMustNotNameAKeyThatIsTooLong() {
        for (String command : new String[] {"rename", "copy", "lpush", "set", "sinterstore"}) {
            assertTrue(isExceeded(command, LONGEST + 1, 1), command);
            assertFalse(isExceeded(command, LONGEST, 1), command);
        }
        for (String command : new String[] {"rename", "renamenx", "copy", "sdiffstore"}) {
            assertTrue(isExceeded(command, 1, LONGEST + 1), command);
            assertFalse(isExceeded(command, 1, LONGEST), command);
        }
        assertTrue(isExceeded("restore", LONGEST + 1, 1, 10));
        assertTrue(isExceeded("lmove", 1, LONGEST + 1, 4, 4));
        assertTrue(isExceeded("mset", 1, 1, LONGEST + 1, 1));
    }

    @Test
    void valuesMayBeLonger() {
        assertFalse(isExceeded("set", 1, LONGEST + 1));
        assertFalse(isExceeded("lpush", 1, 1, LONGEST + 1));
        assertFalse(isExceeded("mset", 1, LONGEST + 1, 1, 1));
        assertFalse(isExceeded("hset", 1, LONGEST + 1, LONGEST + 1));
    }

    /** Such a key just isn't there. */
    @Test
    void readersMayNameAnyKey() {
        assertFalse(isExceeded("get", LONGEST + 1));
        assertFalse(isExceeded("exists", 1, LONGEST + 1));
        assertFalse(isExceeded("echo", LONGEST + 1));
    }
}
