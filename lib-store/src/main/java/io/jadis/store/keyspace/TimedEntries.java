package io.jadis.store.keyspace;

/**
 * Where a kind of entry that an {@link ExpiryWheel} holds keeps its moment and its ticket. Nothing but loads and
 * stores.
 */
interface TimedEntries {
    /** The records of keys. */
    TimedEntries RECORDS = new TimedEntries() {
        @Override
        public long expiresAtMs(long record) {
            return Record.expiresAtMs(record);
        }

        @Override
        public void setExpiresAtMs(long record, long ms) {
            Record.setExpiresAtMs(record, ms);
        }

        @Override
        public int ticket(long record) {
            return Record.ticket(record);
        }

        @Override
        public void setTicket(long record, int ticket) {
            Record.setTicket(record, ticket);
        }
    };

    long expiresAtMs(long entry);

    void setExpiresAtMs(long entry, long ms);

    int ticket(long entry);

    void setTicket(long entry, int ticket);
}
