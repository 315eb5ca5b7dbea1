package io.jadis.server.replication;

import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.resp.Arguments;
import io.jadis.protocol.resp.ReplyBuffer;
import io.jadis.repl.Backlog;
import io.jadis.repl.Replica;
import io.jadis.repl.ReplicationHistory;
import io.jadis.repl.ResyncPlan;
import io.jadis.repl.StreamEncoder;
import io.jadis.server.client.Client;
import io.jadis.server.clock.ServerClock;
import io.jadis.server.execution.Propagation;
import io.jadis.server.info.InfoText;
import io.jadis.store.keyspace.Database;
import io.jadis.store.memory.Allocator;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The replicas of this server, and the stream that they get: written once, into the backlog, out of which each takes it
 * as fast as it reads. Executor thread only.
 */
final class Replicas implements Propagation.Sink {
    private static final Logger LOG = LoggerFactory.getLogger(Replicas.class);
    /** So much the stream grows between two looks at what slow replicas leave in memory. */
    private static final long LIMIT_CHECK_BYTES = 16 << 10;

    private final Config config;
    private final ServerClock clock;
    private final ReplicationHistory history;
    private final Backlog backlog;
    private final StreamEncoder encoder;
    private final List<AttachedReplica> links = new ArrayList<>();
    private final Client.CloseListener closeListener = this::onClosed;
    private Departure departure = link -> { };
    private long limitsCheckedAt;
    private long leftAloneAtMs;
    private int goodCount;
    private long fullCount, partialCount, refusedPartialCount;
    private long outputBytes;

    /** Told of a replica that has gone, before it is closed. */
    @FunctionalInterface
    interface Departure {
        void gone(AttachedReplica link);
    }

    Replicas(Config config, ServerClock clock, Allocator allocator, ReplicationHistory history, Backlog backlog) {
        this.config = config;
        this.clock = clock;
        this.history = history;
        this.backlog = backlog;
        encoder = new StreamEncoder(allocator, backlog);
        leftAloneAtMs = clock.steadyMs();
    }

    void onDeparture(Departure listener) {
        departure = listener;
    }

    ServerClock clock() {
        return clock;
    }

    /** In the order they came. */
    List<AttachedReplica> links() {
        return links;
    }

    List<Replica> states() {
        return links.stream().map(AttachedReplica::replica).toList();
    }

    boolean isEmpty() {
        return links.isEmpty();
    }

    // ---- coming and going

    /** What there is of a client that is a replica or may become one. */
    AttachedReplica of(Client client) {
        if (client.replica() instanceof AttachedReplica link) return link;
        AttachedReplica link = new AttachedReplica(client, this);
        client.replica(link);
        client.onClose(closeListener);
        return link;
    }

    /**
     * Lets a replica go on where it is, if that can be done.
     *
     * @param askedId of the stream, as it was sent
     * @return whether it goes on; else it needs a full copy
     */
    boolean resume(AttachedReplica link, String askedId, long fromOffset) {
        switch (ResyncPlan.of(history, backlog, askedId, fromOffset)) {
            case ResyncPlan.Continue(long offset) -> {
                partialCount++;
                resume(link, offset);
                return true;
            }
            case ResyncPlan.FullCopy(String why, boolean ahead) -> {
                LOG.info(why, link.name());
                if (ahead) {
                    LOG.warn("Warning: replica {} tried to PSYNC with an offset that is greater than the master replication "
                            + "offset.", link.name());
                }
                if (!askedId.startsWith("?")) refusedPartialCount++;
                return false;
            }
        }
    }

    private void resume(AttachedReplica link, long offset) {
        Replica replica = link.replica();
        links.add(link);
        link.attach();
        link.sendLine(replica.knowsNewIds() ? "+CONTINUE " + history.id() : "+CONTINUE");
        replica.continueFrom(offset, backlog, clock.steadyMs());
        LOG.info("Partial resynchronization request from {} accepted. Sending {} bytes of backlog starting from offset {}.",
                link.name(), replica.pendingBytes(), offset);
        countGood();
    }

    /** A replica that will get a full copy. */
    void add(AttachedReplica link) {
        fullCount++;
        link.replica().awaitCopy(clock.steadyMs());
        links.add(link);
        link.attach();
    }

    /** It is none any more, and can be told why. */
    void remove(AttachedReplica link) {
        links.remove(link);
    }

