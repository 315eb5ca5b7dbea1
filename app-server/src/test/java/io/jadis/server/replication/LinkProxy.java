package io.jadis.server.replication;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** A link that can be cut, held closed, and frozen: what comes in here goes on to another port, and back. */
final class LinkProxy implements AutoCloseable {
    private static final int PART_BYTES = 16 << 10;

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new ArrayList<>();
    private int target;
    private boolean open = true;
    private boolean frozen;

    /** @param target port on the loopback interface */
    LinkProxy(int target) throws IOException {
        this.target = target;
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Where connections that are yet to come go. */
    synchronized void target(int port) {
        target = port;
    }

    /** Ends the connections there are; those that come end at once, until {@link #open}. */
    synchronized void cut() throws IOException {
        open = false;
        for (Socket socket : sockets) socket.close();
        sockets.clear();
    }

    synchronized void open() {
        open = true;
    }

    /** Whether nothing gets through, though the connections are there. */
    synchronized void freeze(boolean wanted) {
        frozen = wanted;
        notifyAll();
    }

    private void accept() {
        try {
            while (true) join(listener.accept());
        } catch (IOException e) {
            // It was closed.
        }
    }

    private synchronized void join(Socket from) throws IOException {
        if (!open) {
            from.close();
            return;
        }
        try {
            Socket to = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.add(from);
            sockets.add(to);
            from.setTcpNoDelay(true);
            to.setTcpNoDelay(true);
            Thread.ofVirtual().start(() -> pump(from, to));
            Thread.ofVirtual().start(() -> pump(to, from));
        } catch (IOException e) {
            from.close();
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] part = new byte[PART_BYTES];
        try (from; to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int bytes; (bytes = in.read(part)) > 0; ) {
                awaitThaw();
                out.write(part, 0, bytes);
            }
        } catch (IOException | InterruptedException e) {
            // Either end is gone: so is the other.
        }
    }

    private synchronized void awaitThaw() throws InterruptedException {
        while (frozen) wait();
    }

    @Override
    public void close() throws IOException {
        freeze(false);
        listener.close();
        cut();
    }
}
