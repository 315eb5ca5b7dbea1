package io.jadis.server.command;

import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.config.MasterAddress;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.server.client.ClientLine;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.HandlerTable;
import io.jadis.server.replication.MasterLink;
import io.jadis.server.replication.Replication;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** REPLICAOF and ROLE: whom this server follows. */
public final class RoleCommands {
    private static final Logger LOG = LoggerFactory.getLogger(RoleCommands.class);
    private static final int PORT_MAX = 65_535;
    private static final ErrorReply IN_CLUSTER = ErrorReply.of("ERR REPLICAOF not allowed in cluster mode.");
    private static final ErrorReply FAILING_OVER = ErrorReply.of("ERR REPLICAOF not allowed while failing over.");
    private static final ErrorReply INVALID_PORT = ErrorReply.of("ERR Invalid master port");

    private final Config config;
    private final Replication replication;
    private final MasterLink link;

    public RoleCommands(Config config, Replication replication, MasterLink link) {
        this.config = config;
        this.replication = replication;
        this.link = link;
    }

    public void bindTo(HandlerTable handlers) {
        handlers.bind("replicaof", this::replicaof);
        handlers.bind("slaveof", this::replicaof);
        handlers.bind("role", call -> replication.writeRole(call.reply()));
    }

    /** REPLICAOF host port | NO ONE */
    private void replicaof(Call call) {
        if (config.get(Directives.CLUSTER_ENABLED)) {
            call.reply().error(IN_CLUSTER);
            return;
        }
        if (replication.failover().isUnderWay()) {
            call.reply().error(FAILING_OVER);
            return;
        }
        if (call.is(1, "NO") && call.is(2, "ONE")) {
            promote(call);
            return;
        }
        if (!call.readInteger(2, INVALID_PORT)) return;
        if (call.integer() < 0 || call.integer() > PORT_MAX) {
            call.reply().error(INVALID_PORT);
            return;
        }
        follow(call, new MasterAddress(call.text(1), (int) call.integer()));
    }

    private void promote(Call call) {
        if (link.exists()) {
            link.unfollow();
            LOG.info("MASTER MODE enabled (user request from '{}')", ClientLine.of(call.client()));
        }
        call.reply().ok();
    }

    private void follow(Call call, MasterAddress master) {
        boolean same = link.master().isPresent() && link.master().get().port() == master.port()
                && link.master().get().host().equalsIgnoreCase(master.host());
        if (same) {
            LOG.info("REPLICAOF would result into synchronization with the master we are already connected with. No operation "
                    + "performed.");
            call.reply().status("OK Already connected to specified master");
            return;
        }
        link.follow(master, false);
        LOG.info("REPLICAOF {}:{} enabled (user request from '{}')", master.host(), master.port(),
                ClientLine.of(call.client()));
        call.reply().ok();
    }
}
