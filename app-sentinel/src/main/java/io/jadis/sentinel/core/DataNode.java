package io.jadis.sentinel.core;

/** A master or a replica: what answers INFO with a role. */
public abstract sealed class DataNode extends Instance permits Master, Replica {
    /** What a node says it is. */
    enum Role {
        MASTER("master"), REPLICA("slave");

        final String word;

        Role(String word) {
            this.word = word;
        }
    }

    /** 0 until the first INFO. */
    long infoAtMs;
    String info;
    Role roleReported;
    /** When it began to say so. */
    long roleReportedAtMs;
    /** It came back as another process, and since then has not answered as one that is ready. */
    boolean rebooted;
    long rebootedAtMs;
    /** Of one that says it is a replica: whose, and since when of that one. */
    String masterHost;
    int masterPort;
    long masterChangedAtMs;
    boolean masterLinkUp;
    /** A full copy is on its way to it. */
    boolean masterSyncs;
    long masterLinkDownMs;

    DataNode(String name, Address address, Role role, long nowMs) {
        super(name, address, nowMs);
        roleReported = role;
        roleReportedAtMs = nowMs;
        masterChangedAtMs = nowMs;
    }
}
