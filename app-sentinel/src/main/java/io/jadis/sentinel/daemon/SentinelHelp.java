package io.jadis.sentinel.daemon;

import io.jadis.protocol.command.HelpReply;
import io.jadis.protocol.command.ReplySink;

/** SENTINEL HELP. */
final class SentinelHelp {
    private static final String[] LINES = {
        "CKQUORUM <master-name>",
        "    Check that enough Sentinels are up to find the master down and to authorize a failover.",
        "CONFIG SET <option> <value> [<option> <value> ...]",
        "    Change options of this Sentinel.",
        "CONFIG GET <pattern> [<pattern> ...]",
        "    Return options of this Sentinel.",
        "DEBUG [<span> <milliseconds> ...]",
        "    Return or change the spans of time that Sentinel goes by.",
        "EXPLAIN <master-name>",
        "    Say in plain words what this Sentinel sees and why it is or is not failing over.",
        "FAILOVER <master-name>",
        "    Fail the master over now, whatever the other Sentinels think.",
        "FLUSHCONFIG",
        "    Write the configuration file now, with all that is to be remembered.",
        "GET-MASTER-ADDR-BY-NAME <master-name>",
        "    Return ip and port of the master.",
        "INFO-CACHE <master-name> [<master-name> ...]",
        "    Return the last INFO of masters and their replicas.",
        "IS-MASTER-DOWN-BY-ADDR <ip> <port> <current-epoch> <runid>",
        "    Return whether this Sentinel sees the master down, and its vote.",
        "MASTER <master-name>",
        "    Describe a master.",
        "MASTERS",
        "    Describe all masters.",
        "MONITOR <master-name> <ip> <port> <quorum>",
        "    Begin to watch a master.",
        "MYID",
        "    Return the id of this Sentinel.",
        "PENDING-SCRIPTS",
        "    List the scripts that run or wait.",
        "REMOVE <master-name>",
        "    Stop watching a master.",
        "REPLICAS <master-name>",
        "    Describe the replicas of a master.",
        "RESET <pattern>",
        "    Forget replicas, Sentinels and failovers of the masters whose names match.",
        "SENTINELS <master-name>",
        "    Describe the other Sentinels of a master.",
        "SET <master-name> <option> <value> [<option> <value> ...]",
        "    Change options of a master.",
        "SIMULATE-FAILURE [CRASH-AFTER-ELECTION] [CRASH-AFTER-PROMOTION] [HELP]",
        "    Make this Sentinel crash at a point of its next failover.",
    };

    private SentinelHelp() {}

    static void reply(Call call) {
        HelpReply.write("sentinel", ReplySink.into(call.reply()), LINES);
    }
}
