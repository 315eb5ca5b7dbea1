package io.jadis.protocol.command;

import static io.jadis.protocol.command.AclCategory.LIST;
import static io.jadis.protocol.command.CommandFlag.BLOCKING;
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

/** The commands of lists. */
final class ListCommands {
    private ListCommands() {}

    static List<Declaration> declarations() {
        return List.of(
                command("BLMOVE", 6).since("6.2.0").flags(WRITE, DENYOOM, BLOCKING).acl(LIST)
                        .key(1, RW, ACCESS, DELETE)
                        .key(2, RW, INSERT)
                        .summary("Moves an element between lists; waits until there is one.")
                        .arguments("""
                                (source key ks=0)(destination key ks=1)
                                (wherefrom oneof (left pure-token tok=LEFT)(right pure-token tok=RIGHT))
                                (whereto oneof (left pure-token tok=LEFT)(right pure-token tok=RIGHT))
                                (timeout double)"""),
                command("BLMPOP", -5).since("7.0.0").flags(WRITE, BLOCKING).acl(LIST)
                        .numberedKeys(2, RW, ACCESS, DELETE).keysFoundBy(KeyProcedure.NUMBERED_AT_2)
                        .summary("Pops elements from the first list that has any; waits until one has.")
                        .complexity("O(N+M), N keys, M elements returned")
                        .arguments("""
                                (timeout double)(numkeys integer)(key key multi ks=0)
                                (where oneof (left pure-token tok=LEFT)(right pure-token tok=RIGHT))
                                (count integer tok=COUNT opt)"""),
                command("BLPOP", -3).since("2.0.0").flags(WRITE, BLOCKING).acl(LIST)
                        .keys(1, -2, 1, RW, ACCESS, DELETE)
                        .summary("Pops the head of the first list that has any element; waits until one has.")
                        .complexity("O(N), N keys")
                        .history("6.0.0", "fractions of a second")
                        .arguments("(key key multi ks=0)(timeout double)"),
                command("BRPOP", -3).since("2.0.0").flags(WRITE, BLOCKING).acl(LIST)
                        .keys(1, -2, 1, RW, ACCESS, DELETE)
                        .summary("Pops the tail of the first list that has any element; waits until one has.")
                        .complexity("O(N), N keys")
                        .history("6.0.0", "fractions of a second")
                        .arguments("(key key multi ks=0)(timeout double)"),
                command("BRPOPLPUSH", 4).since("2.2.0").flags(WRITE, DENYOOM, BLOCKING).acl(LIST)
                        .key(1, RW, ACCESS, DELETE)
                        .key(2, RW, INSERT)
                        .summary("Moves the tail of a list to the head of another; waits until there is one.")
                        .deprecated("6.2.0", "`BLMOVE` with `RIGHT LEFT`")
                        .history("6.0.0", "fractions of a second")
                        .arguments("(source key ks=0)(destination key ks=1)(timeout double)"),
                command("LINDEX", 3).since("1.0.0").flags(READONLY).acl(LIST)
                        .key(1, RO, ACCESS)
                        .summary("Returns the element at an index.")
                        .complexity("O(N), N elements up to the index; O(1) at both ends")
                        .arguments("(key key ks=0)(index integer)"),
                command("LINSERT", 5).since("2.2.0").flags(WRITE, DENYOOM).acl(LIST)
                        .key(1, RW, INSERT)
                        .summary("Inserts an element before or after another.")
                        .complexity("O(N), N elements up to the pivot; O(1) at the head")
                        .arguments("""
                                (key key ks=0)
                                (where oneof (before pure-token tok=BEFORE)(after pure-token tok=AFTER))
                                (pivot string)(element string)"""),
                command("LLEN", 2).since("1.0.0").flags(READONLY, FAST).acl(LIST)
                        .key(1, RO)
                        .summary("Counts the elements of a list.")
                        .arguments("(key key ks=0)"),
                command("LMOVE", 5).since("6.2.0").flags(WRITE, DENYOOM).acl(LIST)
                        .key(1, RW, ACCESS, DELETE)
                        .key(2, RW, INSERT)
                        .summary("Moves an element from one list to another.")
                        .arguments("""
                                (source key ks=0)(destination key ks=1)
                                (wherefrom oneof (left pure-token tok=LEFT)(right pure-token tok=RIGHT))
                                (whereto oneof (left pure-token tok=LEFT)(right pure-token tok=RIGHT))"""),
                command("LMPOP", -4).since("7.0.0").flags(WRITE).acl(LIST)
                        .numberedKeys(1, RW, ACCESS, DELETE).keysFoundBy(KeyProcedure.NUMBERED_AT_1)
                        .summary("Pops elements from the first list that has any.")
                        .complexity("O(N+M), N keys, M elements returned")
                        .arguments("""
                                (numkeys integer)(key key multi ks=0)
                                (where oneof (left pure-token tok=LEFT)(right pure-token tok=RIGHT))
                                (count integer tok=COUNT opt)"""),
                command("LPOP", -2).since("1.0.0").flags(WRITE, FAST).acl(LIST)
                        .key(1, RW, ACCESS, DELETE)
                        .summary("Pops elements from the head of a list.")
                        .complexity("O(N), N elements returned")
                        .history("6.2.0", "`count`")
                        .arguments("(key key ks=0)(count integer opt since=6.2.0)"),
                command("LPOS", -3).since("6.0.6").flags(READONLY).acl(LIST)
                        .key(1, RO, ACCESS)
                        .summary("Finds the indexes of an element.")
                        .complexity("O(N), N elements; about O(1) near the ends or with MAXLEN")
                        .arguments("""
                                (key key ks=0)(element string)(rank integer tok=RANK opt)
                                (num-matches integer tok=COUNT opt)(len integer tok=MAXLEN opt)"""),
                command("LPUSH", -3).since("1.0.0").flags(WRITE, DENYOOM, FAST).acl(LIST)
                        .key(1, RW, INSERT)
                        .summary("Puts elements in front of a list.")
                        .complexity("O(1) for each element")
                        .history("2.4.0", "several elements")
                        .arguments("(key key ks=0)(element string multi)"),
                command("LPUSHX", -3).since("2.2.0").flags(WRITE, DENYOOM, FAST).acl(LIST)
                        .key(1, RW, INSERT)
                        .summary("Puts elements in front of a list that exists.")
                        .complexity("O(1) for each element")
                        .history("4.0.0", "several elements")
                        .arguments("(key key ks=0)(element string multi)"),
                command("LRANGE", 4).since("1.0.0").flags(READONLY).acl(LIST)
                        .key(1, RO, ACCESS)
                        .summary("Returns the elements of an index range.")
                        .complexity("O(S+N), S elements from the nearer end to the start, N in the range")
                        .arguments("(key key ks=0)(start integer)(stop integer)"),
                command("LREM", 4).since("1.0.0").flags(WRITE).acl(LIST)
                        .key(1, RW, DELETE)
                        .summary("Removes elements equal to a value.")
                        .complexity("O(N+M), N elements, M removed")
                        .arguments("(key key ks=0)(count integer)(element string)"),
                command("LSET", 4).since("1.0.0").flags(WRITE, DENYOOM).acl(LIST)
                        .key(1, RW, UPDATE)
                        .summary("Replaces the element at an index.")
                        .complexity("O(N), N elements; O(1) at both ends")
                        .arguments("(key key ks=0)(index integer)(element string)"),
                command("LTRIM", 4).since("1.0.0").flags(WRITE).acl(LIST)
                        .key(1, RW, DELETE)
                        .summary("Removes everything outside an index range.")
                        .complexity("O(N), N elements removed")
                        .arguments("(key key ks=0)(start integer)(stop integer)"),
                command("RPOP", -2).since("1.0.0").flags(WRITE, FAST).acl(LIST)
                        .key(1, RW, ACCESS, DELETE)
                        .summary("Pops elements from the tail of a list.")
                        .complexity("O(N), N elements returned")
                        .history("6.2.0", "`count`")
                        .arguments("(key key ks=0)(count integer opt since=6.2.0)"),
                command("RPOPLPUSH", 3).since("1.2.0").flags(WRITE, DENYOOM).acl(LIST)
                        .key(1, RW, ACCESS, DELETE)
                        .key(2, RW, INSERT)
                        .summary("Moves the tail of a list to the head of another.")
                        .deprecated("6.2.0", "`LMOVE` with `RIGHT LEFT`")
                        .arguments("(source key ks=0)(destination key ks=1)"),
                command("RPUSH", -3).since("1.0.0").flags(WRITE, DENYOOM, FAST).acl(LIST)
                        .key(1, RW, INSERT)
                        .summary("Appends elements to a list.")
                        .complexity("O(1) for each element")
                        .history("2.4.0", "several elements")
                        .arguments("(key key ks=0)(element string multi)"),
                command("RPUSHX", -3).since("2.2.0").flags(WRITE, DENYOOM, FAST).acl(LIST)
                        .key(1, RW, INSERT)
                        .summary("Appends elements to a list that exists.")
                        .complexity("O(1) for each element")
                        .history("4.0.0", "several elements")
                        .arguments("(key key ks=0)(element string multi)"));
    }
}
