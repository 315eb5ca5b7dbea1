package io.jadis.protocol.command;

import static io.jadis.protocol.command.AclCategory.SET;
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

import java.util.List;

/** The commands of sets. */
final class SetCommands {
    private SetCommands() {}

    static List<Declaration> declarations() {
        return List.of(
                command("SADD", -3).since("1.0.0").flags(WRITE, DENYOOM, FAST).acl(SET)
                        .key(1, RW, INSERT)
                        .summary("Adds members to a set.")
                        .complexity("O(1) for each member")
                        .history("2.4.0", "several members")
                        .arguments("(key key ks=0)(member string multi)"),
                command("SCARD", 2).since("1.0.0").flags(READONLY, FAST).acl(SET)
                        .key(1, RO)
                        .summary("Counts the members of a set.")
                        .arguments("(key key ks=0)"),
                command("SDIFF", -2).since("1.0.0").flags(READONLY).acl(SET)
                        .keys(1, -1, 1, RO, ACCESS)
                        .tips("nondeterministic_output_order")
                        .summary("Returns what is in the first set and in none of the others.")
                        .complexity("O(N), N members in all the sets")
                        .arguments("(key key multi ks=0)"),
                command("SDIFFSTORE", -3).since("1.0.0").flags(WRITE, DENYOOM).acl(SET)
                        .key(1, OW, UPDATE)
                        .keys(2, -1, 1, RO, ACCESS)
                        .summary("Stores what is in the first set and in none of the others.")
                        .complexity("O(N), N members in all the sets")
                        .arguments("(destination key ks=0)(key key multi ks=1)"),
                command("SINTER", -2).since("1.0.0").flags(READONLY).acl(SET)
                        .keys(1, -1, 1, RO, ACCESS)
                        .tips("nondeterministic_output_order")
                        .summary("Returns what is in all the sets.")
                        .complexity("O(N*M), N members in the smallest of M sets")
                        .arguments("(key key multi ks=0)"),
                command("SINTERCARD", -3).since("7.0.0").flags(READONLY).acl(SET)
                        .numberedKeys(1, RO, ACCESS).keysFoundBy(KeyProcedure.NUMBERED_AT_1)
                        .summary("Counts what is in all the sets.")
                        .complexity("O(N*M), N members in the smallest of M sets")
                        .arguments("(numkeys integer)(key key multi ks=0)(limit integer tok=LIMIT opt)"),
                command("SINTERSTORE", -3).since("1.0.0").flags(WRITE, DENYOOM).acl(SET)
                        .key(1, RW, UPDATE)
                        .keys(2, -1, 1, RO, ACCESS)
                        .summary("Stores what is in all the sets.")
                        .complexity("O(N*M), N members in the smallest of M sets")
                        .arguments("(destination key ks=0)(key key multi ks=1)"),
                command("SISMEMBER", 3).since("1.0.0").flags(READONLY, FAST).acl(SET)
                        .key(1, RO)
                        .summary("Tells whether a set has a member.")
                        .arguments("(key key ks=0)(member string)"),
                command("SMEMBERS", 2).since("1.0.0").flags(READONLY).acl(SET)
                        .key(1, RO, ACCESS)
                        .tips("nondeterministic_output_order")
                        .summary("Returns all members of a set.")
                        .complexity("O(N), N members")
                        .arguments("(key key ks=0)"),
                command("SMISMEMBER", -3).since("6.2.0").flags(READONLY, FAST).acl(SET)
                        .key(1, RO, ACCESS)
                        .summary("Tells for each of several members whether a set has it.")
                        .complexity("O(N), N members asked for")
                        .arguments("(key key ks=0)(member string multi)"),
                command("SMOVE", 4).since("1.0.0").flags(WRITE, FAST).acl(SET)
                        .key(1, RW, ACCESS, DELETE)
                        .key(2, RW, INSERT)
                        .summary("Moves a member from one set to another.")
                        .arguments("(source key ks=0)(destination key ks=1)(member string)"),
                command("SPOP", -2).since("1.0.0").flags(WRITE, FAST).acl(SET)
                        .key(1, RW, ACCESS, DELETE)
                        .tips("nondeterministic_output")
                        .summary("Removes members at random and returns them.")
                        .complexity("O(1) without a count, else O(N), N members asked for")
                        .history("3.2.0", "`count`")
                        .arguments("(key key ks=0)(count integer opt since=3.2.0)"),
                command("SRANDMEMBER", -2).since("1.0.0").flags(READONLY).acl(SET)
                        .key(1, RO, ACCESS)
                        .tips("nondeterministic_output")
                        .summary("Picks members at random.")
                        .complexity("O(1) without a count, else O(N), N members asked for")
                        .history("2.6.0", "`count`")
                        .arguments("(key key ks=0)(count integer opt since=2.6.0)"),
                command("SREM", -3).since("1.0.0").flags(WRITE, FAST).acl(SET)
                        .key(1, RW, DELETE)
                        .summary("Removes members from a set.")
                        .complexity("O(N), N members")
                        .history("2.4.0", "several members")
                        .arguments("(key key ks=0)(member string multi)"),
                command("SSCAN", -3).since("2.8.0").flags(READONLY).acl(SET)
                        .key(1, RO, ACCESS)
                        .tips("nondeterministic_output")
                        .summary("Walks through the members of a set in steps.")
                        .complexity("O(1) for every call, O(N) for the whole walk over N members")
                        .arguments("""
                                (key key ks=0)(cursor integer)(pattern pattern tok=MATCH opt)
                                (count integer tok=COUNT opt)"""),
                command("SUNION", -2).since("1.0.0").flags(READONLY).acl(SET)
                        .keys(1, -1, 1, RO, ACCESS)
                        .tips("nondeterministic_output_order")
                        .summary("Returns what is in any of the sets.")
                        .complexity("O(N), N members in all the sets")
                        .arguments("(key key multi ks=0)"),
                command("SUNIONSTORE", -3).since("1.0.0").flags(WRITE, DENYOOM).acl(SET)
                        .key(1, OW, UPDATE)
                        .keys(2, -1, 1, RO, ACCESS)
                        .summary("Stores what is in any of the sets.")
                        .complexity("O(N), N members in all the sets")
                        .arguments("(destination key ks=0)(key key multi ks=1)"));
    }
}
