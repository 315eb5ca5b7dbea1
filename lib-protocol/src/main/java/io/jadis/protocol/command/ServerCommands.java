package io.jadis.protocol.command;

import static io.jadis.protocol.command.AclCategory.DANGEROUS;
import static io.jadis.protocol.command.AclCategory.KEYSPACE;
import static io.jadis.protocol.command.CommandFlag.ADMIN;
import static io.jadis.protocol.command.CommandFlag.ALLOW_BUSY;
import static io.jadis.protocol.command.CommandFlag.ASKING;
import static io.jadis.protocol.command.CommandFlag.DENYOOM;
import static io.jadis.protocol.command.CommandFlag.FAST;
import static io.jadis.protocol.command.CommandFlag.LOADING;
import static io.jadis.protocol.command.CommandFlag.NOSCRIPT;
import static io.jadis.protocol.command.CommandFlag.NO_ASYNC_LOADING;
import static io.jadis.protocol.command.CommandFlag.NO_MULTI;
import static io.jadis.protocol.command.CommandFlag.PROTECTED;
import static io.jadis.protocol.command.CommandFlag.READONLY;
import static io.jadis.protocol.command.CommandFlag.SENTINEL;
import static io.jadis.protocol.command.CommandFlag.STALE;
import static io.jadis.protocol.command.CommandFlag.WRITE;
import static io.jadis.protocol.command.Declaration.command;
import static io.jadis.protocol.command.KeyFlag.OW;
import static io.jadis.protocol.command.KeyFlag.UPDATE;

import java.util.List;

/** The commands of the server as a whole: persistence, replication, life and death. */
final class ServerCommands {
    private ServerCommands() {}

