package io.jadis.store.aof;

/**
 * One file of an append-only file, as a line of the manifest names it.
 *
 * @param name a plain file name
 * @param sequence from 1 up, of its kind
 */
public record AofFile(String name, long sequence, Kind kind) {
    /** What a file holds, and the letter that says so in the manifest. */
    public enum Kind {
        /** The data set of one moment: an RDB, or commands. */
        BASE('b'),
        /** Part of what is no longer needed: to be deleted. */
        HISTORY('h'),
        /** Commands since the base, or since the increment before. */
        INCREMENT('i');

        final char letter;

        Kind(char letter) {
            this.letter = letter;
        }
    }

    AofFile asHistory() {
        return new AofFile(name, sequence, Kind.HISTORY);
    }
}
