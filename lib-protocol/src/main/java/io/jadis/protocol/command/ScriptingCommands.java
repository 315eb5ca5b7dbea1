package io.jadis.protocol.command;

import static io.jadis.protocol.command.AclCategory.SCRIPTING;
import static io.jadis.protocol.command.CommandFlag.ALLOW_BUSY;
import static io.jadis.protocol.command.CommandFlag.DENYOOM;
import static io.jadis.protocol.command.CommandFlag.LOADING;
import static io.jadis.protocol.command.CommandFlag.MAY_REPLICATE;
import static io.jadis.protocol.command.CommandFlag.NOSCRIPT;
import static io.jadis.protocol.command.CommandFlag.NO_MANDATORY_KEYS;
import static io.jadis.protocol.command.CommandFlag.READONLY;
import static io.jadis.protocol.command.CommandFlag.SKIP_MONITOR;
import static io.jadis.protocol.command.CommandFlag.STALE;
import static io.jadis.protocol.command.CommandFlag.WRITE;
import static io.jadis.protocol.command.Declaration.command;
import static io.jadis.protocol.command.KeyFlag.ACCESS;
import static io.jadis.protocol.command.KeyFlag.RO;
import static io.jadis.protocol.command.KeyFlag.RW;
import static io.jadis.protocol.command.KeyFlag.UPDATE;

import java.util.List;

/** The commands of Lua scripts and functions. */
final class ScriptingCommands {
    private ScriptingCommands() {}

