package io.jadis.simulator;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A connection as TCP makes it: what is sent arrives in order or not at all. What is lost is sent again, at growing
 * distances, and in the end both sides find that the connection is broken. Messages are actions that the receiver runs.
 */
public final class Connection {
    private static final long FIRST_RETRY_MS = 200;
    private static final long GIVE_UP_MS = 15_000;

    private record Packet(Runnable message, long arrivesAtMs) {}

    private final Network network;
    private final Node client, server;
    private final int clientLife, serverLife;
    private final Runnable clientClosed, serverClosed;
    private final Deque<Packet> there = new ArrayDeque<>(), back = new ArrayDeque<>();
    private boolean closed;

    /**
     * @param accepted run by the server when the connection reaches it
     * @param clientClosed run by the client if it fails or ends, unless the client itself closes it
     * @param serverClosed run by the server likewise
     */
    public Connection(Network network, Node client, Node server, Runnable accepted, Runnable clientClosed,
            Runnable serverClosed) {
        this.network = network;
        this.client = client;
        this.server = server;
        this.clientLife = client.life();
        this.serverLife = server.life();
        this.clientClosed = clientClosed;
        this.serverClosed = serverClosed;
        toServer(accepted);
    }

    public boolean isClosed() {
        return closed;
    }

    public void toServer(Runnable message) {
        send(true, message);
    }

    public void toClient(Runnable message) {
        send(false, message);
    }

    private void send(boolean forward, Runnable message) {
        if (closed) return;
        Deque<Packet> way = forward ? there : back;
        way.addLast(new Packet(message, network.simulation().nowMs() + network.delayMs()));
        if (way.size() == 1) attempt(forward, FIRST_RETRY_MS, 0);
    }

    /** Sends the first packet of a way; the others wait behind it. */
    private void attempt(boolean forward, long retryMs, long waitedMs) {
        if (closed) return;
        Node from = forward ? client : server, to = forward ? server : client;
        Simulation simulation = network.simulation();
        if (!network.reaches(from, to) || network.losesPacket()) {
            if (waitedMs >= GIVE_UP_MS) breakDown();
            else simulation.after(retryMs, () -> attempt(forward, retryMs * 2, waitedMs + retryMs));
            return;
        }
        Packet packet = (forward ? there : back).getFirst();
        simulation.after(Math.max(0, packet.arrivesAtMs - simulation.nowMs()), () -> arrive(forward, to, packet));
    }

    private void arrive(boolean forward, Node to, Packet packet) {
        if (closed) return;
        if (!to.isUp() || to.life() != (forward ? serverLife : clientLife)) {
            breakDown();
            return;
        }
        Deque<Packet> way = forward ? there : back;
        way.removeFirst();
        to.input(() -> {
            if (!closed) packet.message.run();
        });
        if (!way.isEmpty()) attempt(forward, FIRST_RETRY_MS, 0);
    }

    /** One side closes it; the other hears of it, if it can be reached. */
    public void close(boolean byClient) {
        if (closed) return;
        closed = true;
        tellEnd(!byClient);
    }

    private void breakDown() {
        if (closed) return;
        closed = true;
        tellEnd(true);
        tellEnd(false);
    }

    private void tellEnd(boolean theClient) {
        Node node = theClient ? client : server;
        if (node.life() != (theClient ? clientLife : serverLife)) return;
        node.input(theClient ? clientClosed : serverClosed);
    }
}
