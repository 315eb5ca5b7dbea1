package io.jadis.server.execution;

import io.jadis.protocol.command.Command;
import io.jadis.protocol.resp.Arguments;
import io.jadis.server.client.Client;

/** What the execution of commands has to tell the room of client-side caching. */
public interface KeyTracking {
    /** A read-only command has run: this client may have its keys in its cache from now on. */
    void remember(Client client, Command command, Arguments request);

    /** @param byClient whether a command changed the key; it has expired or was evicted otherwise */
    void changed(long keyAddress, long keyLength, boolean byClient);

    /** All keys of a database, or more, have changed. */
    void allChanged();

    /** Before a command: forgets keys if there are more than may be remembered. */
    void makeRoom();
}
