package io.jadis.store.keyspace;

import io.jadis.protocol.memory.Memory;

/**
 * The head of a payload in which elements expire by themselves, the fields of a hash: what the root of a record with
 * such an encoding ({@link Encoding#isTimed}) leads to. The database's index of them finds the payload by its head, and
 * its record by the payload.
 *
 * <pre>
 *   0  nextAtMs:64     when the first element expires; {@link #NEVER}: none does, and the index doesn't know the
 *   payload 8  record:64       its key's
 *  16  ticket:32       its place in the {@link ExpiryWheel}
 *  20  –:32
 * </pre>
 *
 * The type writes it once; from then on only {@link Database} does.
 */
public final class TimedPayload {
    public static final int BYTES = 24;

    /** A moment that doesn't come. */
    public static final long NEVER = Long.MAX_VALUE;

    static final TimedEntries ENTRIES = new Entries();

    private static final int RECORD = 8, TICKET = 16;

    private TimedPayload() {}

    /** Fills a head: no element expires, no record knows it. */
    public static void write(long head) {
        Memory.putLong(head, NEVER);
        Memory.putLong(head + RECORD, 0);
        Memory.putInt(head + TICKET, 0);
    }

    public static long nextAtMs(long head) {
        return Memory.getLong(head);
    }

    /** For a copy of a payload whose record is not there yet: the database begins to follow it with the record. */
    public static void setNextAtMs(long head, long ms) {
        Memory.putLong(head, ms);
    }

    static long record(long head) {
        return Memory.getLong(head + RECORD);
    }

    static void setRecord(long head, long record) {
        Memory.putLong(head + RECORD, record);
    }

    private static final class Entries implements TimedEntries {
        @Override
        public long expiresAtMs(long head) {
            return nextAtMs(head);
        }

        @Override
        public void setExpiresAtMs(long head, long ms) {
            setNextAtMs(head, ms);
        }

        @Override
        public int ticket(long head) {
            return Memory.getInt(head + TICKET);
        }

        @Override
        public void setTicket(long head, int ticket) {
            Memory.putInt(head + TICKET, ticket);
        }
    }
}
