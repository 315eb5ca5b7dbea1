package io.jadis.packaging.operation;

import io.jadis.protocol.client.RespClient;
import io.jadis.protocol.client.RespValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The events of a Sentinel as its subscribers hear them, in their order: channel, blank, message. */
final class Events implements AutoCloseable {
    private final RespClient client;
    private final List<String> heard = new ArrayList<>();
    private final Thread thread;

    Events(Program sentinel, String... authentication) throws IOException {
        client = sentinel.connect();
        if (authentication.length > 0) client.call(authentication);
        client.call("PSUBSCRIBE", "*");
        thread = Thread.ofVirtual().start(this::listen);
    }

    private void listen() {
        try {
            while (true) {
                List<RespValue> message = ((RespValue.Aggregate) client.readReply()).elements();
                synchronized (heard) {
                    heard.add(Program.text(message.get(2)) + " " + Program.text(message.get(3)));
                }
            }
        } catch (IOException e) {
            // The test has ended.
        }
    }

    /** All so far. */
    List<String> all() {
        synchronized (heard) {
            return List.copyOf(heard);
        }
    }

    boolean contain(String event) {
        return all().contains(event);
    }

    /** Forgets all so far. */
    void clear() {
        synchronized (heard) {
            heard.clear();
        }
    }

    @Override
    public void close() throws Exception {
        client.close();
        thread.join();
    }
}
