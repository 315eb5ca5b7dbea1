package io.jadis.server;

import io.jadis.protocol.acl.ChannelRights;
import io.jadis.protocol.acl.User;
import io.jadis.protocol.acl.UserConnections;
import io.jadis.server.client.Client;
import io.jadis.server.client.ClientClass;
import io.jadis.server.client.Clients;
import io.jadis.server.execution.Execution;
import io.jadis.server.pubsub.PubSub;
import java.util.List;

/** What a change of users does to the clients. Whoever has asked for it still gets the reply. */
final class ConnectedUsers implements UserConnections {
    private final Clients clients;
    private final Execution execution;
    private final PubSub pubsub;

    ConnectedUsers(Clients clients, Execution execution, PubSub pubsub) {
        this.clients = clients;
        this.execution = execution;
        this.pubsub = pubsub;
    }

    @Override
    public void closeAll(User user) {
        for (Client client : List.copyOf(clients.all())) {
            if (client.user() != user) continue;
            client.logOut();
            close(client);
        }
    }

    @Override
    public void channelsTaken(User user, ChannelRights remaining) {
        for (Client client : List.copyOf(clients.all())) {
            if (client.user() == user && client.clientClass() == ClientClass.PUBSUB
                    && pubsub.isSubscribedBeyond(client, remaining)) {
                close(client);
            }
        }
    }

    private void close(Client client) {
        if (execution.isExecutingFor(client)) client.connection().closeAfterReply();
        else client.connection().close();
    }

    @Override
    public void defaultUserChanged() {
        clients.defaultUserChanged();
    }
}
