package io.jadis.protocol.process;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for the servers that tests start. A port that the system chose is free only until it chooses it again, for one of
 * the connections that other tests open: these lie below all it chooses (from 32768 on under Linux), and so do the ones
 * 10,000 above, where nodes of a cluster listen. No process of tests is given one twice.
 */
public final class FreePort {
    private static final int FIRST = 10_000, COUNT = 10_000;
    private static final AtomicInteger NEXT = new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

    private FreePort() {}

    /** A port on which nothing listens at any address. */
    public static int choose() throws IOException {
        for (int tries = 0; tries < COUNT; tries++) {
            int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
            try (ServerSocket probe = new ServerSocket(port)) {
                return probe.getLocalPort();
            } catch (IOException taken) {
                // The next one, then.
            }
        }
        throw new IOException("All of " + COUNT + " ports are taken");
    }
}
