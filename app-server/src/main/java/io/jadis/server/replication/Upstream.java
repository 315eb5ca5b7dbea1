package io.jadis.server.replication;

import io.jadis.server.info.InfoText;

/** The link to this server's master, as far as the rest of replication has to know of it. */
public interface Upstream {
    /** A server that has no master. */
    Upstream NONE = new Upstream() {
        @Override
        public boolean exists() {
            return false;
        }

        @Override
        public boolean isUp() {
            return false;
        }

        @Override
        public int selectedDatabase() {
            return -1;
        }

        @Override
        public void writeFields(InfoText text) {}
    };

    /** Whether this server is a replica. */
    boolean exists();

    /** Whether it is in sync with its master: only then can it serve replicas of its own. */
    boolean isUp();

    /** The database that the master's stream is in, or -1 if that is not known: repl-stream-db of files. */
    int selectedDatabase();

    /** INFO replication: the lines between {@code role} and {@code connected_slaves}. */
    void writeFields(InfoText text);
}
