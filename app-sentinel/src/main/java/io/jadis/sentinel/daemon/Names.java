package io.jadis.sentinel.daemon;

import io.jadis.protocol.server.AddressText;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;

/**
 * Addresses of names. A name is looked up on the spot the first time; from then on what is known is answered at once,
 * and looked up again meanwhile by threads of its own, so that a slow name server holds nobody up. Who wants to know
 * where a name leads now asks until that is known.
 */
final class Names implements AutoCloseable {
    private static final long FRESH_NS = 1_000_000_000L;

    /** What the system says of a name. */
    interface Lookup {
        InetAddress of(String host) throws UnknownHostException;
    }

    /** @param ip null if there is none: that is remembered, too, or each tick would ask a name server that is silent */
    private record Known(String ip, long atNs) {}

    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private final Lookup lookup;
    private final LongSupplier clockNs;
    private final Executor lookups;

    Names() {
        // Threads that exist while names are looked up, one for each: a silent name server doesn't hold up the others.
        this(InetAddress::getByName, System::nanoTime,
                Executors.newCachedThreadPool(Thread.ofPlatform().name("name-lookups").daemon(true).factory()));
    }

    Names(Lookup lookup, LongSupplier clockNs, Executor lookups) {
        this.lookup = lookup;
        this.clockNs = clockNs;
        this.lookups = lookups;
    }

    /** The address, or null. */
    String resolve(String host, boolean names) {
        String address = AddressText.ofLiteral(host);
        if (address != null) return address;
        if (!names || !mayBeName(host)) return null;
        Known before = known.get(host);
        if (before == null) return lookUp(host);
        if (!isFresh(before)) lookUpSoon(host);
        return before.ip;
    }

    /** Whether what {@link #resolve} says of a host is so now; if not, that is being found out. */
    boolean isFresh(String host) {
        if (AddressText.ofLiteral(host) != null || !mayBeName(host)) return true;
        Known before = known.get(host);
        if (before != null && isFresh(before)) return true;
        lookUpSoon(host);
        return false;
    }

    private boolean isFresh(Known one) {
        return clockNs.getAsLong() - one.atNs <= FRESH_NS;
    }

    private static boolean mayBeName(String host) {
        return !host.isEmpty() && host.indexOf(':') < 0;
    }

    private void lookUpSoon(String host) {
        if (!underWay.add(host)) return;
        lookups.execute(() -> {
            lookUp(host);
            underWay.remove(host);
        });
    }

    private String lookUp(String host) {
        String ip;
        try {
            ip = AddressText.of(lookup.of(host));
        } catch (UnknownHostException e) {
            // An address that was found before is better than none.
            Known before = known.get(host);
            ip = before == null ? null : before.ip;
        }
        known.put(host, new Known(ip, clockNs.getAsLong()));
        return ip;
    }

    @Override
    public void close() {
        if (lookups instanceof ExecutorService service) service.shutdownNow();
    }
}
