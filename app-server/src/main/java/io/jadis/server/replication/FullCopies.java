package io.jadis.server.replication;

import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.process.OsError;
import io.jadis.protocol.process.RunId;
import io.jadis.repl.Backlog;
import io.jadis.repl.CopyRequest;
import io.jadis.repl.CopyStart;
import io.jadis.repl.Replica;
import io.jadis.repl.ReplicationHistory;
import io.jadis.server.persistence.Persistence;
import io.jadis.server.persistence.SnapshotSave;
import io.jadis.store.memory.Allocator;
import io.jadis.store.rdb.RdbHeader;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Full copies of the data set for replicas: one that goes through the file {@code dbfilename}, which replicas may join
 * while it is made; or one that goes to sockets as it is made, which those get that were there when it began.
 * Executor thread only.
 */
final class FullCopies implements DirectCopy.Listener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FullCopies.class);
    /** What a child would have been killed with: there are those who look for this line. */
    private static final int SIGUSR1 = 10;
    private static final String FAILED = "ERR BGSAVE failed, replication can't continue";

    private final Config config;
    private final Allocator allocator;
    private final EventLoop executor;
    private final Persistence persistence;
    private final ReplicationHistory history;
    private final Backlog backlog;
    private final Replicas replicas;
    private final Supplier<Optional<RdbHeader.Replication>> place;
    /** Reads the files that go to replicas, one piece after the other. */
    private final ExecutorService reads = Executors.newSingleThreadExecutor(
            task -> Thread.ofPlatform().daemon().name("replica-files").unstarted(task));

    private SnapshotSave directSave;
    /** Replicas that have had all of it. */
    private int directSentCount;
    private DirectCopy direct;
    /** Those whose thread or memory may still be there. */
    private final List<DirectCopy> directCopies = new ArrayList<>();
    /** The file under {@code dbfilename} is there for replicas only, unless something is saved there anyway. */
    private boolean fileIsForReplicas;

    /** @param place where in the stream the data set is now */
    FullCopies(Config config, Allocator allocator, EventLoop executor, Persistence persistence,
            ReplicationHistory history,
            Backlog backlog, Replicas replicas, Supplier<Optional<RdbHeader.Replication>> place) {
        this.config = config;
        this.allocator = allocator;
        this.executor = executor;
        this.persistence = persistence;
        this.history = history;
        this.backlog = backlog;
        this.replicas = replicas;
        this.place = place;
        persistence.saves().onEnd(this::saveEnded);
        persistence.copyToReplicas(this::isDirectUnderWay, this::abandonDirect);
    }

    // ---- beginning

    /** A replica has come that needs a copy. */
    void serve(AttachedReplica link) {
        CopyStart.Policy policy = policy();
        boolean couldBeDirect = policy.direct() && link.replica().readsEndMark();
        if (persistence.saves().isUnderWay() && (join(link) || !couldBeDirect)) return;
        if (direct != null) {
            LOG.info("Current BGSAVE has socket target. Waiting for next BGSAVE for SYNC");
        } else if (couldBeDirect && policy.delaySeconds() > 0) {
            LOG.info("Delay next BGSAVE for diskless SYNC");
        } else {
            CopyStart start = CopyStart.of(link.replica().copyRequest(), policy, link.replica().readsEndMark());
            if (canBegin(start)) begin(start);
            else LOG.info("No BGSAVE in progress, but another BG operation is active. BGSAVE for replication delayed");
        }
    }

    private CopyStart.Policy policy() {
        return new CopyStart.Policy(config.get(Directives.REPL_DISKLESS_SYNC),
                config.get(Directives.REPL_DISKLESS_SYNC_DELAY),
                config.get(Directives.REPL_DISKLESS_SYNC_MAX_REPLICAS));
    }

    /** A save for somebody else doesn't hold up a copy that goes past its file. */
    private boolean canBegin(CopyStart start) {
        return direct == null && (start.direct() || !persistence.saves().isUnderWay())
                && persistence.snapshots().canBegin();
    }

    /**
     * A save that another replica waits for serves this one, too: what has changed since is kept for both.
     *
     * @return whether there is such a save
     */
    private boolean join(AttachedReplica link) {
        for (AttachedReplica other : replicas.links()) {
            Replica waiting = other.replica();
            if (waiting.state() != Replica.State.COPY_BEGUN || other.receivesDirectly()) continue;
            if (!waiting.wantsStream() && link.replica().wantsStream()) continue;
            if (waiting.copyRequest() != link.replica().copyRequest() || !canDoAs(link.replica(), waiting)) break;
            begun(link, waiting.copyOffset());
            LOG.info("Waiting for end of BGSAVE for SYNC");
            return true;
        }
        LOG.info("Can't attach the replica to the current BGSAVE. Waiting for next BGSAVE for SYNC");
        return false;
    }

    private static boolean canDoAs(Replica replica, Replica other) {
        return (replica.readsEndMark() || !other.readsEndMark()) && (replica.knowsNewIds() || !other.knowsNewIds());
    }

    /** To be called once a second: begins what is due. */
    void cron() {
        CopyStart start = CopyStart.decide(replicas.states(), policy(), replicas.clock().steadyMs());
        if (start != null && canBegin(start)) begin(start);
        removeFileForReplicas();
    }

    /**
     * To be called several times a second. What clients overwrite is kept for a copy, but not without a bound, so they
     * wait for the slowest of its replicas: one that reads too slowly for that has to try again.
     */
    void watch() {
        if (direct == null || directSave == null) return;
        for (AttachedReplica link : direct.watch(directSave.holdsBackWriters(), replicas.clock().steadyMs())) {
            LOG.warn("Disconnecting replica {}: it takes its full copy so slowly that clients could hardly write for "
                    + "{} seconds", link.name(), DirectCopy.HELD_UP_MS_MAX / 1000);
            link.client().connection().close();
        }
    }

    private void begin(CopyStart start) {
        LOG.info("Starting BGSAVE for SYNC with target: {}", start.direct() ? "replicas sockets" : "disk");
        Optional<RdbHeader.Replication> at = place.get();
        if (at.isEmpty()) {
            LOG.warn("BGSAVE for replication: replication information not available, can't generate the RDB file right now. "
                    + "Try later.");
            refuseAll();
        } else if (start.direct()) {
            beginDirect(start.request(), at.get());
        } else if (persistence.saves().begin(replicas.clock().nowMs())) {
            fileIsForReplicas = config.get(Directives.RDB_DEL_SYNC_FILES);
            for (AttachedReplica link : awaiting(start.request())) begun(link, history.offset());
        } else {
            refuseAll();
        }
    }

    private void beginDirect(CopyRequest request, RdbHeader.Replication at) {
        List<AttachedReplica> links = awaiting(request);
        boolean checksums = config.get(Directives.RDBCHECKSUM);
        direct = links.stream().allMatch(link -> link.replica().unpacks())
                ? DirectCopy.packed(allocator, executor, checksums, this)
                : DirectCopy.marked(allocator, executor, checksums, RunId.random(), this);
        directCopies.removeIf(DirectCopy::isOver);
        directCopies.add(direct);
        for (AttachedReplica link : links) {
            begun(link, history.offset());
            direct.add(link, replicas.clock().steadyMs());
        }
        directSentCount = 0;
        LOG.info("Background RDB transfer started by pid {}", ProcessHandle.current().pid());
        if (request.keys()) {
            directSave = persistence.snapshots().beginForReplicas(at, direct.sink(), replicas.clock().nowMs(),
                    this::onFailed);
            return;
        }
        try {
            persistence.snapshots().writeWithoutKeys(at, request.functions(), direct.sink(), replicas.clock().nowMs());
        } catch (IOException e) {
            onFailed(e);
        }
    }

    private List<AttachedReplica> awaiting(CopyRequest request) {
        return replicas.links().stream()
                .filter(link -> link.replica().state() == Replica.State.AWAITS_COPY)
                .filter(link -> link.replica().copyRequest() == request)
                .toList();
    }

    private void begun(AttachedReplica link, long offset) {
        link.replica().copyBegun(offset, backlog);
        // It begins to read where others are in the middle.
        replicas.forgetDatabase();
        // One that has come by SYNC expects the copy at once.
        if (link.replica().acknowledges()) link.sendLine("+FULLRESYNC " + history.id() + " " + offset);
    }

    private void refuseAll() {
        LOG.warn("BGSAVE for replication failed");
        for (AttachedReplica link : List.copyOf(replicas.links())) {
            if (link.replica().state() != Replica.State.AWAITS_COPY) continue;
            replicas.remove(link);
            link.refuse(FAILED);
        }
    }

    // ---- through the file

    /** The file has been written, or not. */
    private void saveEnded(boolean saved) {
        for (AttachedReplica link : List.copyOf(replicas.links())) {
            if (link.replica().state() != Replica.State.COPY_BEGUN || link.receivesDirectly()) continue;
            if (saved) sendFile(link);
            else fail(link, "SYNC failed. BGSAVE child returned an error");
        }
    }

    private void sendFile(AttachedReplica link) {
        try {
            link.replica().copyIsWhole();
            link.send(new FileFeed(config.path(Directives.DBFILENAME), allocator, executor, reads, failure -> {
                if (failure == null) link.client().connection().flushSoon();
                else fail(link, "Read error sending DB to replica: " + OsError.text(failure));
            }));
        } catch (IOException e) {
            fail(link, "SYNC failed. Can't open/stat DB after BGSAVE: " + OsError.text(e));
        }
    }

    private static void fail(AttachedReplica link, String reason) {
        LOG.warn(reason);
        link.client().connection().closeSoon();
    }

    /** {@code rdb-del-sync-files}: a server that keeps nothing on disk is to leave no file there either. */
    private void removeFileForReplicas() {
        if (!fileIsForReplicas) return;
        if (!config.get(Directives.RDB_DEL_SYNC_FILES)) {
            fileIsForReplicas = false;
            return;
        }
        if (!config.get(Directives.SAVE).isEmpty() || config.get(Directives.APPENDONLY) || isAnyoneWaiting()) return;
        fileIsForReplicas = false;
        LOG.info("Removing the RDB file used to feed replicas in a persistence-less instance");
        reads.execute(this::removeFile);
    }

    private boolean isAnyoneWaiting() {
        return replicas.states().stream().anyMatch(replica -> switch (replica.state()) {
            case AWAITS_COPY, COPY_BEGUN, RECEIVES_FILE -> true;
            case NEW, ONLINE, SERVED -> false;
        });
    }

    private void removeFile() {
        try {
            Files.deleteIfExists(config.path(Directives.DBFILENAME));
        } catch (IOException e) {
            LOG.warn("Can't remove the RDB file: {}", OsError.text(e));
        }
    }

    // ---- to sockets

    @Override
    public void onSent(AttachedReplica link) {
        directSentCount++;
        link.endCopy();
        LOG.info("Streamed RDB transfer with replica {} succeeded (socket). Waiting for REPLCONF ACK from replica to enable "
                + "streaming", link.name());
        replicas.copySent(link, true);
    }

    @Override
    public void onOver(boolean whole) {
        SnapshotSave save = directSave;
        direct = null;
        directSave = null;
        if (whole) {
            // There is no pipe, but there are those who look for this line.
            LOG.info("Diskless rdb transfer, done reading from pipe, {} replicas still up.", directSentCount);
            LOG.info("Background RDB transfer terminated with success");
        } else {
            LOG.warn("Diskless rdb transfer, last replica dropped, killing fork child.");
            if (save != null) save.abandon();
        }
    }

    @Override
    public void onFailed(IOException reason) {
        LOG.warn("Diskless rdb transfer failed: {}", OsError.text(reason));
        if (direct != null) sendAway();
    }

    /** Nobody needs what it would bring: the replicas come again. */
    private void abandonDirect() {
        if (direct == null || direct.isWhole()) return;
        LOG.info("Background transfer terminated by signal {}", SIGUSR1);
        if (directSave != null) directSave.abandon();
        sendAway();
    }

    private void sendAway() {
        List<AttachedReplica> links = direct.links();
        direct.abandon();
        direct = null;
        directSave = null;
        for (AttachedReplica link : links) fail(link, "SYNC failed. BGSAVE child returned an error");
    }

    // ---- the end of a replica

    /** Whether a copy goes to sockets just now. */
    boolean isDirectUnderWay() {
        return direct != null;
    }

    /** A replica has gone: a save that only it has waited for is not needed any more. */
    void gone(AttachedReplica leaving) {
        if (leaving.replica().state() != Replica.State.COPY_BEGUN || leaving.receivesDirectly()) return;
        if (!config.get(Directives.SAVE).isEmpty() || !persistence.saves().isUnderWay()) return;
        for (AttachedReplica link : replicas.links()) {
            if (link != leaving && link.replica().state() == Replica.State.COPY_BEGUN
                    && !link.receivesDirectly()) return;
        }
        persistence.saves().abandon();
    }

    @Override
    public void close() {
        reads.shutdown();
        directCopies.forEach(DirectCopy::close);
    }
}
