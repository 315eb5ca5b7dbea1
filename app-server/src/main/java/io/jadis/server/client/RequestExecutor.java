package io.jadis.server.client;

import io.jadis.protocol.resp.Arguments;
import io.jadis.protocol.server.Session;

/** Executes what clients ask for. */
@FunctionalInterface
public interface RequestExecutor {
    /** Executes one request of this client; the reply goes to its connection. */
    Session.Next execute(Client client, Arguments request);
}
