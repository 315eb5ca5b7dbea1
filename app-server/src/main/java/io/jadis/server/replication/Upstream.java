package io.jadis.server.replication;

import io.jadis.protocol.config.MasterAddress;
import io.jadis.protocol.resp.ReplyBuffer;
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
        public int ownKeysCount() {
            return 0;
        }

        @Override
        public void acknowledge() {}

        @Override
        public void follow(MasterAddress master, boolean takeOver) {
            throw new IllegalStateException("replication was not wired to a link");
        }

        @Override
        public void unfollow() {}

        @Override
        public void writeRole(ReplyBuffer reply) {}

        @Override
        public void writeFields(InfoText text) {}
    };

    /** Whether this server is a replica. */
    boolean exists();

    /** Whether it is in sync with its master: only then can it serve replicas of its own. */
    boolean isUp();

    /** The database that the master's stream is in, or -1 if that is not known: repl-stream-db of files. */
    int selectedDatabase();

    /** Keys that were written to this replica itself, and expire. */
    int ownKeysCount();

    /** Tells the master how far its stream has been applied: REPLCONF GETACK. */
    void acknowledge();

    /**
     * Follows this master from now on.
     *
     * @param takeOver whether it is told to become the master in our place (FAILOVER)
     */
    void follow(MasterAddress master, boolean takeOver);

    /** This server is a master from now on; nothing happens if it was. */
    void unfollow();

    /** ROLE's reply of a replica. */
    void writeRole(ReplyBuffer reply);

    /** INFO replication: the lines between {@code role} and {@code connected_slaves}. */
    void writeFields(InfoText text);
}
