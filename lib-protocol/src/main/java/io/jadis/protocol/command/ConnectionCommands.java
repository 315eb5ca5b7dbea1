package io.jadis.protocol.command;

import static io.jadis.protocol.command.AclCategory.CONNECTION;
import static io.jadis.protocol.command.CommandFlag.ADMIN;
import static io.jadis.protocol.command.CommandFlag.ALLOW_BUSY;
import static io.jadis.protocol.command.CommandFlag.FAST;
import static io.jadis.protocol.command.CommandFlag.LOADING;
import static io.jadis.protocol.command.CommandFlag.NOSCRIPT;
import static io.jadis.protocol.command.CommandFlag.NO_AUTH;
import static io.jadis.protocol.command.CommandFlag.SENTINEL;
import static io.jadis.protocol.command.CommandFlag.STALE;
import static io.jadis.protocol.command.Declaration.command;

import java.util.List;

/** The commands of connections and their clients. */
final class ConnectionCommands {
    private ConnectionCommands() {}

    static List<Declaration> declarations() {
        return List.of(
                command("AUTH", -2).since("1.0.0")
                        .flags(NOSCRIPT, LOADING, STALE, FAST, NO_AUTH, ALLOW_BUSY, SENTINEL).acl(CONNECTION)
                        .summary("Proves who the client is.")
                        .complexity("O(N), N passwords of the user")
                        .history("6.0.0", "user name")
                        .arguments("(username string opt since=6.0.0)(password string)"),
                command("CLIENT", -2).since("2.4.0").flags(SENTINEL)
                        .summary("Everything about client connections.")
                        .complexity("Depends on subcommand."),
                command("CLIENT|CACHING", 3).since("6.0.0").flags(NOSCRIPT, LOADING, STALE, SENTINEL).acl(CONNECTION)
                        .summary("Says whether the keys of the next command are tracked.")
                        .arguments("(mode oneof (yes pure-token tok=YES)(no pure-token tok=NO))"),
                command("CLIENT|GETNAME", 2).since("2.6.9").flags(NOSCRIPT, LOADING, STALE, SENTINEL).acl(CONNECTION)
                        .summary("Tells the name of this connection."),
                command("CLIENT|GETREDIR", 2).since("6.0.0").flags(NOSCRIPT, LOADING, STALE, SENTINEL).acl(CONNECTION)
                        .summary("Tells which connection gets this one's invalidation messages."),
                command("CLIENT|HELP", 2).since("5.0.0").flags(LOADING, STALE, SENTINEL).acl(CONNECTION)
                        .summary("Lists the subcommands of CLIENT."),
                command("CLIENT|ID", 2).since("5.0.0").flags(NOSCRIPT, LOADING, STALE, SENTINEL).acl(CONNECTION)
                        .summary("Tells the id of this connection."),
                command("CLIENT|INFO", 2).since("6.2.0").flags(NOSCRIPT, LOADING, STALE, SENTINEL).acl(CONNECTION)
                        .tips("nondeterministic_output")
                        .summary("Describes this connection."),
                command("CLIENT|KILL", -3).since("2.4.0").flags(ADMIN, NOSCRIPT, LOADING, STALE, SENTINEL)
                        .acl(CONNECTION)
                        .summary("Closes connections that match.")
                        .complexity("O(N), N connections")
                        .history("2.8.12", "filters")
                        .history("2.8.12", "`ID`")
                        .history("3.2.0", "`TYPE master`")
                        .history("5.0.0", "`TYPE replica`, beside the older `slave`")
                        .history("6.2.0", "`LADDR`")
                        .arguments("""
                                (filter oneof
                                    (old-format string disp=ip:port dep=2.8.12)
                                    (new-format oneof multi
                                        (client-id integer tok=ID opt since=2.8.12)
                                        (client-type oneof tok=TYPE opt since=2.8.12
                                            (normal pure-token tok=NORMAL)(master pure-token tok=MASTER since=3.2.0)
                                            (slave pure-token tok=SLAVE)(replica pure-token tok=REPLICA since=5.0.0)
                                            (pubsub pure-token tok=PUBSUB))
                                        (username string tok=USER opt)(addr string tok=ADDR opt disp=ip:port)
                                        (laddr string tok=LADDR opt disp=ip:port since=6.2.0)
                                        (skipme oneof tok=SKIPME opt
                                            (yes pure-token tok=YES)(no pure-token tok=NO))))"""),
                command("CLIENT|LIST", -2).since("2.4.0").flags(ADMIN, NOSCRIPT, LOADING, STALE, SENTINEL)
                        .acl(CONNECTION)
                        .tips("nondeterministic_output")
                        .summary("Describes the open connections, one line each.")
                        .complexity("O(N), N connections")
                        .history("2.8.12", "field `id`")
                        .history("5.0.0", "`TYPE`")
                        .history("6.0.0", "field `user`")
                        .history("6.2.0", "fields `argv-mem`, `tot-mem`, `laddr`, `redir`; `ID`")
                        .history("7.0.0", "fields `resp`, `multi-mem`, `rbs`, `rbp`")
                        .history("7.0.3", "field `ssub`")
                        .arguments("""
                                (client-type oneof tok=TYPE opt since=5.0.0
                                    (normal pure-token tok=NORMAL)(master pure-token tok=MASTER)
                                    (replica pure-token tok=REPLICA)(pubsub pure-token tok=PUBSUB))
                                (client-id integer tok=ID opt multi since=6.2.0)"""),
                command("CLIENT|NO-EVICT", 3).since("7.0.0").flags(ADMIN, NOSCRIPT, LOADING, STALE, SENTINEL)
                        .acl(CONNECTION)
                        .summary("Exempts this connection from client eviction.")
                        .arguments("(enabled oneof (on pure-token tok=ON)(off pure-token tok=OFF))"),
                command("CLIENT|NO-TOUCH", 3).since("7.2.0").flags(NOSCRIPT, LOADING, STALE).acl(CONNECTION)
                        .summary("Stops this connection's reads from refreshing the LRU and LFU data of keys.")
                        .arguments("(enabled oneof (on pure-token tok=ON)(off pure-token tok=OFF))"),
                command("CLIENT|PAUSE", -3).since("3.0.0").flags(ADMIN, NOSCRIPT, LOADING, STALE, SENTINEL)
                        .acl(CONNECTION)
                        .summary("Holds back commands of all clients for some time.")
                        .history("6.2.0", "`WRITE` and `ALL`")
                        .arguments("""
                                (timeout integer)
                                (mode oneof opt since=6.2.0 (write pure-token tok=WRITE)(all pure-token tok=ALL))"""),
                command("CLIENT|REPLY", 3).since("3.2.0").flags(NOSCRIPT, LOADING, STALE, SENTINEL).acl(CONNECTION)
                        .summary("Switches replies to this connection on, off, or off for one command.")
                        .arguments("""
                                (action oneof
                                    (on pure-token tok=ON)(off pure-token tok=OFF)(skip pure-token tok=SKIP))"""),
                command("CLIENT|SETINFO", 4).since("7.2.0").flags(NOSCRIPT, LOADING, STALE, SENTINEL).acl(CONNECTION)
                        .tips("request_policy:all_nodes", "response_policy:all_succeeded")
                        .summary("Records the name and version of the client library.")
                        .arguments("(attr oneof (libname string tok=LIB-NAME)(libver string tok=LIB-VER))"),
                command("CLIENT|SETNAME", 3).since("2.6.9").flags(NOSCRIPT, LOADING, STALE, SENTINEL).acl(CONNECTION)
                        .tips("request_policy:all_nodes", "response_policy:all_succeeded")
                        .summary("Names this connection.")
                        .arguments("(connection-name string)"),
                command("CLIENT|TRACKING", -3).since("6.0.0").flags(NOSCRIPT, LOADING, STALE, SENTINEL)
                        .acl(CONNECTION)
                        .summary("Switches invalidation messages for keys that this client caches.")
                        .complexity("O(1); more with some options")
                        .arguments("""
                                (status oneof (on pure-token tok=ON)(off pure-token tok=OFF))
                                (client-id integer tok=REDIRECT opt)(prefix string tok=PREFIX opt multi multitok)
                                (bcast pure-token tok=BCAST opt)(optin pure-token tok=OPTIN opt)
                                (optout pure-token tok=OPTOUT opt)(noloop pure-token tok=NOLOOP opt)"""),
                command("CLIENT|TRACKINGINFO", 2).since("6.2.0").flags(NOSCRIPT, LOADING, STALE, SENTINEL)
                        .acl(CONNECTION)
                        .summary("Tells how tracking is set for this connection."),
                command("CLIENT|UNBLOCK", -3).since("5.0.0").flags(ADMIN, NOSCRIPT, LOADING, STALE, SENTINEL)
                        .acl(CONNECTION)
                        .summary("Wakes a client out of a blocking command.")
                        .complexity("O(log N), N connections")
                        .arguments("""
                                (client-id integer)
                                (unblock-type oneof opt
                                    (timeout pure-token tok=TIMEOUT)(error pure-token tok=ERROR))"""),
                command("CLIENT|UNPAUSE", 2).since("6.2.0").flags(ADMIN, NOSCRIPT, LOADING, STALE, SENTINEL)
                        .acl(CONNECTION)
                        .summary("Ends CLIENT PAUSE before its time.")
                        .complexity("O(N), N paused clients"),
                command("ECHO", 2).since("1.0.0").flags(LOADING, STALE, FAST).acl(CONNECTION)
                        .summary("Returns its argument.")
                        .arguments("(message string)"),
                command("HELLO", -1).since("6.0.0")
                        .flags(NOSCRIPT, LOADING, STALE, FAST, NO_AUTH, ALLOW_BUSY, SENTINEL).acl(CONNECTION)
                        .summary("Agrees on the protocol version; can authenticate and name the connection too.")
                        .history("6.2.0", "`protover` may be left out")
                        .arguments("""
                                (arguments block opt
                                    (protover integer)
                                    (auth block tok=AUTH opt (username string)(password string))
                                    (clientname string tok=SETNAME opt))"""),
                command("PING", -1).since("1.0.0").flags(FAST, SENTINEL).acl(CONNECTION)
                        .tips("request_policy:all_shards", "response_policy:all_succeeded")
                        .summary("Answers PONG, or its argument.")
                        .arguments("(message string opt)"),
                command("QUIT", -1).since("1.0.0").flags(NOSCRIPT, LOADING, STALE, FAST, NO_AUTH, ALLOW_BUSY)
                        .acl(CONNECTION)
                        .summary("Closes the connection after an OK.")
                        .deprecated("7.2.0", "closing the connection"),
                command("RESET", 1).since("6.2.0").flags(NOSCRIPT, LOADING, STALE, FAST, NO_AUTH, ALLOW_BUSY)
                        .acl(CONNECTION)
                        .summary("Puts the connection back into the state of a new one."),
                command("SELECT", 2).since("1.0.0").flags(LOADING, STALE, FAST).acl(CONNECTION)
                        .summary("Changes the database of this connection.")
                        .arguments("(index integer)"));
    }
}
