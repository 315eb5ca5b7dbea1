package io.jadis.server.tracking;

import io.jadis.server.client.Client;
import java.util.Arrays;
import java.util.Collection;
import java.util.NavigableMap;
import java.util.TreeMap;

/** How one client tracks. */
final class ClientTracking implements Client.Tracking {
    private TrackingOptions options;
    private boolean broken;
    /** CLIENT CACHING was called for the next command, or transaction. */
    private boolean caching;
    private final NavigableMap<byte[], Prefix> prefixes = new TreeMap<>(Arrays::compareUnsigned);
    private long bytes;

    ClientTracking(TrackingOptions options) {
        this.options = options;
    }

    /** CLIENT TRACKING ON once more. */
    void options(TrackingOptions newOptions) {
        options = newOptions;
        broken = false;
    }

    TrackingOptions options() {
        return options;
    }

    /** Whether the keys of the command at hand are to be remembered. */
    boolean remembersKeys() {
        return !options.broadcast() && (!options.optIn() || caching) && (!options.optOut() || !caching);
    }

    boolean isCaching() {
        return caching;
    }

    void cachingCalled() {
        caching = true;
    }

    @Override
    public void requestEnded(Client client) {
        if (!caching || client.isInMulti() || client.lastCommand().startsWith("client|")) return;
        caching = false;
    }

    // ---- redirection

    @Override
    public long redirection() {
        return options.redirection();
    }

    @Override
    public boolean isBroken() {
        return broken;
    }

    /** The client that the messages should go to is gone. */
    void breakOff() {
        broken = true;
    }

    // ---- broadcast

    @Override
    public boolean isBroadcast() {
        return options.broadcast();
    }

    void add(Prefix prefix) {
        if (prefixes.put(prefix.bytes(), prefix) == null) bytes += Prefix.ENTRY_BYTES + prefix.bytes().length;
    }

    /** In byte order. */
    Collection<Prefix> prefixes() {
        return prefixes.values();
    }

    /**
     * A prefix of the client that overlaps with this one, or null. As none of its own overlap, one that this begins with
     * is the next lower one, and the next higher one begins with this if any does.
     */
    byte[] overlapping(byte[] prefix) {
        byte[] lower = prefixes.floorKey(prefix), higher = prefixes.higherKey(prefix);
        if (lower != null && Prefix.overlap(lower, prefix)) return lower;
        return higher != null && Prefix.overlap(higher, prefix) ? higher : null;
    }

    @Override
    public long bytes() {
        return bytes;
    }
}
