package io.jadis.store.keyspace;

/**
 * Hears of keys that come and go by other ways than the command at hand. Called on the executor in the middle of an
 * operation: it may read the record and must not change the keyspace.
 */
public interface KeyspaceListener {
    /** Listens to nothing. */
    KeyspaceListener NOBODY = new KeyspaceListener() {
        @Override
        public void added(Database database, long record) {}

        @Override
        public void expired(Database database, long record) {}

        @Override
        public void evicted(Database database, long record) {}
    };

    /** A key was created, not by loading: the record is in the database, its value may not be set yet. */
    void added(Database database, long record);

    /** A key whose time had come was taken out of the database; its record is freed after this call. */
    void expired(Database database, long record);

    /** A key was taken out of the database to win memory; its record is freed after this call. */
    void evicted(Database database, long record);

    /**
     * A key goes from the database, by whatever way, or its value, which was no string, from the key. A flush or swap
     * of databases isn't reported.
     */
    default void leaving(Database database, long record) {}

    /** A field of a hash is about to be removed since its time has come; its bytes are valid during the call. */
    default void fieldExpired(Database database, long record, long fieldAddress, long fieldLength) {}

    /** Some fields of this hash have been removed since their time had come, each reported before. */
    default void fieldsExpired(Database database, long record) {}

    /** A hash is about to be removed since its last field has expired. */
    default void emptied(Database database, long record) {}
}
