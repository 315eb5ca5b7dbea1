package io.jadis.store.keyspace;

/**
 * The best candidates of all samples so far, kept from one eviction to the next: it is what brings a few samples close
 * to true LRU. 16 places in ascending order of score, in arrays of their own.
 *
 * <p>A candidate may have been freed since it was sampled, so nothing here follows its address: whether it is still
 * there is decided by address and hash in the table.
 */
final class EvictionPool {
    static final int PLACES = 16;

    private final long[] score = new long[PLACES];
    private final long[] record = new long[PLACES];
    private final long[] hash = new long[PLACES];
    private final Database[] database = new Database[PLACES];
    private int count;

    /** Whether a record of this score would find a place. */
    boolean admits(long itsScore) {
        return count < PLACES || itsScore > score[0];
    }

    void offer(Database itsDatabase, long itsRecord, long itsHash, long itsScore) {
        for (int i = 0; i < count; i++) {
            if (record[i] == itsRecord && hash[i] == itsHash) return;
        }
        int place = 0;
        while (place < count && score[place] < itsScore) place++;
        if (count < PLACES) {
            shift(place, place + 1, count - place);
            count++;
        } else {
            // The lowest score goes.
            place--;
            shift(1, 0, place);
        }
        score[place] = itsScore;
        record[place] = itsRecord;
        hash[place] = itsHash;
        database[place] = itsDatabase;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Forgets the candidate with the highest score; {@link #lastRecord} and the others tell what it was. */
    void takeBest() {
        count--;
    }

    long lastRecord() {
        return record[count];
    }

    long lastHash() {
        return hash[count];
    }

    Database lastDatabase() {
        return database[count];
    }

    void clear() {
        count = 0;
    }

    private void shift(int from, int to, int length) {
        System.arraycopy(score, from, score, to, length);
        System.arraycopy(record, from, record, to, length);
        System.arraycopy(hash, from, hash, to, length);
        System.arraycopy(database, from, database, to, length);
    }
}
