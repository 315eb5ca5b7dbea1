package io.jadis.protocol.command;

import static io.jadis.protocol.command.AclCategory.CONNECTION;
import static io.jadis.protocol.command.AclCategory.DANGEROUS;
import static io.jadis.protocol.command.AclCategory.KEYSPACE;
import static io.jadis.protocol.command.AclCategory.LIST;
import static io.jadis.protocol.command.AclCategory.SET;
import static io.jadis.protocol.command.AclCategory.SORTEDSET;
import static io.jadis.protocol.command.CommandFlag.DENYOOM;
import static io.jadis.protocol.command.CommandFlag.FAST;
import static io.jadis.protocol.command.CommandFlag.LOADING;
import static io.jadis.protocol.command.CommandFlag.NOSCRIPT;
import static io.jadis.protocol.command.CommandFlag.READONLY;
import static io.jadis.protocol.command.CommandFlag.STALE;
import static io.jadis.protocol.command.CommandFlag.TOUCHES_ARBITRARY_KEYS;
import static io.jadis.protocol.command.CommandFlag.WRITE;
import static io.jadis.protocol.command.Declaration.command;
import static io.jadis.protocol.command.KeyFlag.ACCESS;
import static io.jadis.protocol.command.KeyFlag.DELETE;
import static io.jadis.protocol.command.KeyFlag.INCOMPLETE;
import static io.jadis.protocol.command.KeyFlag.INSERT;
import static io.jadis.protocol.command.KeyFlag.OW;
import static io.jadis.protocol.command.KeyFlag.RM;
import static io.jadis.protocol.command.KeyFlag.RO;
import static io.jadis.protocol.command.KeyFlag.RW;
import static io.jadis.protocol.command.KeyFlag.UPDATE;

import java.util.List;

/** The commands of keys of any type. */
final class GenericCommands {
    private GenericCommands() {}

