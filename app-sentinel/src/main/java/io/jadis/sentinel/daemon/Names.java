package io.jadis.sentinel.daemon;

import io.jadis.protocol.server.AddressText;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Addresses of names. A name is looked up on the spot the first time; from then on what is known is answered at once,
 * and looked up again meanwhile by a thread of its own, so that a slow name server holds nobody up.
 */
final class Names implements AutoCloseable {
    private static final long FRESH_NS = 1_000_000_000L;

    /** @param ip null if there is none: that is remembered, too, or each tick would ask a name server that is silent */
    private record Known(String ip, long atNs) {}

    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private ExecutorService lookups;

    /** The address, or null. */
    String resolve(String host, boolean names) {
        String address = AddressText.ofLiteral(host);
        if (address != null) return address;
        if (!names || host.isEmpty() || host.indexOf(':') >= 0) return null;
        Known before = known.get(host);
        if (before == null) return lookUp(host);
        if (System.nanoTime() - before.atNs > FRESH_NS) {
            known.put(host, new Known(before.ip, System.nanoTime()));
            if (lookups == null) {
                lookups = Executors.newSingleThreadExecutor(Thread.ofPlatform().name("name-lookups").daemon(true)
                        .factory());
            }
            lookups.execute(() -> lookUp(host));
        }
        return before.ip;
    }

    private String lookUp(String host) {
        try {
            String ip = AddressText.of(InetAddress.getByName(host));
            known.put(host, new Known(ip, System.nanoTime()));
            return ip;
        } catch (UnknownHostException e) {
            // An address that was found before is better than none.
            Known before = known.get(host);
            String ip = before == null ? null : before.ip;
            known.put(host, new Known(ip, System.nanoTime()));
            return ip;
        }
    }

    @Override
    public void close() {
        if (lookups != null) lookups.shutdownNow();
    }
}
