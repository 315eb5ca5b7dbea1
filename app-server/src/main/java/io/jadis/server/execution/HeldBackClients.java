package io.jadis.server.execution;

import io.jadis.server.client.Client;
import java.util.ArrayList;
import java.util.List;

/** Clients whose command is not to be executed yet. They go on in the order they came, with the same command. */
final class HeldBackClients {
    private final boolean endsWithInput;
    private final List<Client> waiting = new ArrayList<>();

    /** @param endsWithInput whether the command of a client that sends no more isn't executed any more */
    HeldBackClients(boolean endsWithInput) {
        this.endsWithInput = endsWithInput;
    }

    void add(Client client) {
        waiting.add(client);
        client.blocking(new HeldBack(client));
    }

    void release() {
        List<Client> released = List.copyOf(waiting);
        waiting.clear();
        for (Client client : released) {
            client.blocking(null);
            client.connection().resume();
        }
    }

    private final class HeldBack implements Client.Blocking {
        private final Client client;

        HeldBack(Client client) {
            this.client = client;
        }

        /** CLIENT UNBLOCK doesn't let anybody through. */
        @Override
        public boolean unblock(boolean withError) {
            return false;
        }

        @Override
        public boolean endsWithInput() {
            return endsWithInput;
        }

        @Override
        public void abandon() {
            waiting.remove(client);
        }

        @Override
        public long bytes() {
            return 0;
        }
    }
}