    static List<Declaration> declarations() {
        return List.of(
                command("COPY", -3).since("6.2.0").flags(WRITE, DENYOOM).acl(KEYSPACE)
                        .key(1, RO, ACCESS)
                        .key(2, OW, UPDATE)
                        .summary("Copies a key and its value to another name.")
                        .complexity("O(N), N nested elements; O(1) for strings")
                        .arguments("""
                                (source key ks=0)(destination key ks=1)(destination-db integer tok=DB opt)
                                (replace pure-token tok=REPLACE opt)"""),
                command("DEL", -2).since("1.0.0").flags(WRITE).acl(KEYSPACE)
                        .keys(1, -1, 1, RM, DELETE)
                        .tips("request_policy:multi_shard", "response_policy:agg_sum")
                        .summary("Deletes keys.")
                        .complexity("O(N), N keys, plus the number of elements of each collection")
                        .arguments("(key key multi ks=0)"),
                command("DUMP", 2).since("2.6.0").flags(READONLY).acl(KEYSPACE)
                        .key(1, RO, ACCESS)
                        .tips("nondeterministic_output")
                        .summary("Serializes the value of a key.")
                        .complexity("O(1) to find the key, O(N*M) to serialize N objects of average size M")
                        .arguments("(key key ks=0)"),
                command("EXISTS", -2).since("1.0.0").flags(READONLY, FAST).acl(KEYSPACE)
                        .keys(1, -1, 1, RO)
                        .tips("request_policy:multi_shard", "response_policy:agg_sum")
                        .summary("Counts which of the given keys exist.")
                        .complexity("O(N), N keys")
                        .history("3.0.3", "several keys")
                        .arguments("(key key multi ks=0)"),
                command("EXPIRE", -3).since("1.0.0").flags(WRITE, FAST).acl(KEYSPACE)
                        .key(1, RW, UPDATE)
                        .summary("Lets a key expire after some seconds.")
                        .history("7.0.0", "`NX`, `XX`, `GT`, `LT`")
                        .arguments("""
                                (key key ks=0)(seconds integer)
                                (condition oneof opt since=7.0.0
                                    (nx pure-token tok=NX)(xx pure-token tok=XX)(gt pure-token tok=GT)
                                    (lt pure-token tok=LT))"""),
                command("EXPIREAT", -3).since("1.2.0").flags(WRITE, FAST).acl(KEYSPACE)
                        .key(1, RW, UPDATE)
                        .summary("Lets a key expire at a Unix time in seconds.")
                        .history("7.0.0", "`NX`, `XX`, `GT`, `LT`")
                        .arguments("""
                                (key key ks=0)(unix-time-seconds unix-time)
                                (condition oneof opt since=7.0.0
                                    (nx pure-token tok=NX)(xx pure-token tok=XX)(gt pure-token tok=GT)
                                    (lt pure-token tok=LT))"""),
                command("EXPIRETIME", 2).since("7.0.0").flags(READONLY, FAST).acl(KEYSPACE)
                        .key(1, RO, ACCESS)
                        .summary("Tells the Unix time in seconds at which a key expires.")
                        .arguments("(key key ks=0)"),
                command("KEYS", 2).since("1.0.0").flags(READONLY).acl(KEYSPACE, DANGEROUS)
                        .tips("request_policy:all_shards", "nondeterministic_output_order")
                        .summary("Lists all keys whose names match a pattern.")
                        .complexity("O(N), N keys in the database")
                        .arguments("(pattern pattern)"),
                command("MIGRATE", -6).since("2.6.0").flags(WRITE).acl(KEYSPACE, DANGEROUS)
                        .key(3, RW, ACCESS, DELETE)
                        .keysAfter("KEYS", -2, 0, RW, ACCESS, DELETE, INCOMPLETE)
                        .keysFoundBy(KeyProcedure.MIGRATE)
                        .tips("nondeterministic_output")
                        .summary("Moves keys to another server atomically.")
                        .complexity("O(N) for the transfer, besides a DUMP and DEL here and a RESTORE there")
                        .history("3.0.0", "`COPY`, `REPLACE`")
                        .history("3.0.6", "`KEYS`")
                        .history("4.0.7", "`AUTH`")
                        .history("6.0.0", "`AUTH2`")
                        .arguments("""
                                (host string)(port integer)
                                (key-selector oneof (key key ks=0)(empty-string pure-token tok=))
                                (destination-db integer)(timeout integer)(copy pure-token tok=COPY opt since=3.0.0)
                                (replace pure-token tok=REPLACE opt since=3.0.0)
                                (authentication oneof opt
                                    (auth string tok=AUTH disp=password since=4.0.7)
                                    (auth2 block tok=AUTH2 since=6.0.0 (username string)(password string)))
                                (keys key tok=KEYS opt multi ks=1 disp=key since=3.0.6)"""),
                command("MOVE", 3).since("1.0.0").flags(WRITE, FAST).acl(KEYSPACE)
                        .key(1, RW, ACCESS, UPDATE)
                        .summary("Moves a key to another database.")
                        .arguments("(key key ks=0)(db integer)"),
                command("OBJECT", -2).since("2.2.3")
                        .summary("Looks inside the representation of values.")
                        .complexity("Depends on subcommand."),
                command("OBJECT|ENCODING", 3).since("2.2.3").flags(READONLY).acl(KEYSPACE)
                        .key(2, RO)
                        .tips("nondeterministic_output")
                        .summary("Names the internal encoding of a value.")
                        .arguments("(key key ks=0)"),
                command("OBJECT|FREQ", 3).since("4.0.0").flags(READONLY).acl(KEYSPACE)
                        .key(2, RO)
                        .tips("nondeterministic_output")
                        .summary("Tells the LFU access counter of a key.")
                        .arguments("(key key ks=0)"),
                command("OBJECT|HELP", 2).since("6.2.0").flags(LOADING, STALE).acl(KEYSPACE)
                        .summary("Lists the subcommands of OBJECT."),
                command("OBJECT|IDLETIME", 3).since("2.2.3").flags(READONLY).acl(KEYSPACE)
                        .key(2, RO)
                        .tips("nondeterministic_output")
                        .summary("Tells for how many seconds a key has not been accessed.")
                        .arguments("(key key ks=0)"),
                command("OBJECT|REFCOUNT", 3).since("2.2.3").flags(READONLY).acl(KEYSPACE)
                        .key(2, RO)
                        .tips("nondeterministic_output")
                        .summary("Tells the reference count of a value.")
                        .arguments("(key key ks=0)"),
                command("PERSIST", 2).since("2.2.0").flags(WRITE, FAST).acl(KEYSPACE)
                        .key(1, RW, UPDATE)
                        .summary("Removes the expiry of a key.")
                        .arguments("(key key ks=0)"),
                command("PEXPIRE", -3).since("2.6.0").flags(WRITE, FAST).acl(KEYSPACE)
                        .key(1, RW, UPDATE)
                        .summary("Lets a key expire after some milliseconds.")
                        .history("7.0.0", "`NX`, `XX`, `GT`, `LT`")
                        .arguments("""
                                (key key ks=0)(milliseconds integer)
                                (condition oneof opt since=7.0.0
                                    (nx pure-token tok=NX)(xx pure-token tok=XX)(gt pure-token tok=GT)
                                    (lt pure-token tok=LT))"""),
                command("PEXPIREAT", -3).since("2.6.0").flags(WRITE, FAST).acl(KEYSPACE)
                        .key(1, RW, UPDATE)
                        .summary("Lets a key expire at a Unix time in milliseconds.")
                        .history("7.0.0", "`NX`, `XX`, `GT`, `LT`")
                        .arguments("""
                                (key key ks=0)(unix-time-milliseconds unix-time)
                                (condition oneof opt since=7.0.0
                                    (nx pure-token tok=NX)(xx pure-token tok=XX)(gt pure-token tok=GT)
                                    (lt pure-token tok=LT))"""),
                command("PEXPIRETIME", 2).since("7.0.0").flags(READONLY, FAST).acl(KEYSPACE)
                        .key(1, RO, ACCESS)
                        .summary("Tells the Unix time in milliseconds at which a key expires.")
                        .arguments("(key key ks=0)"),
                command("PTTL", 2).since("2.6.0").flags(READONLY, FAST).acl(KEYSPACE)
                        .key(1, RO, ACCESS)
                        .tips("nondeterministic_output")
                        .summary("Tells how many milliseconds a key has to live.")
                        .history("2.8.0", "-2 for a key that does not exist")
                        .arguments("(key key ks=0)"),
                command("RANDOMKEY", 1).since("1.0.0").flags(READONLY, TOUCHES_ARBITRARY_KEYS).acl(KEYSPACE)
                        .tips("request_policy:all_shards", "response_policy:special", "nondeterministic_output")
                        .summary("Picks a key at random."),
                command("RENAME", 3).since("1.0.0").flags(WRITE).acl(KEYSPACE)
                        .key(1, RW, ACCESS, DELETE)
                        .key(2, OW, UPDATE)
                        .summary("Renames a key, replacing the key that had the new name.")
                        .arguments("(key key ks=0)(newkey key ks=1)"),
                command("RENAMENX", 3).since("1.0.0").flags(WRITE, FAST).acl(KEYSPACE)
                        .key(1, RW, ACCESS, DELETE)
                        .key(2, OW, INSERT)
                        .summary("Renames a key unless the new name is taken.")
                        .history("3.2.0", "source and destination may be the same")
                        .arguments("(key key ks=0)(newkey key ks=1)"),
                command("RESTORE", -4).since("2.6.0").flags(WRITE, DENYOOM).acl(KEYSPACE, DANGEROUS)
                        .key(1, OW, UPDATE)
                        .summary("Creates a key from what DUMP returned.")
                        .complexity("O(1) to create the key, O(N*M) to rebuild N objects of average size M; "
                                + "O(N*M*log(N)) for sorted sets")
                        .history("3.0.0", "`REPLACE`")
                        .history("5.0.0", "`ABSTTL`")
                        .history("5.0.0", "`IDLETIME`, `FREQ`")
                        .arguments("""
                                (key key ks=0)(ttl integer)(serialized-value string)
                                (replace pure-token tok=REPLACE opt since=3.0.0)
                                (absttl pure-token tok=ABSTTL opt since=5.0.0)
                                (seconds integer tok=IDLETIME opt since=5.0.0)
                                (frequency integer tok=FREQ opt since=5.0.0)"""),
                command("SCAN", -2).since("2.8.0").flags(READONLY, TOUCHES_ARBITRARY_KEYS).acl(KEYSPACE)
                        .tips("nondeterministic_output", "request_policy:special", "response_policy:special")
                        .summary("Walks through the keys of the database in steps.")
                        .complexity("O(1) for every call, O(N) for the whole walk over N keys")
                        .history("6.0.0", "`TYPE`")
                        .arguments("""
                                (cursor integer)(pattern pattern tok=MATCH opt)(count integer tok=COUNT opt)
                                (type string tok=TYPE opt since=6.0.0)"""),
                command("SORT", -2).since("1.0.0").flags(WRITE, DENYOOM).acl(SET, SORTEDSET, LIST, DANGEROUS)
                        .key(1, RO, ACCESS)
                        .unknownKeys(RO, ACCESS).note("unknown: BY and GET make key names from the elements")
                        .unknownKeys(OW, UPDATE).note("unknown: STORE may stand anywhere")
                        .keysFoundBy(KeyProcedure.SORT)
                        .summary("Sorts a list, set or sorted set; returns or stores the outcome.")
                        .complexity("O(N+M*log(M)), N elements, M returned; O(N) when they are not sorted")
                        .arguments("""
                                (key key ks=0)(by-pattern pattern tok=BY opt ks=1 disp=pattern)
                                (limit block tok=LIMIT opt (offset integer)(count integer))
                                (get-pattern pattern tok=GET opt multi multitok ks=1 disp=pattern)
                                (order oneof opt (asc pure-token tok=ASC)(desc pure-token tok=DESC))
                                (sorting pure-token tok=ALPHA opt)(destination key tok=STORE opt ks=2)"""),
                command("SORT_RO", -2).since("7.0.0").flags(READONLY).acl(SET, SORTEDSET, LIST, DANGEROUS)
                        .key(1, RO, ACCESS)
                        .unknownKeys(RO, ACCESS).note("unknown: BY and GET make key names from the elements")
                        .keysFoundBy(KeyProcedure.SORT_RO)
                        .summary("Sorts a list, set or sorted set and returns the outcome.")
                        .complexity("O(N+M*log(M)), N elements, M returned; O(N) when they are not sorted")
                        .arguments("""
                                (key key ks=0)(by-pattern pattern tok=BY opt ks=1 disp=pattern)
                                (limit block tok=LIMIT opt (offset integer)(count integer))
                                (get-pattern pattern tok=GET opt multi multitok ks=1 disp=pattern)
                                (order oneof opt (asc pure-token tok=ASC)(desc pure-token tok=DESC))
                                (sorting pure-token tok=ALPHA opt)"""),
                command("TOUCH", -2).since("3.2.1").flags(READONLY, FAST).acl(KEYSPACE)
                        .keys(1, -1, 1, RO)
                        .tips("request_policy:multi_shard", "response_policy:agg_sum")
                        .summary("Counts which of the given keys exist and refreshes their access time.")
                        .complexity("O(N), N keys")
                        .arguments("(key key multi ks=0)"),
                command("TTL", 2).since("1.0.0").flags(READONLY, FAST).acl(KEYSPACE)
                        .key(1, RO, ACCESS)
                        .tips("nondeterministic_output")
                        .summary("Tells how many seconds a key has to live.")
                        .history("2.8.0", "-2 for a key that does not exist")
                        .arguments("(key key ks=0)"),
                command("TYPE", 2).since("1.0.0").flags(READONLY, FAST).acl(KEYSPACE)
                        .key(1, RO)
                        .summary("Names the type of a key's value.")
                        .arguments("(key key ks=0)"),
                command("UNLINK", -2).since("4.0.0").flags(WRITE, FAST).acl(KEYSPACE)
                        .keys(1, -1, 1, RM, DELETE)
                        .tips("request_policy:multi_shard", "response_policy:agg_sum")
                        .summary("Deletes keys and frees their values in the background.")
                        .complexity("O(1) for each key here, O(N) in the background for N allocations")
                        .arguments("(key key multi ks=0)"),
                command("WAIT", 3).since("3.0.0").acl(CONNECTION)
                        .tips("request_policy:all_shards", "response_policy:agg_min")
                        .summary("Waits until replicas have received this connection's writes.")
                        .arguments("(numreplicas integer)(timeout integer)"),
                command("WAITAOF", 4).since("7.2.0").flags(NOSCRIPT).acl(CONNECTION)
                        .tips("request_policy:all_shards", "response_policy:agg_min")
                        .summary("Waits until this connection's writes are in append-only files, here and on "
                                + "replicas.")
                        .arguments("(numlocal integer)(numreplicas integer)(timeout integer)"));
    }
}
