package io.jadis.server.client;

import io.jadis.protocol.acl.User;

/**
 * Which clients CLIENT KILL means; what is null or 0 doesn't matter.
 *
 * @param address of the peer, as CLIENT LIST shows it
 * @param localAddress our end, as CLIENT LIST shows it
 */
public record ClientFilter(long id, String address, String localAddress, ClientClass type, User user) {
    public boolean matches(Client client) {
        return (id == 0 || client.id() == id)
                && (type == null || client.clientClass() == type)
                && (user == null || client.user() == user)
                && (address == null || address.equals(ClientLine.peerAddress(client)))
                && (localAddress == null || localAddress.equals(ClientLine.localAddress(client)));
    }
}
