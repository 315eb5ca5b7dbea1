package io.jadis.server.info;

import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.server.client.Client;
import io.jadis.server.client.Clients;
import io.jadis.server.execution.BlockedClients;
import io.jadis.server.execution.Watches;
import io.jadis.server.tracking.Tracking;

/** How many clients there are and what they do. */
public final class ClientsSection implements InfoSection {
    private final Config config;
    private final Clients clients;
    private final Watches watches;
    private final BlockedClients blockedClients;
    private final Tracking tracking;

    public ClientsSection(Config config, Clients clients, Watches watches, BlockedClients blockedClients,
            Tracking tracking) {
        this.tracking = tracking;
        this.blockedClients = blockedClients;
        this.config = config;
        this.clients = clients;
        this.watches = watches;
    }

    @Override
    public String title() {
        return "Clients";
    }

    @Override
    public void write(InfoText text) {
        int blocked = 0, subscribed = 0, replicas = 0;
        for (Client client : clients.all()) {
            if (client.blocking() != null) blocked++;
            if (client.isSubscriber()) subscribed++;
            if (client.isReplica()) replicas++;
        }
        text.field("connected_clients", clients.count() - replicas)
                .field("cluster_connections", 0)
                .field("maxclients", config.get(Directives.MAXCLIENTS))
                .field("client_recent_max_input_buffer", clients.cron().recentInputBytesMax())
                .field("client_recent_max_output_buffer", clients.cron().recentOutputBytesMax())
                .field("blocked_clients", blocked)
                .field("tracking_clients", tracking.clientCount())
                .field("pubsub_clients", subscribed)
                .field("watching_clients", watches.clientCount())
                .field("clients_in_timeout_table", blockedClients.deadlineCount())
                .field("total_watched_keys", watches.keyCount())
                .field("total_blocking_keys", blockedClients.keyCount())
                .field("total_blocking_keys_on_nokey", blockedClients.noKeyCount());
    }
}