    private void onClosed(Client client) {
        AttachedReplica link = (AttachedReplica) client.replica();
        if (links.contains(link)) {
            LOG.info("Connection with replica {} lost.", link.name());
            departure.gone(link);
            links.remove(link);
            if (links.isEmpty()) leftAloneAtMs = clock.steadyMs();
            countGood();
        }
        link.close();
    }

    void disconnectAll() {
        for (AttachedReplica link : List.copyOf(links)) link.client().connection().closeSoon();
    }

    /** Since when there has been no replica, if there is none. */
    long leftAloneAtMs() {
        return leftAloneAtMs;
    }

    void restartSolitude() {
        leftAloneAtMs = clock.steadyMs();
    }

    // ---- the stream

    @Override
    public void append(Database database, Arguments command) {
        encoder.command(database == null ? -1 : database.index(), command);
        grown();
    }

    @Override
    public void appendMessage(Database database, Arguments command) {
        append(database, command);
    }

    /** A command of replication itself: PING, REPLCONF GETACK. */
    void append(String... words) {
        encoder.words(words);
        grown();
    }

    /** Bytes of the stream as they came from this server's own master. */
    void relay(long address, long length) {
        backlog.append(address, length);
        grown();
    }

    /** Whoever begins to read now doesn't know which database the stream is in. */
    void forgetDatabase() {
        encoder.forgetDatabase();
    }

    /** The database that the stream is in, or -1 if nothing has said so far. */
    int selectedDatabase() {
        return encoder.selectedDatabase();
    }

    private void grown() {
        if (links.isEmpty()) return;
        for (AttachedReplica link : links) {
            if (link.replica().mayStream()) link.client().connection().flushSoon();
        }
        if (history.offset() - limitsCheckedAt < LIMIT_CHECK_BYTES) return;
        limitsCheckedAt = history.offset();
        for (AttachedReplica link : links) link.client().registry().outputLimits().check(link.client());
    }

    /** The whole file has gone to this replica's socket. */
    void fileSent(AttachedReplica link) {
        copySent(link, false);
    }

    /** @param held whether it gets the stream only after its first acknowledgement */
    void copySent(AttachedReplica link, boolean held) {
        link.replica().copySent(held, clock.steadyMs());
        if (link.replica().isOnline()) {
            LOG.info("Synchronization with replica {} succeeded", link.name());
            countGood();
        } else {
            LOG.info("RDB transfer completed, rdb only replica ({}) should be disconnected asap", link.name());
            link.client().connection().closeAfterReply();
        }
    }

    void countOutput(long bytes) {
        outputBytes += bytes;
    }

    // ---- acknowledgements

    /** REPLCONF ACK */
    void acknowledged(AttachedReplica link, long offset, long syncedOffset) {
        Replica replica = link.replica();
        if (syncedOffset >= 0) replica.acknowledgedSynced(syncedOffset);
        if (replica.acknowledged(offset, clock.steadyMs())) link.client().connection().flushSoon();
    }

    /** How many replicas have executed the stream up to this offset. */
    int countAcked(long offset) {
        int count = 0;
        for (AttachedReplica link : links) {
            if (link.replica().isOnline() && link.replica().ackedOffset() >= offset) count++;
        }
        return count;
    }

    /** How many replicas have the stream on their disks up to this offset. */
    int countSynced(long offset) {
        int count = 0;
        for (AttachedReplica link : links) {
            if (link.replica().isOnline() && link.replica().syncedOffset() >= offset) count++;
        }
        return count;
    }

    /** Whether all of them have executed all of the stream. */
    boolean allCaughtUp() {
        for (AttachedReplica link : links) {
            if (link.replica().ackedOffset() != history.offset()) return false;
        }
        return true;
    }

    /** The online replica at this address and port of its own, or any state; null if there is none. */
    AttachedReplica find(String host, long port) {
        for (AttachedReplica link : links) {
            if (host.equalsIgnoreCase(link.address()) && link.replica().listeningPort() == port) return link;
        }
        return null;
    }

    /** Writes are refused while there are fewer good replicas than this; 0 if that doesn't matter. */
    private int goodMin() {
        return config.get(Directives.MIN_REPLICAS_MAX_LAG) == 0 ? 0 : config.get(Directives.MIN_REPLICAS_TO_WRITE);
    }

    /** {@code min-replicas-to-write} */
    boolean areTooFew() {
        return goodCount < goodMin();
    }

