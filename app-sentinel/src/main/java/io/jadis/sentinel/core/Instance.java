package io.jadis.sentinel.core;

/** A process that a Sentinel watches, as a part of one master's group. */
public abstract sealed class Instance permits DataNode, Peer {
    /** A master's is the operator's, a replica's its address, a Sentinel's its id. */
    final String name;
    Address address;
    Link link;
    /** Null until it is known. */
    String runId;
    boolean subjectivelyDown;
    /** When it was last found to be down; 0 if never. */
    long downSinceMs;
    long publishedAtMs;
    boolean scriptKillSent;
    /** It is no longer in any group; replies to what was asked before mean nothing. */
    boolean released;

    Instance(String name, Address address, long nowMs) {
        this.name = name;
        this.address = address;
        this.link = new Link(this instanceof DataNode, nowMs);
        this.publishedAtMs = nowMs;
    }

    public final String name() {
        return name;
    }

    public final Address address() {
        return address;
    }

    public final Link link() {
        return link;
    }

    abstract Master master();

    /** {@code master}, {@code slave}, {@code sentinel} */
    abstract String type();

    final long downAfterMs() {
        return master().options.downAfterMs;
    }

    /** As events show it. */
    final String shown(boolean hostnames) {
        String own = type() + " " + name + " " + address.shown(hostnames) + " " + address.port();
        Master master = master();
        if (master == this) return own;
        return own + " @ " + master.name + " " + master.address.shown(hostnames) + " " + master.address.port();
    }

    final boolean wasNotDownFor(long ms, long nowMs) {
        long latest = downSinceMs;
        if (this instanceof Master master) latest = Math.max(latest, master.objectivelyDownSinceMs);
        return latest == 0 || nowMs - latest > ms;
    }
}
