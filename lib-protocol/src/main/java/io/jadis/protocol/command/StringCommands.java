package io.jadis.protocol.command;

import static io.jadis.protocol.command.AclCategory.STRING;
import static io.jadis.protocol.command.CommandFlag.DENYOOM;
import static io.jadis.protocol.command.CommandFlag.FAST;
import static io.jadis.protocol.command.CommandFlag.READONLY;
import static io.jadis.protocol.command.CommandFlag.WRITE;
import static io.jadis.protocol.command.Declaration.command;
import static io.jadis.protocol.command.KeyFlag.ACCESS;
import static io.jadis.protocol.command.KeyFlag.DELETE;
import static io.jadis.protocol.command.KeyFlag.INSERT;
import static io.jadis.protocol.command.KeyFlag.OW;
import static io.jadis.protocol.command.KeyFlag.RO;
import static io.jadis.protocol.command.KeyFlag.RW;
import static io.jadis.protocol.command.KeyFlag.UPDATE;
import static io.jadis.protocol.command.KeyFlag.VARIABLE_FLAGS;

import java.util.List;

/** The commands of strings. */
final class StringCommands {
    private StringCommands() {}

    static List<Declaration> declarations() {
        return List.of(
                command("APPEND", 3).since("2.0.0").flags(WRITE, DENYOOM, FAST).acl(STRING)
                        .key(1, RW, INSERT)
                        .summary("Appends to a string.")
                        .complexity("O(1), amortized")
                        .arguments("(key key ks=0)(value string)"),
                command("DECR", 2).since("1.0.0").flags(WRITE, DENYOOM, FAST).acl(STRING)
                        .key(1, RW, ACCESS, UPDATE)
                        .summary("Subtracts one from an integer.")
                        .arguments("(key key ks=0)"),
                command("DECRBY", 3).since("1.0.0").flags(WRITE, DENYOOM, FAST).acl(STRING)
                        .key(1, RW, ACCESS, UPDATE)
                        .summary("Subtracts from an integer.")
                        .arguments("(key key ks=0)(decrement integer)"),
                command("GET", 2).since("1.0.0").flags(READONLY, FAST).acl(STRING)
                        .key(1, RO, ACCESS)
                        .summary("Returns the string at a key.")
                        .arguments("(key key ks=0)"),
                command("GETDEL", 2).since("6.2.0").flags(WRITE, FAST).acl(STRING)
                        .key(1, RW, ACCESS, DELETE)
                        .summary("Returns the string at a key and deletes the key.")
                        .arguments("(key key ks=0)"),
                command("GETEX", -2).since("6.2.0").flags(WRITE, FAST).acl(STRING)
                        .key(1, RW, ACCESS, UPDATE).note("RW and UPDATE: the expiry may change")
                        .summary("Returns the string at a key and changes its expiry.")
                        .arguments("""
                                (key key ks=0)
                                (expiration oneof opt
                                    (seconds integer tok=EX)(milliseconds integer tok=PX)
                                    (unix-time-seconds unix-time tok=EXAT)
                                    (unix-time-milliseconds unix-time tok=PXAT)(persist pure-token tok=PERSIST))"""),
                command("GETRANGE", 4).since("2.4.0").flags(READONLY).acl(STRING)
                        .key(1, RO, ACCESS)
                        .summary("Returns a part of a string.")
                        .complexity("O(N), N bytes returned")
                        .arguments("(key key ks=0)(start integer)(end integer)"),
                command("GETSET", 3).since("1.0.0").flags(WRITE, DENYOOM, FAST).acl(STRING)
                        .key(1, RW, ACCESS, UPDATE)
                        .summary("Sets a string and returns the one that was there.")
                        .deprecated("6.2.0", "`SET` with `GET`")
                        .arguments("(key key ks=0)(value string)"),
                command("INCR", 2).since("1.0.0").flags(WRITE, DENYOOM, FAST).acl(STRING)
                        .key(1, RW, ACCESS, UPDATE)
                        .summary("Adds one to an integer.")
                        .arguments("(key key ks=0)"),
                command("INCRBY", 3).since("1.0.0").flags(WRITE, DENYOOM, FAST).acl(STRING)
                        .key(1, RW, ACCESS, UPDATE)
                        .summary("Adds to an integer.")
                        .arguments("(key key ks=0)(increment integer)"),
                command("INCRBYFLOAT", 3).since("2.6.0").flags(WRITE, DENYOOM, FAST).acl(STRING)
                        .key(1, RW, ACCESS, UPDATE)
                        .summary("Adds to a floating point number.")
                        .arguments("(key key ks=0)(increment double)"),
                command("LCS", -3).since("7.0.0").flags(READONLY).acl(STRING)
                        .keys(1, 1, 1, RO, ACCESS)
                        .summary("Finds the longest common subsequence of two strings.")
                        .complexity("O(N*M), N and M bytes in the strings")
                        .arguments("""
                                (key1 key ks=0)(key2 key ks=0)(len pure-token tok=LEN opt)
                                (idx pure-token tok=IDX opt)(min-match-len integer tok=MINMATCHLEN opt)
                                (withmatchlen pure-token tok=WITHMATCHLEN opt)"""),
                command("MGET", -2).since("1.0.0").flags(READONLY, FAST).acl(STRING)
                        .keys(1, -1, 1, RO, ACCESS)
                        .tips("request_policy:multi_shard")
                        .summary("Returns the strings at several keys.")
                        .complexity("O(N), N keys")
                        .arguments("(key key multi ks=0)"),
                command("MSET", -3).since("1.0.1").flags(WRITE, DENYOOM).acl(STRING)
                        .keys(1, -1, 2, OW, UPDATE)
                        .tips("request_policy:multi_shard", "response_policy:all_succeeded")
                        .summary("Sets several keys at once.")
                        .complexity("O(N), N keys")
                        .arguments("(data block multi (key key ks=0)(value string))"),
                command("MSETNX", -3).since("1.0.1").flags(WRITE, DENYOOM).acl(STRING)
                        .keys(1, -1, 2, OW, INSERT)
                        .summary("Sets several keys at once unless one of them exists.")
                        .complexity("O(N), N keys")
                        .arguments("(data block multi (key key ks=0)(value string))"),
                command("PSETEX", 4).since("2.6.0").flags(WRITE, DENYOOM).acl(STRING)
                        .key(1, OW, UPDATE)
                        .summary("Sets a string that expires after some milliseconds.")
                        .deprecated("2.6.12", "`SET` with `PX`")
                        .arguments("(key key ks=0)(milliseconds integer)(value string)"),
                command("SET", -3).since("1.0.0").flags(WRITE, DENYOOM).acl(STRING)
                        .key(1, RW, ACCESS, UPDATE, VARIABLE_FLAGS).note("RW and ACCESS with GET")
                        .keysFoundBy(KeyProcedure.SET)
                        .summary("Sets a string, whatever the key held.")
                        .history("2.6.12", "`EX`, `PX`, `NX`, `XX`")
                        .history("6.0.0", "`KEEPTTL`")
                        .history("6.2.0", "`GET`, `EXAT`, `PXAT`")
                        .history("7.0.0", "`NX` together with `GET`")
                        .arguments("""
                                (key key ks=0)(value string)
                                (condition oneof opt since=2.6.12 (nx pure-token tok=NX)(xx pure-token tok=XX))
                                (get pure-token tok=GET opt since=6.2.0)
                                (expiration oneof opt
                                    (seconds integer tok=EX since=2.6.12)(milliseconds integer tok=PX since=2.6.12)
                                    (unix-time-seconds unix-time tok=EXAT since=6.2.0)
                                    (unix-time-milliseconds unix-time tok=PXAT since=6.2.0)
                                    (keepttl pure-token tok=KEEPTTL since=6.0.0))"""),
                command("SETEX", 4).since("2.0.0").flags(WRITE, DENYOOM).acl(STRING)
                        .key(1, OW, UPDATE)
                        .summary("Sets a string that expires after some seconds.")
                        .deprecated("2.6.12", "`SET` with `EX`")
                        .arguments("(key key ks=0)(seconds integer)(value string)"),
                command("SETNX", 3).since("1.0.0").flags(WRITE, DENYOOM, FAST).acl(STRING)
                        .key(1, OW, INSERT)
                        .summary("Sets a string unless the key exists.")
                        .deprecated("2.6.12", "`SET` with `NX`")
                        .arguments("(key key ks=0)(value string)"),
                command("SETRANGE", 4).since("2.2.0").flags(WRITE, DENYOOM).acl(STRING)
                        .key(1, RW, UPDATE)
                        .summary("Overwrites a part of a string.")
                        .complexity("O(1) for short arguments, else O(M), M bytes written")
                        .arguments("(key key ks=0)(offset integer)(value string)"),
                command("STRLEN", 2).since("2.2.0").flags(READONLY, FAST).acl(STRING)
                        .key(1, RO)
                        .summary("Tells the length of a string.")
                        .arguments("(key key ks=0)"),
                command("SUBSTR", 4).since("1.0.0").flags(READONLY).acl(STRING)
                        .key(1, RO, ACCESS)
                        .summary("Returns a part of a string.")
                        .complexity("O(N), N bytes returned")
                        .deprecated("2.0.0", "`GETRANGE`")
                        .arguments("(key key ks=0)(start integer)(end integer)"));
    }
}
