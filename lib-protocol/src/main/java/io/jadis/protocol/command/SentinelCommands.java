package io.jadis.protocol.command;

import static io.jadis.protocol.command.CommandFlag.ADMIN;
import static io.jadis.protocol.command.CommandFlag.LOADING;
import static io.jadis.protocol.command.CommandFlag.ONLY_SENTINEL;
import static io.jadis.protocol.command.CommandFlag.SENTINEL;
import static io.jadis.protocol.command.CommandFlag.STALE;
import static io.jadis.protocol.command.Declaration.command;

import java.util.List;

/** The commands of Sentinel, which a server does not have. */
final class SentinelCommands {
    private SentinelCommands() {}

    static List<Declaration> declarations() {
        return List.of(
                command("SENTINEL", -2).since("2.8.4").flags(ADMIN, SENTINEL, ONLY_SENTINEL)
                        .summary("Everything about this Sentinel.")
                        .complexity("Depends on subcommand."),
                command("SENTINEL|CKQUORUM", 3).since("2.8.4").flags(ADMIN, SENTINEL, ONLY_SENTINEL)
                        .summary("Checks that enough Sentinels are reachable to start and authorize a failover.")
                        .complexity(null)
                        .arguments("(master-name string)"),
                command("SENTINEL|CONFIG", -4).since("6.2.0").flags(ADMIN, SENTINEL, ONLY_SENTINEL)
                        .summary("Reads or changes global options.")
                        .complexity("O(N), N options given")
                        .history("7.2.0", "several options in one call")
                        .arguments("""
                                (action oneof
                                    (set block tok=SET multi (parameter string)(value string))
                                    (parameter string tok=GET multi))"""),
                command("SENTINEL|DEBUG", -2).since("7.0.0").flags(ADMIN, SENTINEL, ONLY_SENTINEL)
                        .summary("Reads or changes internal timing.")
                        .complexity("O(N), N options")
                        .arguments("(data block opt multi (parameter string)(value string))"),
                command("SENTINEL|EXPLAIN", 3).since("7.2.0").flags(ADMIN, SENTINEL, ONLY_SENTINEL)
                        .summary("Says in words what this Sentinel sees of a master, and why it is or isn't failing it over.")
                        .complexity("O(N), N instances")
                        .arguments("(master-name string)"),
                command("SENTINEL|FAILOVER", 3).since("2.8.4").flags(ADMIN, SENTINEL, ONLY_SENTINEL)
                        .summary("Starts a failover without asking the other Sentinels.")
                        .complexity(null)
                        .arguments("(master-name string)"),
                command("SENTINEL|FLUSHCONFIG", 2).since("2.8.4").flags(ADMIN, SENTINEL, ONLY_SENTINEL)
                        .summary("Writes the configuration file now."),
                command("SENTINEL|GET-MASTER-ADDR-BY-NAME", 3).since("2.8.4").flags(ADMIN, SENTINEL, ONLY_SENTINEL)
                        .summary("Tells the address of the current master.")
                        .arguments("(master-name string)"),
                command("SENTINEL|HELP", 2).since("6.2.0").flags(LOADING, STALE, SENTINEL, ONLY_SENTINEL)
                        .summary("Lists the subcommands of SENTINEL."),
                command("SENTINEL|INFO-CACHE", -3).since("3.2.0").flags(ADMIN, SENTINEL, ONLY_SENTINEL)
                        .summary("Returns the last INFO replies of masters and their replicas.")
                        .complexity("O(N), N instances")
                        .arguments("(nodename string multi)"),
                command("SENTINEL|IS-MASTER-DOWN-BY-ADDR", 6).since("2.8.4").flags(ADMIN, SENTINEL, ONLY_SENTINEL)
                        .summary("Asks for this Sentinel's opinion of a master, or for its vote.")
                        .arguments("(ip string)(port integer)(current-epoch integer)(runid string)"),
                command("SENTINEL|MASTER", 3).since("2.8.4").flags(ADMIN, SENTINEL, ONLY_SENTINEL)
                        .summary("Describes a master.")
                        .arguments("(master-name string)"),
                command("SENTINEL|MASTERS", 2).since("2.8.4").flags(ADMIN, SENTINEL, ONLY_SENTINEL)
                        .summary("Describes all masters.")
                        .complexity("O(N), N masters"),
                command("SENTINEL|MONITOR", 6).since("2.8.4").flags(ADMIN, SENTINEL, ONLY_SENTINEL)
                        .summary("Starts to monitor a master.")
                        .arguments("(name string)(ip string)(port integer)(quorum integer)"),
                command("SENTINEL|MYID", 2).since("6.2.0").flags(ADMIN, SENTINEL, ONLY_SENTINEL)
                        .summary("Tells the id of this Sentinel."),
                command("SENTINEL|PENDING-SCRIPTS", 2).since("2.8.4").flags(ADMIN, SENTINEL, ONLY_SENTINEL)
                        .summary("Lists the scripts that wait or run.")
                        .complexity(null),
                command("SENTINEL|REMOVE", 3).since("2.8.4").flags(ADMIN, SENTINEL, ONLY_SENTINEL)
                        .summary("Stops monitoring a master.")
                        .arguments("(master-name string)"),
                command("SENTINEL|REPLICAS", 3).since("5.0.0").flags(ADMIN, SENTINEL, ONLY_SENTINEL)
                        .summary("Describes the replicas of a master.")
                        .complexity("O(N), N replicas")
                        .arguments("(master-name string)"),
                command("SENTINEL|RESET", 3).since("2.8.4").flags(ADMIN, SENTINEL, ONLY_SENTINEL)
                        .summary("Forgets what is known of masters whose names match.")
                        .complexity("O(N), N masters")
                        .arguments("(pattern pattern)"),
                command("SENTINEL|SENTINELS", 3).since("2.8.4").flags(ADMIN, SENTINEL, ONLY_SENTINEL)
                        .summary("Describes the other Sentinels of a master.")
                        .complexity("O(N), N Sentinels")
                        .arguments("(master-name string)"),
                command("SENTINEL|SET", -5).since("2.8.4").flags(ADMIN, SENTINEL, ONLY_SENTINEL)
                        .summary("Changes the options of a master.")
                        .arguments("(master-name string)(data block multi (option string)(value string))"),
                command("SENTINEL|SIMULATE-FAILURE", -3).since("3.2.0").flags(ADMIN, SENTINEL, ONLY_SENTINEL)
                        .summary("Makes this Sentinel crash at a chosen point of a failover.")
                        .complexity(null)
                        .arguments("""
                                (mode oneof opt multi
                                    (crash-after-election pure-token)(crash-after-promotion pure-token)
                                    (help pure-token))"""),
                command("SENTINEL|SLAVES", 3).since("2.8.0").flags(ADMIN, SENTINEL, ONLY_SENTINEL)
                        .summary("Describes the replicas of a master.")
                        .complexity("O(N), N replicas")
                        .deprecated("5.0.0", "`SENTINEL REPLICAS`")
                        .arguments("(master-name string)"));
    }
}
