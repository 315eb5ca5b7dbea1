package io.jadis.protocol.log;

/** What the process is at the moment: the letter after its id in each line. */
public enum LogRole {
    /** Still starting; Redis shows its child processes so, too. */
    STARTING('C'),
    MASTER('M'),
    REPLICA('S'),
    SENTINEL('X');

    final char letter;

    LogRole(char letter) {
        this.letter = letter;
    }
}
