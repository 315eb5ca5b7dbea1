package io.jadis.server.command;

import io.jadis.protocol.config.ArgumentSplitter;
import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.number.Decimal;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.repl.CopyRequest;
import io.jadis.repl.Payload;
import io.jadis.repl.Replica;
import io.jadis.server.client.Client;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.Errors;
import io.jadis.server.execution.HandlerTable;
import io.jadis.server.replication.Replication;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What replicas send: REPLCONF, PSYNC, SYNC. */
public final class Synchronizing {
    private static final String PACKED_CAPABILITY = Payload.PACKED_CAPABILITY.toUpperCase(Locale.ROOT);
    private static final Logger LOG = LoggerFactory.getLogger(Synchronizing.class);
    private static final int ADDRESS_LENGTH_MAX = 255;
    private static final ErrorReply
            NOT_A_REPLICA = ErrorReply.of("ERR PSYNC FAILOVER can't be sent to a master."),
            OTHER_HISTORY = ErrorReply.of("ERR PSYNC FAILOVER replid must match my replid."),
            FAILING_OVER = ErrorReply.of("NOMASTERLINK Can't SYNC while failing over"),
            NO_MASTER_LINK = ErrorReply.of("NOMASTERLINK Can't SYNC while not connected with my master"),
            PENDING_OUTPUT = ErrorReply.of("ERR SYNC and PSYNC are invalid with pending output"),
            NO_END_MARK = ErrorReply.of("ERR Filtered replica requires EOF capability");

    private final Config config;
    private final Replication replication;

    public Synchronizing(Config config, Replication replication) {
        this.config = config;
        this.replication = replication;
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("replconf", this::replconf);
        handlers.bind("psync", this::psync);
        handlers.bind("sync", this::sync);
    }

    // ---- REPLCONF

    /** REPLCONF option value [option value …] */
    private void replconf(Call call) {
        if (call.count() % 2 == 0) {
            call.reply().error(Errors.SYNTAX);
            return;
        }
        for (int i = 1; i < call.count(); i += 2) {
            if (call.is(i, "ACK")) {
                acknowledge(call, i);
                return;
            }
            if (call.is(i, "GETACK")) {
                replication.upstream().acknowledge();
                return;
            }
            if (!configure(call, i)) return;
        }
        call.reply().ok();
    }

    /** Takes one option and its value. @return false if it can't be taken: then the error has been sent */
    private boolean configure(Call call, int index) {
        int value = index + 1;
        Replica replica = replication.replica(call.client());
        if (call.is(index, "LISTENING-PORT")) {
            if (!call.readInteger(value)) return false;
            replica.listeningPort((int) call.integer());
        } else if (call.is(index, "IP-ADDRESS")) {
            if (call.length(value) > ADDRESS_LENGTH_MAX) {
                call.reply().error("ERR REPLCONF ip-address provided by replica instance is too long: "
                        + call.length(value) + " bytes");
                return false;
            }
            replica.announcedAddress(call.text(value));
        } else if (call.is(index, "CAPA")) {
            // Those that are not known here don't matter.
            if (call.is(value, "EOF")) replica.readsEndMark(true);
            else if (call.is(value, "PSYNC2")) replica.knowsNewIds(true);
            else if (call.is(value, PACKED_CAPABILITY)) replica.unpacks(true);
        } else if (call.is(index, "RDB-ONLY")) {
            if (!call.readInteger(value)) return false;
            if (call.integer() != 0 && call.integer() != 1) {
                call.reply().error("ERR value is out of range, value must between 0 and 1");
                return false;
            }
            replica.wantsStream(call.integer() == 0);
        } else if (call.is(index, "RDB-FILTER-ONLY")) {
            return filter(call, value, replica);
        } else {
            call.reply().error("ERR Unrecognized REPLCONF option: " + call.shown(index));
            return false;
        }
        return true;
    }

    private static boolean filter(Call call, int value, Replica replica) {
        call.takeHeapForWords(call.length(value));
        Optional<List<String>> parts = ArgumentSplitter.split(call.text(value));
        if (parts.isEmpty()) {
            call.reply().error("ERR Missing rdb-filter-only values");
            return false;
        }
        boolean functions = false;
        for (String part : parts.get()) {
            if (!part.equalsIgnoreCase("functions")) {
                call.reply().error("ERR Unsupported rdb-filter-only option: " + part);
                return false;
            }
            functions = true;
        }
        replica.copyRequest(functions ? CopyRequest.FUNCTIONS : CopyRequest.NOTHING);
        return true;
    }

    /** REPLCONF ACK offset [FACK offset]: never answered. */
    private void acknowledge(Call call, int index) {
        if (!call.client().isReplica()) return;
        long offset = number(call, index + 1);
        if (offset < 0) return;
        long synced = call.count() > index + 3 && call.is(index + 2, "FACK") ? number(call, index + 3) : -1;
        replication.acknowledged(call.client(), offset, synced);
    }

    private static long number(Call call, int index) {
        long value = Decimal.parse(call.address(index), call.length(index));
        return value == Decimal.NOT_A_LONG ? -1 : value;
    }

    // ---- PSYNC and SYNC

    /** PSYNC id offset [FAILOVER] */
    private void psync(Call call) {
        if (call.client().isReplica() || call.client().isMonitor()) return;
        // An id has 40 characters: what is left out of a longer text doesn't make one of it.
        String askedId = call.logged(1);
        if (call.count() > 3 && call.is(3, "FAILOVER") && !takeOver(call, askedId)) return;
        if (!maySync(call)) return;
        Client client = call.client();
        LOG.info("Replica {} asks for synchronization", replication.nameOf(client));
        if (!call.readInteger(2)) {
            LOG.warn("Replica {} asks for synchronization but with a wrong offset", replication.nameOf(client));
            return;
        }
        if (!replication.resume(client, askedId, call.integer())) serveCopy(client);
    }

    /** SYNC: as before PSYNC, and as {@code redis-cli --replica} does it. */
    private void sync(Call call) {
        if (call.client().isReplica() || call.client().isMonitor()) return;
        if (!maySync(call)) return;
        LOG.info("Replica {} asks for synchronization", replication.nameOf(call.client()));
        replication.replica(call.client()).acknowledges(false);
        serveCopy(call.client());
    }

    private void serveCopy(Client client) {
        if (config.get(Directives.REPL_DISABLE_TCP_NODELAY)) client.connection().noDelay(false);
        replication.serveCopy(client);
    }

    /** @return false if this server doesn't: then the error has been sent */
    private boolean takeOver(Call call, String askedId) {
        LOG.info("Failover request received for replid {}.", askedId);
        if (!replication.upstream().exists()) {
            call.reply().error(NOT_A_REPLICA);
            return false;
        }
        if (!replication.history().isCurrent(askedId)) {
            call.reply().error(OTHER_HISTORY);
            return false;
        }
        replication.takeOver(call.client());
        return true;
    }

    private boolean maySync(Call call) {
        ErrorReply refusal = null;
        Replica replica = replication.replica(call.client());
        if (replication.failover().isUnderWay()) refusal = FAILING_OVER;
        else if (replication.upstream().exists() && !replication.upstream().isUp()) refusal = NO_MASTER_LINK;
        else if (call.reply().pendingBytes() > 0) refusal = PENDING_OUTPUT;
        else if (replica.copyRequest() != CopyRequest.EVERYTHING && !replica.readsEndMark()) refusal = NO_END_MARK;
        if (refusal == null) return true;
        call.reply().error(refusal);
        return false;
    }
}