    static List<Declaration> declarations() {
        return List.of(
                command("BGREWRITEAOF", 1).since("1.0.0").flags(ADMIN, NOSCRIPT, NO_ASYNC_LOADING)
                        .summary("Rewrites the append-only file in the background."),
                command("BGSAVE", -1).since("1.0.0").flags(ADMIN, NOSCRIPT, NO_ASYNC_LOADING)
                        .summary("Saves the data set in the background.")
                        .history("3.2.2", "`SCHEDULE`")
                        .arguments("(schedule pure-token tok=SCHEDULE opt since=3.2.2)"),
                command("DBSIZE", 1).since("1.0.0").flags(READONLY, FAST).acl(KEYSPACE)
                        .tips("request_policy:all_shards", "response_policy:agg_sum")
                        .summary("Counts the keys of the database."),
                command("DEBUG", -2).since("1.0.0").flags(ADMIN, NOSCRIPT, LOADING, STALE, PROTECTED)
                        .summary("Tools for developers and tests.")
                        .complexity("Depends on subcommand.")
                        .internal(),
                command("FAILOVER", -1).since("6.2.0").flags(ADMIN, NOSCRIPT, STALE)
                        .summary("Swaps roles with a replica in an orderly way.")
                        .arguments("""
                                (target block tok=TO opt
                                    (host string)(port integer)(force pure-token tok=FORCE opt))
                                (abort pure-token tok=ABORT opt)(milliseconds integer tok=TIMEOUT opt)"""),
                command("FLUSHALL", -1).since("1.0.0").flags(WRITE).acl(KEYSPACE, DANGEROUS)
                        .tips("request_policy:all_shards", "response_policy:all_succeeded")
                        .summary("Removes all keys of all databases.")
                        .complexity("O(N), N keys")
                        .history("4.0.0", "`ASYNC`")
                        .history("6.2.0", "`SYNC`")
                        .arguments("""
                                (flush-type oneof opt
                                    (async pure-token tok=ASYNC since=4.0.0)(sync pure-token tok=SYNC since=6.2.0))"""),
                command("FLUSHDB", -1).since("1.0.0").flags(WRITE).acl(KEYSPACE, DANGEROUS)
                        .tips("request_policy:all_shards", "response_policy:all_succeeded")
                        .summary("Removes all keys of the database.")
                        .complexity("O(N), N keys")
                        .history("4.0.0", "`ASYNC`")
                        .history("6.2.0", "`SYNC`")
                        .arguments("""
                                (flush-type oneof opt
                                    (async pure-token tok=ASYNC since=4.0.0)(sync pure-token tok=SYNC since=6.2.0))"""),
                command("INFO", -1).since("1.0.0").flags(LOADING, STALE, SENTINEL).acl(DANGEROUS)
                        .tips("nondeterministic_output", "request_policy:all_shards", "response_policy:special")
                        .summary("Reports on the server, section by section.")
                        .history("7.0.0", "several sections")
                        .arguments("(section string opt multi)"),
                command("LASTSAVE", 1).since("1.0.0").flags(LOADING, STALE, FAST).acl(AclCategory.ADMIN, DANGEROUS)
                        .tips("nondeterministic_output")
                        .summary("Tells the Unix time of the last successful save."),
                command("LOLWUT", -1).since("5.0.0").flags(READONLY, FAST)
                        .summary("Draws a little computer art and tells the version.")
                        .complexity(null)
                        .arguments("(version integer tok=VERSION opt)"),
                command("MONITOR", 1).since("1.0.0").flags(ADMIN, NOSCRIPT, LOADING, STALE)
                        .summary("Streams every command that the server executes.")
                        .complexity(null),
                command("PSYNC", -3).since("2.8.0").flags(ADMIN, NOSCRIPT, NO_ASYNC_LOADING, NO_MULTI)
                        .summary("Starts or resumes replication; sent by replicas.")
                        .complexity(null)
                        .arguments("(replicationid string)(offset integer)"),
                command("REPLCONF", -1).since("3.0.0").flags(ADMIN, NOSCRIPT, LOADING, STALE, ALLOW_BUSY)
                        .summary("Tells a master about its replica, and the reverse.")
                        .internal(),
                command("REPLICAOF", 3).since("5.0.0").flags(ADMIN, NOSCRIPT, STALE, NO_ASYNC_LOADING)
                        .summary("Makes this server a replica, or a master again.")
                        .arguments("""
                                (args oneof
                                    (host-port block (host string)(port integer))
                                    (no-one block (no pure-token tok=NO)(one pure-token tok=ONE)))"""),
                command("RESTORE-ASKING", -4).since("3.0.0").flags(WRITE, DENYOOM, ASKING).acl(KEYSPACE, DANGEROUS)
                        .key(1, OW, UPDATE)
                        .summary("RESTORE as nodes send it while they migrate keys.")
                        .complexity("O(1) to create the key, O(N*M) to rebuild N objects of average size M; "
                                + "O(N*M*log(N)) for sorted sets")
                        .internal()
                        .history("3.0.0", "`REPLACE`")
                        .history("5.0.0", "`ABSTTL`")
                        .history("5.0.0", "`IDLETIME`, `FREQ`")
                        .arguments("""
                                (key key ks=0)(ttl integer)(serialized-value string)
                                (replace pure-token tok=REPLACE opt since=3.0.0)
                                (absttl pure-token tok=ABSTTL opt since=5.0.0)
                                (seconds integer tok=IDLETIME opt since=5.0.0)
                                (frequency integer tok=FREQ opt since=5.0.0)"""),
                command("ROLE", 1).since("2.8.12").flags(NOSCRIPT, LOADING, STALE, FAST, SENTINEL)
                        .acl(AclCategory.ADMIN, DANGEROUS)
                        .summary("Tells the role in replication and its state."),
                command("SAVE", 1).since("1.0.0").flags(ADMIN, NOSCRIPT, NO_ASYNC_LOADING, NO_MULTI)
                        .summary("Saves the data set and stops the world for it.")
                        .complexity("O(N), N keys"),
                command("SHUTDOWN", -1).since("1.0.0")
                        .flags(ADMIN, NOSCRIPT, LOADING, STALE, NO_MULTI, ALLOW_BUSY, SENTINEL)
                        .summary("Saves, if so configured, and ends the server.")
                        .complexity("O(N), N keys, when saving; else O(1)")
                        .history("7.0.0", "`NOW`, `FORCE`, `ABORT`")
                        .arguments("""
                                (save-selector oneof opt (nosave pure-token tok=NOSAVE)(save pure-token tok=SAVE))
                                (now pure-token tok=NOW opt since=7.0.0)(force pure-token tok=FORCE opt since=7.0.0)
                                (abort pure-token tok=ABORT opt since=7.0.0)"""),
                command("SLAVEOF", 3).since("1.0.0").flags(ADMIN, NOSCRIPT, STALE, NO_ASYNC_LOADING)
                        .summary("Makes this server a replica, or a master again.")
                        .deprecated("5.0.0", "`REPLICAOF`")
                        .arguments("""
                                (args oneof
                                    (host-port block (host string)(port integer))
                                    (no-one block (no pure-token tok=NO)(one pure-token tok=ONE)))"""),
                command("SWAPDB", 3).since("4.0.0").flags(WRITE, FAST).acl(KEYSPACE, DANGEROUS)
                        .summary("Swaps two databases for all clients at once.")
                        .complexity("O(N), N clients that watch or wait for keys of the two")
                        .arguments("(index1 integer)(index2 integer)"),
                command("SYNC", 1).since("1.0.0").flags(ADMIN, NOSCRIPT, NO_ASYNC_LOADING, NO_MULTI)
                        .summary("Starts a full synchronization; sent by old replicas.")
                        .complexity(null),
                command("TIME", 1).since("2.6.0").flags(LOADING, STALE, FAST)
                        .tips("nondeterministic_output")
                        .summary("Tells the time of the server."));
    }
}
