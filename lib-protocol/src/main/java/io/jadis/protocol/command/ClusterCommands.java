package io.jadis.protocol.command;

import static io.jadis.protocol.command.AclCategory.CONNECTION;
import static io.jadis.protocol.command.CommandFlag.ADMIN;
import static io.jadis.protocol.command.CommandFlag.FAST;
import static io.jadis.protocol.command.CommandFlag.LOADING;
import static io.jadis.protocol.command.CommandFlag.NOSCRIPT;
import static io.jadis.protocol.command.CommandFlag.NO_ASYNC_LOADING;
import static io.jadis.protocol.command.CommandFlag.STALE;
import static io.jadis.protocol.command.Declaration.command;

import java.util.List;

/** The commands of clusters. */
final class ClusterCommands {
    private ClusterCommands() {}

    static List<Declaration> declarations() {
        return List.of(
                command("ASKING", 1).since("3.0.0").flags(FAST).acl(CONNECTION)
                        .summary("Lets the next command in at a node that is importing its slot."),
                command("CLUSTER", -2).since("3.0.0")
                        .summary("Everything about this cluster node.")
                        .complexity("Depends on subcommand."),
                command("CLUSTER|ADDSLOTS", -3).since("3.0.0").flags(ADMIN, STALE, NO_ASYNC_LOADING)
                        .summary("Takes ownership of unassigned hash slots.")
                        .complexity("O(N), N slots given")
                        .arguments("(slot integer multi)"),
                command("CLUSTER|ADDSLOTSRANGE", -4).since("7.0.0").flags(ADMIN, STALE, NO_ASYNC_LOADING)
                        .summary("Takes ownership of ranges of unassigned hash slots.")
                        .complexity("O(N), N slots in the ranges")
                        .arguments("(range block multi (start-slot integer)(end-slot integer))"),
                command("CLUSTER|BUMPEPOCH", 2).since("3.0.0").flags(ADMIN, STALE, NO_ASYNC_LOADING)
                        .tips("nondeterministic_output")
                        .summary("Gives this node a new, higher configuration epoch."),
                command("CLUSTER|COUNT-FAILURE-REPORTS", 3).since("3.0.0").flags(ADMIN, STALE)
                        .tips("nondeterministic_output")
                        .summary("Counts the nodes that now report a node as failing.")
                        .complexity("O(N), N reports")
                        .arguments("(node-id string)"),
                command("CLUSTER|COUNTKEYSINSLOT", 3).since("3.0.0").flags(STALE)
                        .summary("Counts the local keys of a hash slot.")
                        .arguments("(slot integer)"),
                command("CLUSTER|DELSLOTS", -3).since("3.0.0").flags(ADMIN, STALE, NO_ASYNC_LOADING)
                        .summary("Makes this node forget who owns hash slots.")
                        .complexity("O(N), N slots given")
                        .arguments("(slot integer multi)"),
                command("CLUSTER|DELSLOTSRANGE", -4).since("7.0.0").flags(ADMIN, STALE, NO_ASYNC_LOADING)
                        .summary("Makes this node forget who owns ranges of hash slots.")
                        .complexity("O(N), N slots in the ranges")
                        .arguments("(range block multi (start-slot integer)(end-slot integer))"),
                command("CLUSTER|FAILOVER", -2).since("3.0.0").flags(ADMIN, STALE, NO_ASYNC_LOADING)
                        .summary("Has this replica take over from its master.")
                        .arguments("""
                                (options oneof opt (force pure-token tok=FORCE)(takeover pure-token tok=TAKEOVER))"""),
                command("CLUSTER|FLUSHSLOTS", 2).since("3.0.0").flags(ADMIN, STALE, NO_ASYNC_LOADING)
                        .summary("Makes this node forget the owners of all slots; it must hold no keys."),
                command("CLUSTER|FORGET", 3).since("3.0.0").flags(ADMIN, STALE, NO_ASYNC_LOADING)
                        .summary("Drops a node from this node's table and bans it for a minute.")
                        .arguments("(node-id string)"),
                command("CLUSTER|GETKEYSINSLOT", 4).since("3.0.0").flags(STALE)
                        .tips("nondeterministic_output")
                        .summary("Lists local keys of a hash slot.")
                        .complexity("O(N), N keys returned")
                        .arguments("(slot integer)(count integer)"),
                command("CLUSTER|HELP", 2).since("5.0.0").flags(LOADING, STALE)
                        .summary("Lists the subcommands of CLUSTER."),
                command("CLUSTER|INFO", 2).since("3.0.0").flags(STALE)
                        .tips("nondeterministic_output")
                        .summary("Tells the state of the cluster as this node sees it."),
                command("CLUSTER|KEYSLOT", 3).since("3.0.0").flags(STALE)
                        .summary("Computes the hash slot of a key.")
                        .complexity("O(N), N bytes in the key")
                        .arguments("(key string)"),
                command("CLUSTER|LINKS", 2).since("7.0.0").flags(STALE)
                        .tips("nondeterministic_output")
                        .summary("Lists the bus connections to and from other nodes.")
                        .complexity("O(N), N nodes"),
                command("CLUSTER|MEET", -4).since("3.0.0").flags(ADMIN, STALE, NO_ASYNC_LOADING)
                        .summary("Introduces this node to another one.")
                        .history("4.0.0", "`cluster_bus_port`")
                        .arguments("(ip string)(port integer)(cluster-bus-port integer opt since=4.0.0)"),
                command("CLUSTER|MYID", 2).since("3.0.0").flags(STALE)
                        .summary("Tells the id of this node."),
                command("CLUSTER|MYSHARDID", 2).since("7.2.0").flags(STALE)
                        .tips("nondeterministic_output")
                        .summary("Tells the id of this node's shard."),
                command("CLUSTER|NODES", 2).since("3.0.0").flags(STALE)
                        .tips("nondeterministic_output")
                        .summary("Describes all known nodes, one line each, in the format of nodes.conf.")
                        .complexity("O(N), N nodes"),
                command("CLUSTER|REPLICAS", 3).since("5.0.0").flags(ADMIN, STALE)
                        .tips("nondeterministic_output")
                        .summary("Describes the replicas of a master.")
                        .complexity("O(N), N replicas")
                        .arguments("(node-id string)"),
                command("CLUSTER|REPLICATE", 3).since("3.0.0").flags(ADMIN, STALE, NO_ASYNC_LOADING)
                        .summary("Makes this node a replica of a master.")
                        .arguments("(node-id string)"),
                command("CLUSTER|RESET", -2).since("3.0.0").flags(ADMIN, NOSCRIPT, STALE)
                        .summary("Makes this node forget the cluster, and in the hard form its own id and epochs.")
                        .complexity("O(N), N nodes; may flush all keys as well")
                        .arguments("(reset-type oneof opt (hard pure-token tok=HARD)(soft pure-token tok=SOFT))"),
                command("CLUSTER|SAVECONFIG", 2).since("3.0.0").flags(ADMIN, STALE, NO_ASYNC_LOADING)
                        .summary("Writes nodes.conf now."),
                command("CLUSTER|SET-CONFIG-EPOCH", 3).since("3.0.0").flags(ADMIN, STALE, NO_ASYNC_LOADING)
                        .summary("Sets the configuration epoch of a node that has just been made.")
                        .arguments("(config-epoch integer)"),
                command("CLUSTER|SETSLOT", -4).since("3.0.0").flags(ADMIN, STALE, NO_ASYNC_LOADING)
                        .summary("Changes the owner of a hash slot or its migration state.")
                        .arguments("""
                                (slot integer)
                                (subcommand oneof
                                    (importing string tok=IMPORTING disp=node-id)
                                    (migrating string tok=MIGRATING disp=node-id)(node string tok=NODE disp=node-id)
                                    (stable pure-token tok=STABLE))"""),
                command("CLUSTER|SHARDS", 2).since("7.0.0").flags(LOADING, STALE)
                        .tips("nondeterministic_output")
                        .summary("Lists the shards with their slots and nodes.")
                        .complexity("O(N), N nodes"),
                command("CLUSTER|SLAVES", 3).since("3.0.0").flags(ADMIN, STALE)
                        .tips("nondeterministic_output")
                        .summary("Describes the replicas of a master.")
                        .complexity("O(N), N replicas")
                        .deprecated("5.0.0", "`CLUSTER REPLICAS`")
                        .arguments("(node-id string)"),
                command("CLUSTER|SLOTS", 2).since("3.0.0").flags(LOADING, STALE)
                        .tips("nondeterministic_output")
                        .summary("Lists slot ranges with the nodes that serve them.")
                        .complexity("O(N), N nodes")
                        .deprecated("7.0.0", "`CLUSTER SHARDS`")
                        .history("4.0.0", "node ids")
                        .history("7.0.0", "networking metadata"),
                command("READONLY", 1).since("3.0.0").flags(LOADING, STALE, FAST).acl(CONNECTION)
                        .summary("Lets this connection read from a cluster replica."),
                command("READWRITE", 1).since("3.0.0").flags(LOADING, STALE, FAST).acl(CONNECTION)
                        .summary("Ends READONLY: this connection goes to the master again."));
    }
}
