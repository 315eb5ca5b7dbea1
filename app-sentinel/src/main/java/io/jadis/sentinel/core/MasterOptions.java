package io.jadis.sentinel.core;

import java.util.Map;
import java.util.TreeMap;

/** What the operator has set for one master. */
public final class MasterOptions {
    static final int DEFAULT_PARALLEL_SYNCS = 1;

    long downAfterMs, failoverTimeoutMs;
    int parallelSyncs = DEFAULT_PARALLEL_SYNCS;
    /** How long a master that came back as another process may take to be ready; 0: as long as any other. */
    long rebootDownAfterMs;
    /** How long a replica or Sentinel must have been gone to be forgotten; 0: never. */
    long forgetAfterMs;
    /** Null if there is none. */
    String notificationScript, reconfigurationScript, authUser, authPassword;
    /** Names that the nodes have given to commands, by the usual name in any case. */
    final Map<String, String> renamedCommands = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    MasterOptions(long downAfterMs, long failoverTimeoutMs) {
        this.downAfterMs = downAfterMs;
        this.failoverTimeoutMs = failoverTimeoutMs;
    }
}
