package io.jadis.protocol.command;

import static io.jadis.protocol.command.AclCategory.HASH;
import static io.jadis.protocol.command.CommandFlag.DENYOOM;
import static io.jadis.protocol.command.CommandFlag.FAST;
import static io.jadis.protocol.command.CommandFlag.READONLY;
import static io.jadis.protocol.command.CommandFlag.WRITE;
import static io.jadis.protocol.command.Declaration.command;
import static io.jadis.protocol.command.KeyFlag.ACCESS;
import static io.jadis.protocol.command.KeyFlag.DELETE;
import static io.jadis.protocol.command.KeyFlag.INSERT;
import static io.jadis.protocol.command.KeyFlag.RO;
import static io.jadis.protocol.command.KeyFlag.RW;
import static io.jadis.protocol.command.KeyFlag.UPDATE;

import java.util.List;

/** The commands of hashes, and the expiry of their fields. */
final class HashCommands {
    private HashCommands() {}

    static List<Declaration> declarations() {
        return List.of(
                command("HDEL", -3).since("2.0.0").flags(WRITE, FAST).acl(HASH)
                        .key(1, RW, DELETE)
                        .summary("Removes fields from a hash.")
                        .complexity("O(N), N fields")
                        .history("2.4.0", "several fields")
                        .arguments("(key key ks=0)(field string multi)"),
                command("HEXISTS", 3).since("2.0.0").flags(READONLY, FAST).acl(HASH)
                        .key(1, RO)
                        .summary("Tells whether a hash has a field.")
                        .arguments("(key key ks=0)(field string)"),
                command("HEXPIRE", -6).since("7.4.0").flags(WRITE, DENYOOM, FAST).acl(HASH)
                        .key(1, RW, UPDATE)
                        .summary("Lets fields of a hash expire after some seconds.")
                        .complexity("O(N), N fields")
                        .arguments("""
                                (key key ks=0)(seconds integer)
                                (condition oneof opt
                                    (nx pure-token tok=NX)(xx pure-token tok=XX)(gt pure-token tok=GT)
                                    (lt pure-token tok=LT))
                                (fields block tok=FIELDS (numfields integer)(field string multi))"""),
                command("HEXPIREAT", -6).since("7.4.0").flags(WRITE, DENYOOM, FAST).acl(HASH)
                        .key(1, RW, UPDATE)
                        .summary("Lets fields of a hash expire at a Unix time in seconds.")
                        .complexity("O(N), N fields")
                        .arguments("""
                                (key key ks=0)(unix-time-seconds unix-time)
                                (condition oneof opt
                                    (nx pure-token tok=NX)(xx pure-token tok=XX)(gt pure-token tok=GT)
                                    (lt pure-token tok=LT))
                                (fields block tok=FIELDS (numfields integer)(field string multi))"""),
                command("HEXPIRETIME", -5).since("7.4.0").flags(READONLY, FAST).acl(HASH)
                        .key(1, RO, ACCESS)
                        .summary("Tells the Unix times in seconds at which fields of a hash expire.")
                        .complexity("O(N), N fields")
                        .arguments("(key key ks=0)(fields block tok=FIELDS (numfields integer)(field string multi))"),
                command("HGET", 3).since("2.0.0").flags(READONLY, FAST).acl(HASH)
                        .key(1, RO, ACCESS)
                        .summary("Returns the value of a field.")
                        .arguments("(key key ks=0)(field string)"),
                command("HGETALL", 2).since("2.0.0").flags(READONLY).acl(HASH)
                        .key(1, RO, ACCESS)
                        .tips("nondeterministic_output_order")
                        .summary("Returns all fields of a hash with their values.")
                        .complexity("O(N), N fields")
                        .arguments("(key key ks=0)"),
                command("HGETDEL", -5).since("8.0.0").flags(WRITE, FAST).acl(HASH)
                        .key(1, RW, ACCESS, DELETE)
                        .summary("Returns the values of fields and removes the fields.")
                        .complexity("O(N), N fields")
                        .arguments("(key key ks=0)(fields block tok=FIELDS (numfields integer)(field string multi))"),
                command("HGETEX", -5).since("8.0.0").flags(WRITE, FAST).acl(HASH)
                        .key(1, RW, ACCESS, UPDATE).note("RW and UPDATE: the expiry may change")
                        .summary("Returns the values of fields and changes their expiry.")
                        .complexity("O(N), N fields")
                        .arguments("""
                                (key key ks=0)
                                (expiration oneof opt
                                    (seconds integer tok=EX)(milliseconds integer tok=PX)
                                    (unix-time-seconds unix-time tok=EXAT)
                                    (unix-time-milliseconds unix-time tok=PXAT)(persist pure-token tok=PERSIST))
                                (fields block tok=FIELDS (numfields integer)(field string multi))"""),
                command("HINCRBY", 4).since("2.0.0").flags(WRITE, DENYOOM, FAST).acl(HASH)
                        .key(1, RW, ACCESS, UPDATE)
                        .summary("Adds an integer to the value of a field.")
                        .arguments("(key key ks=0)(field string)(increment integer)"),
                command("HINCRBYFLOAT", 4).since("2.6.0").flags(WRITE, DENYOOM, FAST).acl(HASH)
                        .key(1, RW, ACCESS, UPDATE)
                        .summary("Adds a floating point number to the value of a field.")
                        .arguments("(key key ks=0)(field string)(increment double)"),
                command("HKEYS", 2).since("2.0.0").flags(READONLY).acl(HASH)
                        .key(1, RO, ACCESS)
                        .tips("nondeterministic_output_order")
                        .summary("Returns the names of all fields.")
                        .complexity("O(N), N fields")
                        .arguments("(key key ks=0)"),
                command("HLEN", 2).since("2.0.0").flags(READONLY, FAST).acl(HASH)
                        .key(1, RO)
                        .summary("Counts the fields of a hash.")
                        .arguments("(key key ks=0)"),
                command("HMGET", -3).since("2.0.0").flags(READONLY, FAST).acl(HASH)
                        .key(1, RO, ACCESS)
                        .summary("Returns the values of several fields.")
                        .complexity("O(N), N fields asked for")
                        .arguments("(key key ks=0)(field string multi)"),
                command("HMSET", -4).since("2.0.0").flags(WRITE, DENYOOM, FAST).acl(HASH)
                        .key(1, RW, UPDATE)
                        .summary("Sets several fields.")
                        .complexity("O(N), N fields")
                        .deprecated("4.0.0", "`HSET`")
                        .arguments("(key key ks=0)(data block multi (field string)(value string))"),
                command("HPERSIST", -5).since("7.4.0").flags(WRITE, FAST).acl(HASH)
                        .key(1, RW, UPDATE)
                        .summary("Removes the expiry of fields of a hash.")
                        .complexity("O(N), N fields")
                        .arguments("(key key ks=0)(fields block tok=FIELDS (numfields integer)(field string multi))"),
                command("HPEXPIRE", -6).since("7.4.0").flags(WRITE, DENYOOM, FAST).acl(HASH)
                        .key(1, RW, UPDATE)
                        .summary("Lets fields of a hash expire after some milliseconds.")
                        .complexity("O(N), N fields")
                        .arguments("""
                                (key key ks=0)(milliseconds integer)
                                (condition oneof opt
                                    (nx pure-token tok=NX)(xx pure-token tok=XX)(gt pure-token tok=GT)
                                    (lt pure-token tok=LT))
                                (fields block tok=FIELDS (numfields integer)(field string multi))"""),
                command("HPEXPIREAT", -6).since("7.4.0").flags(WRITE, DENYOOM, FAST).acl(HASH)
                        .key(1, RW, UPDATE)
                        .summary("Lets fields of a hash expire at a Unix time in milliseconds.")
                        .complexity("O(N), N fields")
                        .arguments("""
                                (key key ks=0)(unix-time-milliseconds unix-time)
                                (condition oneof opt
                                    (nx pure-token tok=NX)(xx pure-token tok=XX)(gt pure-token tok=GT)
                                    (lt pure-token tok=LT))
                                (fields block tok=FIELDS (numfields integer)(field string multi))"""),
                command("HPEXPIRETIME", -5).since("7.4.0").flags(READONLY, FAST).acl(HASH)
                        .key(1, RO, ACCESS)
                        .summary("Tells the Unix times in milliseconds at which fields of a hash expire.")
                        .complexity("O(N), N fields")
                        .arguments("(key key ks=0)(fields block tok=FIELDS (numfields integer)(field string multi))"),
                command("HPTTL", -5).since("7.4.0").flags(READONLY, FAST).acl(HASH)
                        .key(1, RO, ACCESS)
                        .tips("nondeterministic_output")
                        .summary("Tells how many milliseconds fields of a hash have to live.")
                        .complexity("O(N), N fields")
                        .arguments("(key key ks=0)(fields block tok=FIELDS (numfields integer)(field string multi))"),
                command("HRANDFIELD", -2).since("6.2.0").flags(READONLY).acl(HASH)
                        .key(1, RO, ACCESS)
                        .tips("nondeterministic_output")
                        .summary("Picks fields of a hash at random.")
                        .complexity("O(N), N fields returned")
                        .arguments("""
                                (key key ks=0)
                                (options block opt (count integer)(withvalues pure-token tok=WITHVALUES opt))"""),
                command("HSCAN", -3).since("2.8.0").flags(READONLY).acl(HASH)
                        .key(1, RO, ACCESS)
                        .tips("nondeterministic_output")
                        .summary("Walks through the fields of a hash in steps.")
                        .complexity("O(1) for every call, O(N) for the whole walk over N fields")
                        .arguments("""
                                (key key ks=0)(cursor integer)(pattern pattern tok=MATCH opt)
                                (count integer tok=COUNT opt)"""),
                command("HSET", -4).since("2.0.0").flags(WRITE, DENYOOM, FAST).acl(HASH)
                        .key(1, RW, UPDATE)
                        .summary("Sets fields and counts those that are new.")
                        .complexity("O(1) for each field and value")
                        .history("4.0.0", "several fields")
                        .arguments("(key key ks=0)(data block multi (field string)(value string))"),
                command("HSETEX", -6).since("8.0.0").flags(WRITE, DENYOOM, FAST).acl(HASH)
                        .key(1, RW, UPDATE)
                        .summary("Sets fields together with their expiry.")
                        .complexity("O(N), N fields")
                        .arguments("""
                                (key key ks=0)
                                (condition oneof opt (fnx pure-token tok=FNX)(fxx pure-token tok=FXX))
                                (expiration oneof opt
                                    (seconds integer tok=EX)(milliseconds integer tok=PX)
                                    (unix-time-seconds unix-time tok=EXAT)
                                    (unix-time-milliseconds unix-time tok=PXAT)(keepttl pure-token tok=KEEPTTL))
                                (fields block tok=FIELDS
                                    (numfields integer)
                                    (data block multi (field string)(value string)))"""),
                command("HSETNX", 4).since("2.0.0").flags(WRITE, DENYOOM, FAST).acl(HASH)
                        .key(1, RW, INSERT)
                        .summary("Sets a field unless the hash has it.")
                        .arguments("(key key ks=0)(field string)(value string)"),
                command("HSTRLEN", 3).since("3.2.0").flags(READONLY, FAST).acl(HASH)
                        .key(1, RO)
                        .summary("Tells the length of a field's value.")
                        .arguments("(key key ks=0)(field string)"),
                command("HTTL", -5).since("7.4.0").flags(READONLY, FAST).acl(HASH)
                        .key(1, RO, ACCESS)
                        .tips("nondeterministic_output")
                        .summary("Tells how many seconds fields of a hash have to live.")
                        .complexity("O(N), N fields")
                        .arguments("(key key ks=0)(fields block tok=FIELDS (numfields integer)(field string multi))"),
                command("HVALS", 2).since("2.0.0").flags(READONLY).acl(HASH)
                        .key(1, RO, ACCESS)
                        .tips("nondeterministic_output_order")
                        .summary("Returns the values of all fields.")
                        .complexity("O(N), N fields")
                        .arguments("(key key ks=0)"));
    }
}
