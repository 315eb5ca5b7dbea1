package io.jadis.server.replication;

import io.jadis.server.persistence.LoadResult;
import io.jadis.server.persistence.LoadStream;
import io.jadis.store.rdb.RdbHeader;
import io.netty.buffer.ByteBuf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads a master's data set as it arrives: {@code repl-diskless-load}. */
final class DirectSync implements FullSync {
    private static final Logger LOG = LoggerFactory.getLogger(DirectSync.class);

    private final DataSet dataSet;
    private final Listener listener;
    private final boolean swaps;
    private final LoadStream stream;
    private boolean received;
    private LoadResult result;
    private boolean abandoned;

    /**
     * @param sizeBytes of the data set, 0 if nobody knows
     * @param swap how what we have is treated meanwhile
     */
    DirectSync(DataSet dataSet, long sizeBytes, DataSet.Swap swap, Listener listener) {
        this.dataSet = dataSet;
        this.listener = listener;
        swaps = swap != DataSet.Swap.NONE;
        stream = dataSet.newStream(listener::onRoom);
        dataSet.suspendPersistence(true);
        if (!swaps) dataSet.clear();
        dataSet.loadStream(stream, sizeBytes, swap, this::ended);
    }

    private void ended(LoadResult loaded) {
        result = loaded;
        if (!loaded.isLoaded()) {
            LOG.warn("Failed trying to load the MASTER synchronization DB from socket, check server logs.");
            if (swaps) LOG.info("MASTER <-> REPLICA sync: Discarding temporary DB in background");
            else dataSet.empty();
            listener.onEnded(this, false, -1);
            return;
        }
        if (swaps) {
            LOG.info("MASTER <-> REPLICA sync: Swapping active DB with loaded DB");
            LOG.info("MASTER <-> REPLICA sync: Discarding old DB in background");
            dataSet.attach();
        }
        endIfComplete();
    }

    private void endIfComplete() {
        if (abandoned || !received || result == null || !result.isLoaded()) return;
        listener.onEnded(this, true, result.replication().map(RdbHeader.Replication::streamDatabase).orElse(-1));
    }

    @Override
    public void take(ByteBuf bytes, int length) {
        stream.offer(bytes.memoryAddress() + bytes.readerIndex(), length);
        bytes.skipBytes(length);
    }

    @Override
    public boolean hasRoom() {
        return stream.hasRoom();
    }

    @Override
    public void received(int markLength) {
        received = true;
        stream.end();
        endIfComplete();
    }

    @Override
    public void abandon() {
        if (abandoned) return;
        abandoned = true;
        if (result != null) return;
        dataSet.cancelLoading();
        if (!swaps) dataSet.empty();
    }
}
