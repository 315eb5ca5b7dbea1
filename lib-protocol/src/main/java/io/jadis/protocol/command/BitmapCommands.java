package io.jadis.protocol.command;

import static io.jadis.protocol.command.AclCategory.BITMAP;
import static io.jadis.protocol.command.CommandFlag.DENYOOM;
import static io.jadis.protocol.command.CommandFlag.FAST;
import static io.jadis.protocol.command.CommandFlag.READONLY;
import static io.jadis.protocol.command.CommandFlag.WRITE;
import static io.jadis.protocol.command.Declaration.command;
import static io.jadis.protocol.command.KeyFlag.ACCESS;
import static io.jadis.protocol.command.KeyFlag.OW;
import static io.jadis.protocol.command.KeyFlag.RO;
import static io.jadis.protocol.command.KeyFlag.RW;
import static io.jadis.protocol.command.KeyFlag.UPDATE;
import static io.jadis.protocol.command.KeyFlag.VARIABLE_FLAGS;

import java.util.List;

/** The commands of strings as bitmaps. */
final class BitmapCommands {
    private BitmapCommands() {}

    static List<Declaration> declarations() {
        return List.of(
                command("BITCOUNT", -2).since("2.6.0").flags(READONLY).acl(BITMAP)
                        .key(1, RO, ACCESS)
                        .summary("Counts the bits that are set in a string or in a range of it.")
                        .complexity("O(N)")
                        .history("7.0.0", "`BYTE` and `BIT` units")
                        .arguments("""
                                (key key ks=0)
                                (range block opt
                                    (start integer)(end integer)
                                    (unit oneof opt since=7.0.0
                                        (byte pure-token tok=BYTE)(bit pure-token tok=BIT)))"""),
                command("BITFIELD", -2).since("3.2.0").flags(WRITE, DENYOOM).acl(BITMAP)
                        .key(1, RW, ACCESS, UPDATE, VARIABLE_FLAGS).note("RO unless it writes")
                        .keysFoundBy(KeyProcedure.BITFIELD)
                        .summary("Reads, writes and increments integers of any bit width inside a string.")
                        .complexity("O(1) per operation")
                        .arguments("""
                                (key key ks=0)
                                (operation oneof opt multi
                                    (get-block block tok=GET (encoding string)(offset integer))
                                    (write block
                                        (overflow-block oneof tok=OVERFLOW opt
                                            (wrap pure-token tok=WRAP)(sat pure-token tok=SAT)
                                            (fail pure-token tok=FAIL))
                                        (write-operation oneof
                                            (set-block block tok=SET
                                                (encoding string)(offset integer)(value integer))
                                            (incrby-block block tok=INCRBY
                                                (encoding string)(offset integer)(increment integer)))))"""),
                command("BITFIELD_RO", -2).since("6.0.0").flags(READONLY, FAST).acl(BITMAP)
                        .key(1, RO, ACCESS)
                        .summary("Reads integers of any bit width inside a string.")
                        .complexity("O(1) per operation")
                        .arguments("""
                                (key key ks=0)
                                (get-block block tok=GET opt multi multitok (encoding string)(offset integer))"""),
                command("BITOP", -4).since("2.6.0").flags(WRITE, DENYOOM).acl(BITMAP)
                        .key(2, OW, UPDATE)
                        .keys(3, -1, 1, RO, ACCESS)
                        .summary("Combines strings bit by bit and stores the outcome.")
                        .complexity("O(N)")
                        .arguments("""
                                (operation oneof
                                    (and pure-token tok=AND)(or pure-token tok=OR)(xor pure-token tok=XOR)
                                    (not pure-token tok=NOT))
                                (destkey key ks=0)(key key multi ks=1)"""),
                command("BITPOS", -3).since("2.8.7").flags(READONLY).acl(BITMAP)
                        .key(1, RO, ACCESS)
                        .summary("Finds the first bit of a string that is set, or clear.")
                        .complexity("O(N)")
                        .history("7.0.0", "`BYTE` and `BIT` units")
                        .arguments("""
                                (key key ks=0)(bit integer)
                                (range block opt
                                    (start integer)
                                    (end-unit-block block opt
                                        (end integer)
                                        (unit oneof opt since=7.0.0
                                            (byte pure-token tok=BYTE)(bit pure-token tok=BIT))))"""),
                command("GETBIT", 3).since("2.2.0").flags(READONLY, FAST).acl(BITMAP)
                        .key(1, RO, ACCESS)
                        .summary("Reads one bit of a string.")
                        .arguments("(key key ks=0)(offset integer)"),
                command("SETBIT", 4).since("2.2.0").flags(WRITE, DENYOOM).acl(BITMAP)
                        .key(1, RW, ACCESS, UPDATE)
                        .summary("Writes one bit of a string and returns the bit that was there.")
                        .arguments("(key key ks=0)(offset integer)(value integer)"));
    }
}
