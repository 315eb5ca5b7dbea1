package io.jadis.sentinel.core;

/** What the operator has set for a Sentinel as a whole. Text that isn't set is null. */
public final class SentinelOptions {
    public String announceIp;
    /** 0: the port it listens on. */
    public int announcePort;
    public boolean denyScriptsReconfig = true;
    public String sentinelUser, sentinelPassword;
    public boolean resolveHostnames, announceHostnames;
    /** Not of {@code sentinel} lines: {@code requirepass} and where it listens. */
    public String ownPassword;
    public int ownPort = 26379;
}
