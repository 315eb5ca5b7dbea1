package io.jadis.protocol.command;

import static io.jadis.protocol.command.AclCategory.CONNECTION;
import static io.jadis.protocol.command.CommandFlag.ADMIN;
import static io.jadis.protocol.command.CommandFlag.LOADING;
import static io.jadis.protocol.command.CommandFlag.NOSCRIPT;
import static io.jadis.protocol.command.CommandFlag.NO_ASYNC_LOADING;
import static io.jadis.protocol.command.CommandFlag.PROTECTED;
import static io.jadis.protocol.command.CommandFlag.READONLY;
import static io.jadis.protocol.command.CommandFlag.SENTINEL;
import static io.jadis.protocol.command.CommandFlag.STALE;
import static io.jadis.protocol.command.Declaration.command;
import static io.jadis.protocol.command.KeyFlag.RO;

import java.util.List;

/** The commands of the server that come in families: ACL, COMMAND, CONFIG, LATENCY, MEMORY, MODULE, SLOWLOG. */
final class ContainerCommands {
    private ContainerCommands() {}

    static List<Declaration> declarations() {
        return List.of(
                command("ACL", -2).since("6.0.0").flags(SENTINEL)
                        .summary("Manages users and what they may do.")
                        .complexity("Depends on subcommand."),
                command("ACL|CAT", -2).since("6.0.0").flags(NOSCRIPT, LOADING, STALE, SENTINEL)
                        .summary("Lists the categories, or the commands of one.")
                        .arguments("(category string opt)"),
                command("ACL|DELUSER", -3).since("6.0.0").flags(ADMIN, NOSCRIPT, LOADING, STALE, SENTINEL)
                        .tips("request_policy:all_nodes", "response_policy:all_succeeded")
                        .summary("Deletes users and closes their connections.")
                        .arguments("(username string multi)"),
                command("ACL|DRYRUN", -4).since("7.0.0").flags(ADMIN, NOSCRIPT, LOADING, STALE, SENTINEL)
                        .summary("Tells whether a user could run a command.")
                        .arguments("(username string)(command string)(arg string opt multi)"),
                command("ACL|GENPASS", -2).since("6.0.0").flags(NOSCRIPT, LOADING, STALE, SENTINEL)
                        .summary("Makes up a strong password.")
                        .arguments("(bits integer opt)"),
                command("ACL|GETUSER", 3).since("6.0.0").flags(ADMIN, NOSCRIPT, LOADING, STALE, SENTINEL)
                        .summary("Describes a user.")
                        .complexity("O(N), N rules of the user")
                        .history("6.2.0", "channel patterns")
                        .history("7.0.0", "selectors; key and channel patterns as rules")
                        .arguments("(username string)"),
                command("ACL|HELP", 2).since("6.0.0").flags(LOADING, STALE, SENTINEL)
                        .summary("Lists the subcommands of ACL."),
                command("ACL|LIST", 2).since("6.0.0").flags(ADMIN, NOSCRIPT, LOADING, STALE, SENTINEL)
                        .summary("Describes all users, in the format of the ACL file.")
                        .complexity("O(N), N users"),
                command("ACL|LOAD", 2).since("6.0.0").flags(ADMIN, NOSCRIPT, LOADING, STALE, SENTINEL)
                        .summary("Reads the ACL file again.")
                        .complexity("O(N), N users"),
                command("ACL|LOG", -2).since("6.0.0").flags(ADMIN, NOSCRIPT, LOADING, STALE, SENTINEL)
                        .summary("Lists recent denials.")
                        .complexity("O(N), N entries returned")
                        .history("7.2.0", "entry id, time of creation, time of last update")
                        .arguments("(operation oneof opt (count integer)(reset pure-token tok=RESET))"),
                command("ACL|SAVE", 2).since("6.0.0").flags(ADMIN, NOSCRIPT, LOADING, STALE, SENTINEL)
                        .tips("request_policy:all_nodes", "response_policy:all_succeeded")
                        .summary("Writes the users to the ACL file.")
                        .complexity("O(N), N users"),
                command("ACL|SETUSER", -3).since("6.0.0").flags(ADMIN, NOSCRIPT, LOADING, STALE, SENTINEL)
                        .tips("request_policy:all_nodes", "response_policy:all_succeeded")
                        .summary("Creates a user or changes its rules.")
                        .complexity("O(N), N rules given")
                        .history("6.2.0", "channel patterns")
                        .history("7.0.0", "selectors, key permissions")
                        .arguments("(username string)(rule string opt multi)"),
                command("ACL|USERS", 2).since("6.0.0").flags(ADMIN, NOSCRIPT, LOADING, STALE, SENTINEL)
                        .summary("Lists the names of the users.")
                        .complexity("O(N), N users"),
                command("ACL|WHOAMI", 2).since("6.0.0").flags(NOSCRIPT, LOADING, STALE, SENTINEL)
                        .summary("Tells the user of this connection."),
                command("COMMAND", -1).since("2.8.13").flags(LOADING, STALE, SENTINEL).acl(CONNECTION)
                        .tips("nondeterministic_output_order")
                        .summary("Describes all commands.")
                        .complexity("O(N), N commands"),
                command("COMMAND|COUNT", 2).since("2.8.13").flags(LOADING, STALE, SENTINEL).acl(CONNECTION)
                        .summary("Counts the commands."),
                command("COMMAND|DOCS", -2).since("7.0.0").flags(LOADING, STALE, SENTINEL).acl(CONNECTION)
                        .tips("nondeterministic_output_order")
                        .summary("Documents commands.")
                        .complexity("O(N), N commands asked for")
                        .arguments("(command-name string opt multi)"),
                command("COMMAND|GETKEYS", -3).since("2.8.13").flags(LOADING, STALE, SENTINEL).acl(CONNECTION)
                        .summary("Finds the keys in a command line.")
                        .complexity("O(N), N arguments")
                        .arguments("(command string)(arg string opt multi)"),
                command("COMMAND|GETKEYSANDFLAGS", -3).since("7.0.0").flags(LOADING, STALE, SENTINEL).acl(CONNECTION)
                        .summary("Finds the keys in a command line and how they are accessed.")
                        .complexity("O(N), N arguments")
                        .arguments("(command string)(arg string opt multi)"),
                command("COMMAND|HELP", 2).since("5.0.0").flags(LOADING, STALE, SENTINEL).acl(CONNECTION)
                        .summary("Lists the subcommands of COMMAND."),
                command("COMMAND|INFO", -2).since("2.8.13").flags(LOADING, STALE, SENTINEL).acl(CONNECTION)
                        .tips("nondeterministic_output_order")
                        .summary("Describes commands.")
                        .complexity("O(N), N commands asked for")
                        .history("7.0.0", "all commands, without arguments")
                        .arguments("(command-name string opt multi)"),
                command("COMMAND|LIST", -2).since("7.0.0").flags(LOADING, STALE, SENTINEL).acl(CONNECTION)
                        .tips("nondeterministic_output_order")
                        .summary("Lists the names of commands.")
                        .complexity("O(N), N commands")
                        .arguments("""
                                (filterby oneof tok=FILTERBY opt
                                    (module-name string tok=MODULE)(category string tok=ACLCAT)
                                    (pattern pattern tok=PATTERN))"""),
                command("CONFIG", -2).since("2.0.0")
                        .summary("Reads and changes the configuration.")
                        .complexity("Depends on subcommand."),
                command("CONFIG|GET", -3).since("2.0.0").flags(ADMIN, NOSCRIPT, LOADING, STALE)
                        .summary("Returns the options that match.")
                        .complexity("O(N), N patterns")
                        .history("7.0.0", "several patterns")
                        .arguments("(parameter string multi)"),
                command("CONFIG|HELP", 2).since("5.0.0").flags(LOADING, STALE)
                        .summary("Lists the subcommands of CONFIG."),
                command("CONFIG|RESETSTAT", 2).since("2.0.0").flags(ADMIN, NOSCRIPT, LOADING, STALE)
                        .tips("request_policy:all_nodes", "response_policy:all_succeeded")
                        .summary("Sets the statistics back to zero."),
                command("CONFIG|REWRITE", 2).since("2.8.0").flags(ADMIN, NOSCRIPT, LOADING, STALE)
                        .tips("request_policy:all_nodes", "response_policy:all_succeeded")
                        .summary("Writes the configuration in force to the configuration file."),
                command("CONFIG|SET", -4).since("2.0.0").flags(ADMIN, NOSCRIPT, LOADING, STALE)
                        .tips("request_policy:all_nodes", "response_policy:all_succeeded")
                        .summary("Changes options, all or none.")
                        .complexity("O(N), N options")
                        .history("7.0.0", "several options")
                        .arguments("(data block multi (parameter string)(value string))"),
                command("LATENCY", -2).since("2.8.13")
                        .summary("Looks at latency spikes and distributions.")
                        .complexity("Depends on subcommand."),
                command("LATENCY|DOCTOR", 2).since("2.8.13").flags(ADMIN, NOSCRIPT, LOADING, STALE)
                        .tips("nondeterministic_output", "request_policy:all_nodes", "response_policy:special")
                        .summary("Explains the latency spikes in plain words."),
                command("LATENCY|GRAPH", 3).since("2.8.13").flags(ADMIN, NOSCRIPT, LOADING, STALE)
                        .tips("nondeterministic_output", "request_policy:all_nodes", "response_policy:special")
                        .summary("Draws the latency of an event over time.")
                        .arguments("(event string)"),
                command("LATENCY|HELP", 2).since("2.8.13").flags(LOADING, STALE)
                        .summary("Lists the subcommands of LATENCY."),
                command("LATENCY|HISTOGRAM", -2).since("7.0.0").flags(ADMIN, NOSCRIPT, LOADING, STALE)
                        .tips("nondeterministic_output", "request_policy:all_nodes", "response_policy:special")
                        .summary("Returns the distribution of execution times by command.")
                        .complexity("O(N), N commands")
                        .arguments("(command string opt multi)"),
                command("LATENCY|HISTORY", 3).since("2.8.13").flags(ADMIN, NOSCRIPT, LOADING, STALE)
                        .tips("nondeterministic_output", "request_policy:all_nodes", "response_policy:special")
                        .summary("Returns the spikes recorded for an event.")
                        .arguments("(event string)"),
                command("LATENCY|LATEST", 2).since("2.8.13").flags(ADMIN, NOSCRIPT, LOADING, STALE)
                        .tips("nondeterministic_output", "request_policy:all_nodes", "response_policy:special")
                        .summary("Returns the latest spike of each event."),
                command("LATENCY|RESET", -2).since("2.8.13").flags(ADMIN, NOSCRIPT, LOADING, STALE)
                        .tips("request_policy:all_nodes", "response_policy:agg_sum")
                        .summary("Forgets the spikes of events.")
                        .arguments("(event string opt multi)"),
                command("MEMORY", -2).since("4.0.0")
                        .summary("Looks at the use of memory.")
                        .complexity("Depends on subcommand."),
                command("MEMORY|DOCTOR", 2).since("4.0.0")
                        .tips("nondeterministic_output", "request_policy:all_shards", "response_policy:special")
                        .summary("Explains memory problems in plain words."),
                command("MEMORY|HELP", 2).since("4.0.0").flags(LOADING, STALE)
                        .summary("Lists the subcommands of MEMORY."),
                command("MEMORY|MALLOC-STATS", 2).since("4.0.0")
                        .tips("nondeterministic_output", "request_policy:all_shards", "response_policy:special")
                        .summary("Returns what the allocator says of itself.")
                        .complexity("Depends on the allocator; may be slow"),
                command("MEMORY|PURGE", 2).since("4.0.0")
                        .tips("request_policy:all_shards", "response_policy:all_succeeded")
                        .summary("Asks the allocator to give memory back to the system.")
                        .complexity("Depends on the allocator; may be slow"),
                command("MEMORY|STATS", 2).since("4.0.0")
                        .tips("nondeterministic_output", "request_policy:all_shards", "response_policy:special")
                        .summary("Accounts for the memory in use."),
                command("MEMORY|USAGE", -3).since("4.0.0").flags(READONLY)
                        .key(2, RO)
                        .summary("Estimates the memory that a key and its value take.")
                        .complexity("O(N), N elements sampled")
                        .arguments("(key key ks=0)(count integer tok=SAMPLES opt)"),
                command("MODULE", -2).since("4.0.0")
                        .summary("Manages modules.")
                        .complexity("Depends on subcommand."),
                command("MODULE|HELP", 2).since("5.0.0").flags(LOADING, STALE)
                        .summary("Lists the subcommands of MODULE."),
                command("MODULE|LIST", 2).since("4.0.0").flags(ADMIN, NOSCRIPT)
                        .tips("nondeterministic_output_order")
                        .summary("Lists the loaded modules.")
                        .complexity("O(N), N modules"),
                command("MODULE|LOAD", -3).since("4.0.0").flags(ADMIN, NOSCRIPT, NO_ASYNC_LOADING, PROTECTED)
                        .summary("Loads a module.")
                        .arguments("(path string)(arg string opt multi)"),
                command("MODULE|LOADEX", -3).since("7.0.0").flags(ADMIN, NOSCRIPT, NO_ASYNC_LOADING, PROTECTED)
                        .summary("Loads a module with configuration.")
                        .arguments("""
                                (path string)
                                (configs block tok=CONFIG opt multi multitok (name string)(value string))
                                (args string tok=ARGS opt multi)"""),
                command("MODULE|UNLOAD", 3).since("4.0.0").flags(ADMIN, NOSCRIPT, NO_ASYNC_LOADING, PROTECTED)
                        .summary("Unloads a module.")
                        .arguments("(name string)"),
                command("SLOWLOG", -2).since("2.2.12")
                        .summary("Looks at slow commands.")
                        .complexity("Depends on subcommand."),
                command("SLOWLOG|GET", -2).since("2.2.12").flags(ADMIN, LOADING, STALE)
                        .tips("request_policy:all_nodes", "nondeterministic_output")
                        .summary("Returns entries of the slow log.")
                        .complexity("O(N), N entries returned")
                        .history("4.0.0", "address and name of the client")
                        .arguments("(count integer opt)"),
                command("SLOWLOG|HELP", 2).since("6.2.0").flags(LOADING, STALE)
                        .summary("Lists the subcommands of SLOWLOG."),
                command("SLOWLOG|LEN", 2).since("2.2.12").flags(ADMIN, LOADING, STALE)
                        .tips("request_policy:all_nodes", "response_policy:agg_sum", "nondeterministic_output")
                        .summary("Counts the entries of the slow log."),
                command("SLOWLOG|RESET", 2).since("2.2.12").flags(ADMIN, LOADING, STALE)
                        .tips("request_policy:all_nodes", "response_policy:all_succeeded")
                        .summary("Empties the slow log.")
                        .complexity("O(N), N entries"));
    }
}
