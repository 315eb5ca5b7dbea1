package io.jadis.protocol.command;

import static io.jadis.protocol.command.AclCategory.SORTEDSET;
import static io.jadis.protocol.command.CommandFlag.BLOCKING;
import static io.jadis.protocol.command.CommandFlag.DENYOOM;
import static io.jadis.protocol.command.CommandFlag.FAST;
import static io.jadis.protocol.command.CommandFlag.READONLY;
import static io.jadis.protocol.command.CommandFlag.WRITE;
import static io.jadis.protocol.command.Declaration.command;
import static io.jadis.protocol.command.KeyFlag.ACCESS;
import static io.jadis.protocol.command.KeyFlag.DELETE;
import static io.jadis.protocol.command.KeyFlag.OW;
import static io.jadis.protocol.command.KeyFlag.RO;
import static io.jadis.protocol.command.KeyFlag.RW;
import static io.jadis.protocol.command.KeyFlag.UPDATE;

import java.util.List;

/** The commands of sorted sets. */
final class SortedSetCommands {
    private SortedSetCommands() {}

    static List<Declaration> declarations() {
        return List.of(
                command("BZMPOP", -5).since("7.0.0").flags(WRITE, BLOCKING).acl(SORTEDSET)
                        .numberedKeys(2, RW, ACCESS, DELETE).keysFoundBy(KeyProcedure.NUMBERED_AT_2)
                        .summary("Pops members by score from the first sorted set that has any; waits until one has.")
                        .complexity("O(K) + O(M*log(N)), K keys, N members, M popped")
                        .arguments("""
                                (timeout double)(numkeys integer)(key key multi ks=0)
                                (where oneof (min pure-token tok=MIN)(max pure-token tok=MAX))
                                (count integer tok=COUNT opt)"""),
                command("BZPOPMAX", -3).since("5.0.0").flags(WRITE, BLOCKING, FAST).acl(SORTEDSET)
                        .keys(1, -2, 1, RW, ACCESS, DELETE)
                        .summary("Pops the member of highest score; waits until there is one.")
                        .complexity("O(log(N)), N members")
                        .history("6.0.0", "fractions of a second")
                        .arguments("(key key multi ks=0)(timeout double)"),
                command("BZPOPMIN", -3).since("5.0.0").flags(WRITE, BLOCKING, FAST).acl(SORTEDSET)
                        .keys(1, -2, 1, RW, ACCESS, DELETE)
                        .summary("Pops the member of lowest score; waits until there is one.")
                        .complexity("O(log(N)), N members")
                        .history("6.0.0", "fractions of a second")
                        .arguments("(key key multi ks=0)(timeout double)"),
                command("ZADD", -4).since("1.2.0").flags(WRITE, DENYOOM, FAST).acl(SORTEDSET)
                        .key(1, RW, UPDATE)
                        .summary("Adds members with scores, or changes their scores.")
                        .complexity("O(log(N)) for each member, N members in the set")
                        .history("2.4.0", "several members")
                        .history("3.0.2", "`XX`, `NX`, `CH`, `INCR`")
                        .history("6.2.0", "`GT`, `LT`")
                        .arguments("""
                                (key key ks=0)
                                (condition oneof opt since=3.0.2 (nx pure-token tok=NX)(xx pure-token tok=XX))
                                (comparison oneof opt since=6.2.0 (gt pure-token tok=GT)(lt pure-token tok=LT))
                                (change pure-token tok=CH opt since=3.0.2)
                                (increment pure-token tok=INCR opt since=3.0.2)
                                (data block multi (score double)(member string))"""),
                command("ZCARD", 2).since("1.2.0").flags(READONLY, FAST).acl(SORTEDSET)
                        .key(1, RO)
                        .summary("Counts the members of a sorted set.")
                        .arguments("(key key ks=0)"),
                command("ZCOUNT", 4).since("2.0.0").flags(READONLY, FAST).acl(SORTEDSET)
                        .key(1, RO, ACCESS)
                        .summary("Counts the members in a range of scores.")
                        .complexity("O(log(N)), N members")
                        .arguments("(key key ks=0)(min double)(max double)"),
                command("ZDIFF", -3).since("6.2.0").flags(READONLY).acl(SORTEDSET)
                        .numberedKeys(1, RO, ACCESS).keysFoundBy(KeyProcedure.NUMBERED_AT_1)
                        .summary("Returns what is in the first sorted set and in none of the others.")
                        .complexity("O(L + (N-K)log(N)), L members in all the sets, N in the first, K in the outcome")
                        .arguments("(numkeys integer)(key key multi ks=0)(withscores pure-token tok=WITHSCORES opt)"),
                command("ZDIFFSTORE", -4).since("6.2.0").flags(WRITE, DENYOOM).acl(SORTEDSET)
                        .key(1, OW, UPDATE)
                        .numberedKeys(2, RO, ACCESS)
                        .keysFoundBy(KeyProcedure.DESTINATION_AND_NUMBERED_AT_2)
                        .summary("Stores what is in the first sorted set and in none of the others.")
                        .complexity("O(L + (N-K)log(N)), L members in all the sets, N in the first, K in the outcome")
                        .arguments("(destination key ks=0)(numkeys integer)(key key multi ks=1)"),
                command("ZINCRBY", 4).since("1.2.0").flags(WRITE, DENYOOM, FAST).acl(SORTEDSET)
                        .key(1, RW, ACCESS, UPDATE)
                        .summary("Adds to the score of a member.")
                        .complexity("O(log(N)), N members")
                        .arguments("(key key ks=0)(increment integer)(member string)"),
                command("ZINTER", -3).since("6.2.0").flags(READONLY).acl(SORTEDSET)
                        .numberedKeys(1, RO, ACCESS).keysFoundBy(KeyProcedure.NUMBERED_AT_1)
                        .summary("Returns what is in all the sorted sets.")
                        .complexity("O(N*K)+O(M*log(M)), N members in the smallest of K sets, M in the outcome")
                        .arguments("""
                                (numkeys integer)(key key multi ks=0)(weight integer tok=WEIGHTS opt multi)
                                (aggregate oneof tok=AGGREGATE opt
                                    (sum pure-token tok=SUM)(min pure-token tok=MIN)(max pure-token tok=MAX))
                                (withscores pure-token tok=WITHSCORES opt)"""),
                command("ZINTERCARD", -3).since("7.0.0").flags(READONLY).acl(SORTEDSET)
                        .numberedKeys(1, RO, ACCESS).keysFoundBy(KeyProcedure.NUMBERED_AT_1)
                        .summary("Counts what is in all the sorted sets.")
                        .complexity("O(N*K), N members in the smallest of K sets")
                        .arguments("(numkeys integer)(key key multi ks=0)(limit integer tok=LIMIT opt)"),
                command("ZINTERSTORE", -4).since("2.0.0").flags(WRITE, DENYOOM).acl(SORTEDSET)
                        .key(1, OW, UPDATE)
                        .numberedKeys(2, RO, ACCESS)
                        .keysFoundBy(KeyProcedure.DESTINATION_AND_NUMBERED_AT_2)
                        .summary("Stores what is in all the sorted sets.")
                        .complexity("O(N*K)+O(M*log(M)), N members in the smallest of K sets, M in the outcome")
                        .arguments("""
                                (destination key ks=0)(numkeys integer)(key key multi ks=1)
                                (weight integer tok=WEIGHTS opt multi)
                                (aggregate oneof tok=AGGREGATE opt
                                    (sum pure-token tok=SUM)(min pure-token tok=MIN)(max pure-token tok=MAX))"""),
                command("ZLEXCOUNT", 4).since("2.8.9").flags(READONLY, FAST).acl(SORTEDSET)
                        .key(1, RO, ACCESS)
                        .summary("Counts the members in a lexicographical range.")
                        .complexity("O(log(N)), N members")
                        .arguments("(key key ks=0)(min string)(max string)"),
                command("ZMPOP", -4).since("7.0.0").flags(WRITE).acl(SORTEDSET)
                        .numberedKeys(1, RW, ACCESS, DELETE).keysFoundBy(KeyProcedure.NUMBERED_AT_1)
                        .summary("Pops members by score from the first sorted set that has any.")
                        .complexity("O(K) + O(M*log(N)), K keys, N members, M popped")
                        .arguments("""
                                (numkeys integer)(key key multi ks=0)
                                (where oneof (min pure-token tok=MIN)(max pure-token tok=MAX))
                                (count integer tok=COUNT opt)"""),
                command("ZMSCORE", -3).since("6.2.0").flags(READONLY, FAST).acl(SORTEDSET)
                        .key(1, RO, ACCESS)
                        .summary("Returns the scores of several members.")
                        .complexity("O(N), N members asked for")
                        .arguments("(key key ks=0)(member string multi)"),
                command("ZPOPMAX", -2).since("5.0.0").flags(WRITE, FAST).acl(SORTEDSET)
                        .key(1, RW, ACCESS, DELETE)
                        .summary("Pops the members of highest score.")
                        .complexity("O(log(N)*M), N members, M popped")
                        .arguments("(key key ks=0)(count integer opt)"),
                command("ZPOPMIN", -2).since("5.0.0").flags(WRITE, FAST).acl(SORTEDSET)
                        .key(1, RW, ACCESS, DELETE)
                        .summary("Pops the members of lowest score.")
                        .complexity("O(log(N)*M), N members, M popped")
                        .arguments("(key key ks=0)(count integer opt)"),
                command("ZRANDMEMBER", -2).since("6.2.0").flags(READONLY).acl(SORTEDSET)
                        .key(1, RO, ACCESS)
                        .tips("nondeterministic_output")
                        .summary("Picks members at random.")
                        .complexity("O(N), N members returned")
                        .arguments("""
                                (key key ks=0)
                                (options block opt (count integer)(withscores pure-token tok=WITHSCORES opt))"""),
                command("ZRANGE", -4).since("1.2.0").flags(READONLY).acl(SORTEDSET)
                        .key(1, RO, ACCESS)
                        .summary("Returns the members of a range of ranks, scores or names.")
                        .complexity("O(log(N)+M), N members, M returned")
                        .history("6.2.0", "`REV`, `BYSCORE`, `BYLEX`, `LIMIT`")
                        .arguments("""
                                (key key ks=0)(start string)(stop string)
                                (sortby oneof opt since=6.2.0
                                    (byscore pure-token tok=BYSCORE)(bylex pure-token tok=BYLEX))
                                (rev pure-token tok=REV opt since=6.2.0)
                                (limit block tok=LIMIT opt since=6.2.0 (offset integer)(count integer))
                                (withscores pure-token tok=WITHSCORES opt)"""),
                command("ZRANGEBYLEX", -4).since("2.8.9").flags(READONLY).acl(SORTEDSET)
                        .key(1, RO, ACCESS)
                        .summary("Returns the members of a lexicographical range.")
                        .complexity("O(log(N)+M), N members, M returned")
                        .deprecated("6.2.0", "`ZRANGE` with `BYLEX`")
                        .arguments("""
                                (key key ks=0)(min string)(max string)
                                (limit block tok=LIMIT opt (offset integer)(count integer))"""),
                command("ZRANGEBYSCORE", -4).since("1.0.5").flags(READONLY).acl(SORTEDSET)
                        .key(1, RO, ACCESS)
                        .summary("Returns the members of a range of scores.")
                        .complexity("O(log(N)+M), N members, M returned")
                        .deprecated("6.2.0", "`ZRANGE` with `BYSCORE`")
                        .history("2.0.0", "`WITHSCORES`")
                        .arguments("""
                                (key key ks=0)(min double)(max double)
                                (withscores pure-token tok=WITHSCORES opt since=2.0.0)
                                (limit block tok=LIMIT opt (offset integer)(count integer))"""),
                command("ZRANGESTORE", -5).since("6.2.0").flags(WRITE, DENYOOM).acl(SORTEDSET)
                        .key(1, OW, UPDATE)
                        .key(2, RO, ACCESS)
                        .summary("Stores the members of a range of ranks, scores or names.")
                        .complexity("O(log(N)+M), N members, M stored")
                        .arguments("""
                                (dst key ks=0)(src key ks=1)(min string)(max string)
                                (sortby oneof opt (byscore pure-token tok=BYSCORE)(bylex pure-token tok=BYLEX))
                                (rev pure-token tok=REV opt)
                                (limit block tok=LIMIT opt (offset integer)(count integer))"""),
                command("ZRANK", -3).since("2.0.0").flags(READONLY, FAST).acl(SORTEDSET)
                        .key(1, RO, ACCESS)
                        .summary("Tells the rank of a member, lowest score first.")
                        .complexity("O(log(N))")
                        .history("7.2.0", "`WITHSCORE`")
                        .arguments("(key key ks=0)(member string)(withscore pure-token tok=WITHSCORE opt)"),
                command("ZREM", -3).since("1.2.0").flags(WRITE, FAST).acl(SORTEDSET)
                        .key(1, RW, DELETE)
                        .summary("Removes members from a sorted set.")
                        .complexity("O(M*log(N)), N members, M removed")
                        .history("2.4.0", "several members")
                        .arguments("(key key ks=0)(member string multi)"),
                command("ZREMRANGEBYLEX", 4).since("2.8.9").flags(WRITE).acl(SORTEDSET)
                        .key(1, RW, DELETE)
                        .summary("Removes the members of a lexicographical range.")
                        .complexity("O(log(N)+M), N members, M removed")
                        .arguments("(key key ks=0)(min string)(max string)"),
                command("ZREMRANGEBYRANK", 4).since("2.0.0").flags(WRITE).acl(SORTEDSET)
                        .key(1, RW, DELETE)
                        .summary("Removes the members of a range of ranks.")
                        .complexity("O(log(N)+M), N members, M removed")
                        .arguments("(key key ks=0)(start integer)(stop integer)"),
                command("ZREMRANGEBYSCORE", 4).since("1.2.0").flags(WRITE).acl(SORTEDSET)
                        .key(1, RW, DELETE)
                        .summary("Removes the members of a range of scores.")
                        .complexity("O(log(N)+M), N members, M removed")
                        .arguments("(key key ks=0)(min double)(max double)"),
                command("ZREVRANGE", -4).since("1.2.0").flags(READONLY).acl(SORTEDSET)
                        .key(1, RO, ACCESS)
                        .summary("Returns the members of a range of ranks, highest score first.")
                        .complexity("O(log(N)+M), N members, M returned")
                        .deprecated("6.2.0", "`ZRANGE` with `REV`")
                        .arguments("""
                                (key key ks=0)(start integer)(stop integer)
                                (withscores pure-token tok=WITHSCORES opt)"""),
                command("ZREVRANGEBYLEX", -4).since("2.8.9").flags(READONLY).acl(SORTEDSET)
                        .key(1, RO, ACCESS)
                        .summary("Returns the members of a lexicographical range, last name first.")
                        .complexity("O(log(N)+M), N members, M returned")
                        .deprecated("6.2.0", "`ZRANGE` with `REV BYLEX`")
                        .arguments("""
                                (key key ks=0)(max string)(min string)
                                (limit block tok=LIMIT opt (offset integer)(count integer))"""),
                command("ZREVRANGEBYSCORE", -4).since("2.2.0").flags(READONLY).acl(SORTEDSET)
                        .key(1, RO, ACCESS)
                        .summary("Returns the members of a range of scores, highest first.")
                        .complexity("O(log(N)+M), N members, M returned")
                        .deprecated("6.2.0", "`ZRANGE` with `REV BYSCORE`")
                        .history("2.1.6", "exclusive bounds")
                        .arguments("""
                                (key key ks=0)(max double)(min double)(withscores pure-token tok=WITHSCORES opt)
                                (limit block tok=LIMIT opt (offset integer)(count integer))"""),
                command("ZREVRANK", -3).since("2.0.0").flags(READONLY, FAST).acl(SORTEDSET)
                        .key(1, RO, ACCESS)
                        .summary("Tells the rank of a member, highest score first.")
                        .complexity("O(log(N))")
                        .history("7.2.0", "`WITHSCORE`")
                        .arguments("(key key ks=0)(member string)(withscore pure-token tok=WITHSCORE opt)"),
                command("ZSCAN", -3).since("2.8.0").flags(READONLY).acl(SORTEDSET)
                        .key(1, RO, ACCESS)
                        .tips("nondeterministic_output")
                        .summary("Walks through the members of a sorted set in steps.")
                        .complexity("O(1) for every call, O(N) for the whole walk over N members")
                        .arguments("""
                                (key key ks=0)(cursor integer)(pattern pattern tok=MATCH opt)
                                (count integer tok=COUNT opt)"""),
                command("ZSCORE", 3).since("1.2.0").flags(READONLY, FAST).acl(SORTEDSET)
                        .key(1, RO, ACCESS)
                        .summary("Returns the score of a member.")
                        .arguments("(key key ks=0)(member string)"),
                command("ZUNION", -3).since("6.2.0").flags(READONLY).acl(SORTEDSET)
                        .numberedKeys(1, RO, ACCESS).keysFoundBy(KeyProcedure.NUMBERED_AT_1)
                        .summary("Returns what is in any of the sorted sets.")
                        .complexity("O(N)+O(M*log(M)), N members in all the sets, M in the outcome")
                        .arguments("""
                                (numkeys integer)(key key multi ks=0)(weight integer tok=WEIGHTS opt multi)
                                (aggregate oneof tok=AGGREGATE opt
                                    (sum pure-token tok=SUM)(min pure-token tok=MIN)(max pure-token tok=MAX))
                                (withscores pure-token tok=WITHSCORES opt)"""),
                command("ZUNIONSTORE", -4).since("2.0.0").flags(WRITE, DENYOOM).acl(SORTEDSET)
                        .key(1, OW, UPDATE)
                        .numberedKeys(2, RO, ACCESS)
                        .keysFoundBy(KeyProcedure.DESTINATION_AND_NUMBERED_AT_2)
                        .summary("Stores what is in any of the sorted sets.")
                        .complexity("O(N)+O(M log(M)), N members in all the sets, M in the outcome")
                        .arguments("""
                                (destination key ks=0)(numkeys integer)(key key multi ks=1)
                                (weight integer tok=WEIGHTS opt multi)
                                (aggregate oneof tok=AGGREGATE opt
                                    (sum pure-token tok=SUM)(min pure-token tok=MIN)(max pure-token tok=MAX))"""));
    }
}