    /** Counts the replicas of which something was heard of late. */
    void countGood() {
        if (goodMin() == 0) return;
        int lagMax = config.get(Directives.MIN_REPLICAS_MAX_LAG);
        int count = 0;
        for (AttachedReplica link : links) {
            if (link.replica().isOnline() && link.replica().lagSeconds(clock.steadyMs()) <= lagMax) count++;
        }
        goodCount = count;
    }

    // ---- once a second

    /** Tells those that wait that their master is alive. */
    void sendNewlines() {
        for (AttachedReplica link : links) {
            Replica.State state = link.replica().state();
            boolean waits = state == Replica.State.AWAITS_COPY
                    || state == Replica.State.COPY_BEGUN && !link.receivesDirectly();
            if (waits) link.sendNewline();
        }
    }

    /** Hears those that are loading. */
    void listen() {
        for (AttachedReplica link : links) link.listen(clock.steadyMs());
    }

    /** Disconnects those that have not been heard of, or don't take their copy. */
    void dropTimedOut() {
        int timeoutSeconds = config.get(Directives.REPL_TIMEOUT);
        for (AttachedReplica link : List.copyOf(links)) {
            if (link.replica().isTimedOut(clock.steadyMs(), timeoutSeconds)) {
                LOG.warn("Disconnecting timedout replica (streaming sync): {}", link.name());
                link.client().connection().close();
            } else if (isStuck(link, timeoutSeconds)) {
                LOG.warn("Disconnecting timedout replica (full sync): {}", link.name());
                link.client().connection().close();
            }
        }
    }

    private boolean isStuck(AttachedReplica link, int timeoutSeconds) {
        if (!link.receivesDirectly()) return false;
        long sinceMs = link.copy().stuckSinceMs();
        return sinceMs >= 0 && clock.steadyMs() / 1000 - sinceMs / 1000 > timeoutSeconds;
    }

    // ---- figures

    long fullCount() {
        return fullCount;
    }

    long partialCount() {
        return partialCount;
    }

    long refusedPartialCount() {
        return refusedPartialCount;
    }

    /** Bytes of copies and stream that were sent. */
    long outputBytes() {
        return outputBytes;
    }

    void resetStatistics() {
        fullCount = 0;
        partialCount = 0;
        refusedPartialCount = 0;
        outputBytes = 0;
    }

    /** INFO replication: from {@code connected_slaves} to the last {@code slaveN}. */
    void describe(InfoText text) {
        text.field("connected_slaves", links.size());
        if (goodMin() > 0) text.field("min_slaves_good_slaves", goodCount);
        int index = 0;
        for (AttachedReplica link : links) {
            Replica replica = link.replica();
            String address = link.address();
            if (address == null || replica.state().word().isEmpty()) continue;
            text.field("slave" + index++, "ip=" + address + ",port=" + replica.listeningPort()
                    + ",state=" + replica.state().word() + ",offset=" + replica.ackedOffset()
                    + ",lag=" + replica.lagSeconds(clock.steadyMs()));
        }
    }

    /** ROLE's reply of a master. */
    void describeRole(ReplyBuffer reply) {
        List<AttachedReplica> online = links.stream()
                .filter(link -> link.address() != null && link.replica().isOnline())
                .toList();
        reply.array(3);
        reply.bulk("master");
        reply.integer(history.offset());
        reply.array(online.size());
        for (AttachedReplica link : online) {
            reply.array(3);
            reply.bulk(link.address());
            reply.bulkInteger(link.replica().listeningPort());
            reply.bulkInteger(link.replica().ackedOffset());
        }
    }

    /** Sends what sockets take, before the process ends. */
    void flush() {
        for (AttachedReplica link : links) link.client().connection().flushNow();
    }

    /** Says in the log who has not executed all of the stream, before the process ends. */
    void reportLagging() {
        if (links.isEmpty()) return;
        int lagging = 0;
        for (AttachedReplica link : links) {
            Replica replica = link.replica();
            if (replica.ackedOffset() == history.offset()) continue;
            lagging++;
            LOG.info("Lagging replica {} reported offset {} behind master, lag={}, state={}.", link.name(),
                    history.offset() - replica.ackedOffset(), replica.lagSeconds(clock.steadyMs()),
                    replica.state().word());
        }
        LOG.info("{} of {} replicas are in sync when shutting down.", links.size() - lagging, links.size());
    }

    void close() {
        encoder.close();
    }
}
