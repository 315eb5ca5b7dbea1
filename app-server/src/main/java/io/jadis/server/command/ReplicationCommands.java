package io.jadis.server.command;

import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.repl.Replica;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.Errors;
import io.jadis.server.execution.HandlerTable;
import io.jadis.server.replication.Failover;
import io.jadis.server.replication.Replication;

/** What clients ask of a master that has replicas: WAIT, WAITAOF, FAILOVER. */
public final class ReplicationCommands {
    private static final ErrorReply
            NO_WAIT_HERE = ErrorReply.of("ERR WAIT cannot be used with replica instances. Please also note that since Redis 4.0 "
                    + "if a replica is configured to be writable (which is not the default) writes to replicas are just local "
                    + "and are not propagated."),
            NO_WAITAOF_HERE = ErrorReply.of("ERR WAITAOF cannot be used with replica instances. Please also note that writes to "
                    + "replicas are just local and are not propagated."),
            NEGATIVE = ErrorReply.of("ERR value is out of range, must be positive"),
            LOCAL_RANGE = ErrorReply.of("ERR value is out of range, value must between 0 and 1"),
            IN_CLUSTER = ErrorReply.of("ERR FAILOVER not allowed in cluster mode. Use CLUSTER FAILOVER command instead."),
            NONE_UNDER_WAY = ErrorReply.of("ERR No failover in progress."),
            ZERO_TIMEOUT = ErrorReply.of("ERR FAILOVER timeout must be greater than 0"),
            UNDER_WAY = ErrorReply.of("ERR FAILOVER already in progress."),
            NOT_A_MASTER = ErrorReply.of("ERR FAILOVER is not valid when server is a replica."),
            NO_REPLICAS = ErrorReply.of("ERR FAILOVER requires connected replicas."),
            FORCE_INCOMPLETE = ErrorReply.of("ERR FAILOVER with force option requires both a timeout and target HOST and IP."),
            NOT_A_REPLICA = ErrorReply.of("ERR FAILOVER target HOST and PORT is not a replica."),
            NOT_ONLINE = ErrorReply.of("ERR FAILOVER target replica is not online.");

    private final Config config;
    private final Replication replication;

    public ReplicationCommands(Config config, Replication replication) {
        this.config = config;
        this.replication = replication;
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("wait", this::waitForReplicas);
        handlers.bind("waitaof", this::waitForDisks);
        handlers.bind("failover", this::failover);
    }

    /** WAIT numreplicas timeout */
    private void waitForReplicas(Call call) {
        if (replication.upstream().exists()) {
            call.reply().error(NO_WAIT_HERE);
            return;
        }
        if (!call.readInteger(1)) return;
        long replicasMin = call.integer();
        if (!call.readTimeoutMs(2)) return;
        replication.awaitReplicas(call, replicasMin, call.integer());
    }

    /** WAITAOF numlocal numreplicas timeout */
    private void waitForDisks(Call call) {
        if (!call.readInteger(1)) return;
        long local = call.integer();
        if (local != 0 && local != 1) {
            call.reply().error(LOCAL_RANGE);
            return;
        }
        if (!call.readInteger(2)) return;
        long replicasMin = call.integer();
        if (replicasMin < 0) {
            call.reply().error(NEGATIVE);
            return;
        }
        if (!call.readTimeoutMs(3)) return;
        long timeoutMs = call.integer();
        if (replication.upstream().exists()) call.reply().error(NO_WAITAOF_HERE);
        else if (local == 1 && !config.get(Directives.APPENDONLY)) call.reply().error(Replication.NO_LOG);
        else replication.awaitDisks(call, local == 1, replicasMin, timeoutMs);
    }

    // ---- FAILOVER

    /** FAILOVER [TO host port [FORCE]] [ABORT] [TIMEOUT milliseconds] */
    private void failover(Call call) {
        Failover failover = replication.failover();
        if (config.get(Directives.CLUSTER_ENABLED)) {
            call.reply().error(IN_CLUSTER);
        } else if (call.count() == 2 && call.is(1, "ABORT")) {
            if (failover.isUnderWay()) {
                failover.abort("Failover manually aborted");
                call.reply().ok();
            } else {
                call.reply().error(NONE_UNDER_WAY);
            }
        } else {
            begin(call, failover);
        }
    }

    private void begin(Call call, Failover failover) {
        long timeoutMs = 0, port = 0;
        String host = null;
        boolean force = false;
        for (int i = 1; i < call.count(); i++) {
            if (call.is(i, "TIMEOUT") && i + 1 < call.count() && timeoutMs == 0) {
                if (!call.readInteger(++i)) return;
                timeoutMs = call.integer();
                if (timeoutMs <= 0) {
                    call.reply().error(ZERO_TIMEOUT);
                    return;
                }
            } else if (call.is(i, "TO") && i + 2 < call.count() && host == null) {
                if (!call.readInteger(i + 2)) return;
                port = call.integer();
                host = call.text(i + 1);
                i += 2;
            } else if (call.is(i, "FORCE") && !force) {
                force = true;
            } else {
                call.reply().error(Errors.SYNTAX);
                return;
            }
        }
        ErrorReply refusal = refusal(host, port, timeoutMs, force);
        if (refusal != null) {
            call.reply().error(refusal);
            return;
        }
        failover.begin(host, (int) port, timeoutMs, force, call.steadyMs());
        call.reply().ok();
    }

    private ErrorReply refusal(String host, long port, long timeoutMs, boolean force) {
        if (replication.failover().isUnderWay()) return UNDER_WAY;
        if (replication.upstream().exists()) return NOT_A_MASTER;
        if (!replication.hasReplicas()) return NO_REPLICAS;
        if (force && (timeoutMs == 0 || host == null)) return FORCE_INCOMPLETE;
        if (host == null) return null;
        Replica replica = replication.find(host, port);
        if (replica == null) return NOT_A_REPLICA;
        return replica.isOnline() ? null : NOT_ONLINE;
    }
}