    static List<Declaration> declarations() {
        return List.of(
                command("EVAL", -3).since("2.6.0")
                        .flags(NOSCRIPT, STALE, SKIP_MONITOR, NO_MANDATORY_KEYS, MAY_REPLICATE).acl(SCRIPTING)
                        .numberedKeys(2, RW, ACCESS, UPDATE)
                        .note("the worst is assumed, RW and UPDATE: nobody knows what the script does")
                        .keysFoundBy(KeyProcedure.NUMBERED_AT_2)
                        .summary("Runs a Lua script.")
                        .complexity("Depends on the script.")
                        .arguments("(script string)(numkeys integer)(key key opt multi ks=0)(arg string opt multi)"),
                command("EVALSHA", -3).since("2.6.0")
                        .flags(NOSCRIPT, STALE, SKIP_MONITOR, NO_MANDATORY_KEYS, MAY_REPLICATE).acl(SCRIPTING)
                        .numberedKeys(2, RW, ACCESS, UPDATE).keysFoundBy(KeyProcedure.NUMBERED_AT_2)
                        .summary("Runs a cached Lua script by its SHA-1.")
                        .complexity("Depends on the script.")
                        .arguments("(sha1 string)(numkeys integer)(key key opt multi ks=0)(arg string opt multi)"),
                command("EVALSHA_RO", -3).since("7.0.0")
                        .flags(READONLY, NOSCRIPT, STALE, SKIP_MONITOR, NO_MANDATORY_KEYS).acl(SCRIPTING)
                        .numberedKeys(2, RO, ACCESS).keysFoundBy(KeyProcedure.NUMBERED_AT_2)
                        .summary("Runs a cached Lua script by its SHA-1; the script may only read.")
                        .complexity("Depends on the script.")
                        .arguments("(sha1 string)(numkeys integer)(key key opt multi ks=0)(arg string opt multi)"),
                command("EVAL_RO", -3).since("7.0.0")
                        .flags(READONLY, NOSCRIPT, STALE, SKIP_MONITOR, NO_MANDATORY_KEYS).acl(SCRIPTING)
                        .numberedKeys(2, RO, ACCESS)
                        .note("the worst is assumed, RO and ACCESS: nobody knows what the script does")
                        .keysFoundBy(KeyProcedure.NUMBERED_AT_2)
                        .summary("Runs a Lua script that may only read.")
                        .complexity("Depends on the script.")
                        .arguments("(script string)(numkeys integer)(key key opt multi ks=0)(arg string opt multi)"),
                command("FCALL", -3).since("7.0.0")
                        .flags(NOSCRIPT, STALE, SKIP_MONITOR, NO_MANDATORY_KEYS, MAY_REPLICATE).acl(SCRIPTING)
                        .numberedKeys(2, RW, ACCESS, UPDATE)
                        .note("the worst is assumed, RW and UPDATE: nobody knows what the function does")
                        .keysFoundBy(KeyProcedure.NUMBERED_AT_2)
                        .summary("Calls a function.")
                        .complexity("Depends on the function.")
                        .arguments("(function string)(numkeys integer)(key key opt multi ks=0)(arg string opt multi)"),
                command("FCALL_RO", -3).since("7.0.0")
                        .flags(READONLY, NOSCRIPT, STALE, SKIP_MONITOR, NO_MANDATORY_KEYS).acl(SCRIPTING)
                        .numberedKeys(2, RO, ACCESS)
                        .note("the worst is assumed, RO and ACCESS: nobody knows what the function does")
                        .keysFoundBy(KeyProcedure.NUMBERED_AT_2)
                        .summary("Calls a function that may only read.")
                        .complexity("Depends on the function.")
                        .arguments("(function string)(numkeys integer)(key key opt multi ks=0)(arg string opt multi)"),
                command("FUNCTION", -2).since("7.0.0")
                        .summary("Manages libraries of functions.")
                        .complexity("Depends on subcommand."),
                command("FUNCTION|DELETE", 3).since("7.0.0").flags(WRITE, NOSCRIPT).acl(SCRIPTING)
                        .tips("request_policy:all_shards", "response_policy:all_succeeded")
                        .summary("Deletes a library with its functions.")
                        .arguments("(library-name string)"),
                command("FUNCTION|DUMP", 2).since("7.0.0").flags(NOSCRIPT).acl(SCRIPTING)
                        .summary("Serializes all libraries.")
                        .complexity("O(N), N functions"),
                command("FUNCTION|FLUSH", -2).since("7.0.0").flags(WRITE, NOSCRIPT).acl(SCRIPTING)
                        .tips("request_policy:all_shards", "response_policy:all_succeeded")
                        .summary("Deletes all libraries.")
                        .complexity("O(N), N functions")
                        .arguments("(flush-type oneof opt (async pure-token tok=ASYNC)(sync pure-token tok=SYNC))"),
                command("FUNCTION|HELP", 2).since("7.0.0").flags(LOADING, STALE).acl(SCRIPTING)
                        .summary("Lists the subcommands of FUNCTION."),
                command("FUNCTION|KILL", 2).since("7.0.0").flags(NOSCRIPT, ALLOW_BUSY).acl(SCRIPTING)
                        .tips("request_policy:all_shards", "response_policy:one_succeeded")
                        .summary("Stops the running function, if it has not written."),
                command("FUNCTION|LIST", -2).since("7.0.0").flags(NOSCRIPT).acl(SCRIPTING)
                        .tips("nondeterministic_output_order")
                        .summary("Describes the libraries and their functions.")
                        .complexity("O(N), N functions")
                        .arguments("""
                                (library-name-pattern string tok=LIBRARYNAME opt)
                                (withcode pure-token tok=WITHCODE opt)"""),
                command("FUNCTION|LOAD", -3).since("7.0.0").flags(WRITE, DENYOOM, NOSCRIPT).acl(SCRIPTING)
                        .tips("request_policy:all_shards", "response_policy:all_succeeded")
                        .summary("Creates a library from source.")
                        .complexity("O(1), compilation aside")
                        .arguments("(replace pure-token tok=REPLACE opt)(function-code string)"),
                command("FUNCTION|RESTORE", -3).since("7.0.0").flags(WRITE, DENYOOM, NOSCRIPT).acl(SCRIPTING)
                        .tips("request_policy:all_shards", "response_policy:all_succeeded")
                        .summary("Creates libraries from what FUNCTION DUMP returned.")
                        .complexity("O(N), N functions in the payload")
                        .arguments("""
                                (serialized-value string)
                                (policy oneof opt
                                    (flush pure-token tok=FLUSH)(append pure-token tok=APPEND)
                                    (replace pure-token tok=REPLACE))"""),
                command("FUNCTION|STATS", 2).since("7.0.0").flags(NOSCRIPT, ALLOW_BUSY).acl(SCRIPTING)
                        .tips("nondeterministic_output", "request_policy:all_shards", "response_policy:special")
                        .summary("Tells which function runs and which engines there are."),
                command("SCRIPT", -2).since("2.6.0")
                        .summary("Manages Lua scripts.")
                        .complexity("Depends on subcommand."),
                command("SCRIPT|DEBUG", 3).since("3.2.0").flags(NOSCRIPT).acl(SCRIPTING)
                        .summary("Switches the script debugger for this connection.")
                        .arguments("""
                                (mode oneof
                                    (yes pure-token tok=YES)(sync pure-token tok=SYNC)(no pure-token tok=NO))"""),
                command("SCRIPT|EXISTS", -3).since("2.6.0").flags(NOSCRIPT).acl(SCRIPTING)
                        .tips("request_policy:all_shards", "response_policy:agg_logical_and")
                        .summary("Tells which scripts are cached.")
                        .complexity("O(N), N scripts asked for")
                        .arguments("(sha1 string multi)"),
                command("SCRIPT|FLUSH", -2).since("2.6.0").flags(NOSCRIPT).acl(SCRIPTING)
                        .tips("request_policy:all_nodes", "response_policy:all_succeeded")
                        .summary("Empties the script cache.")
                        .complexity("O(N), N cached scripts")
                        .history("6.2.0", "`ASYNC`, `SYNC`")
                        .arguments("""
                                (flush-type oneof opt since=6.2.0
                                    (async pure-token tok=ASYNC)(sync pure-token tok=SYNC))"""),
                command("SCRIPT|HELP", 2).since("5.0.0").flags(LOADING, STALE).acl(SCRIPTING)
                        .summary("Lists the subcommands of SCRIPT."),
                command("SCRIPT|KILL", 2).since("2.6.0").flags(NOSCRIPT, ALLOW_BUSY).acl(SCRIPTING)
                        .tips("request_policy:all_shards", "response_policy:one_succeeded")
                        .summary("Stops the running script, if it has not written."),
                command("SCRIPT|LOAD", 3).since("2.6.0").flags(NOSCRIPT, STALE).acl(SCRIPTING)
                        .tips("request_policy:all_nodes", "response_policy:all_succeeded")
                        .summary("Puts a script into the cache.")
                        .complexity("O(N), N bytes of script")
                        .arguments("(script string)"));
    }
}
