package io.jadis.sentinel.core;

/** A replica of a master, or what is to become one. */
public final class Replica extends DataNode {
    /** What a failover has come to with this replica. */
    enum Reconfiguration { NONE, PROMOTED, SENT, IN_PROGRESS, DONE }

    static final int DEFAULT_PRIORITY = 100;

    private final Master master;
    int priority = DEFAULT_PRIORITY;
    boolean announced = true;
    long offset;
    Reconfiguration reconfiguration = Reconfiguration.NONE;
    long reconfigurationSentAtMs;

    Replica(String name, Address address, Master master, long nowMs) {
        super(name, address, Role.REPLICA, nowMs);
        this.master = master;
    }

    @Override
    Master master() {
        return master;
    }

    @Override
    String type() {
        return "slave";
    }

    boolean is(Reconfiguration state) {
        return reconfiguration == state;
    }

    /** Whether it has been told of the new master and isn't in step with it yet. */
    boolean isBeingReconfigured() {
        return is(Reconfiguration.SENT) || is(Reconfiguration.IN_PROGRESS);
    }
}
