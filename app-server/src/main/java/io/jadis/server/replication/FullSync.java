package io.jadis.server.replication;

import io.netty.buffer.ByteBuf;

/** A whole data set on its way from our master into the databases. Executor thread only. */
interface FullSync {
    /** What becomes of it. */
    interface Listener {
        /** There is room again. */
        void onRoom();

        /**
         * The data set is in the databases, or couldn't be brought there: the log says why.
         *
         * @param database that the master's stream is in, or -1
         */
        void onEnded(FullSync sync, boolean loaded, int database);
    }

    /** Takes so many bytes, and skips them. */
    void take(ByteBuf bytes, int length);

    /** Whether more should be offered just now. */
    boolean hasRoom();

    /** All bytes were taken, those of a mark among them. */
    void received(int markLength);

    /** It is not wanted any more: no call comes back. */
    void abandon();
}
