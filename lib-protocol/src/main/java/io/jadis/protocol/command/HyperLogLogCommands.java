package io.jadis.protocol.command;

import static io.jadis.protocol.command.AclCategory.HYPERLOGLOG;
import static io.jadis.protocol.command.CommandFlag.ADMIN;
import static io.jadis.protocol.command.CommandFlag.DENYOOM;
import static io.jadis.protocol.command.CommandFlag.FAST;
import static io.jadis.protocol.command.CommandFlag.MAY_REPLICATE;
import static io.jadis.protocol.command.CommandFlag.READONLY;
import static io.jadis.protocol.command.CommandFlag.WRITE;
import static io.jadis.protocol.command.Declaration.command;
import static io.jadis.protocol.command.KeyFlag.ACCESS;
import static io.jadis.protocol.command.KeyFlag.INSERT;
import static io.jadis.protocol.command.KeyFlag.RO;
import static io.jadis.protocol.command.KeyFlag.RW;

import java.util.List;

/** The commands of HyperLogLogs. */
final class HyperLogLogCommands {
    private HyperLogLogCommands() {}

    static List<Declaration> declarations() {
        return List.of(
                command("PFADD", -2).since("2.8.9").flags(WRITE, DENYOOM, FAST).acl(HYPERLOGLOG)
                        .key(1, RW, INSERT)
                        .summary("Adds elements to a HyperLogLog.")
                        .complexity("O(1) for each element")
                        .arguments("(key key ks=0)(element string opt multi)"),
                command("PFCOUNT", -2).since("2.8.9").flags(READONLY, MAY_REPLICATE).acl(HYPERLOGLOG)
                        .keys(1, -1, 1, RW, ACCESS)
                        .note("RW: it may cache the count inside the value and change its representation")
                        .summary("Estimates how many distinct elements HyperLogLogs have seen.")
                        .complexity("O(1) for one key, O(N) with a high constant for N keys")
                        .arguments("(key key multi ks=0)"),
                command("PFDEBUG", 3).since("2.8.9").flags(WRITE, DENYOOM, ADMIN).acl(HYPERLOGLOG)
                        .key(2, RW, ACCESS)
                        .summary("Looks inside a HyperLogLog.")
                        .complexity("N/A")
                        .internal()
                        .arguments("(subcommand string)(key key ks=0)"),
                command("PFMERGE", -2).since("2.8.9").flags(WRITE, DENYOOM).acl(HYPERLOGLOG)
                        .key(1, RW, ACCESS, INSERT)
                        .keys(2, -1, 1, RO, ACCESS)
                        .summary("Merges HyperLogLogs into one.")
                        .complexity("O(N), N HyperLogLogs, with a high constant")
                        .arguments("(destkey key ks=0)(sourcekey key opt multi ks=1)"),
                command("PFSELFTEST", 1).since("2.8.9").flags(ADMIN).acl(HYPERLOGLOG)
                        .summary("Tests the HyperLogLog implementation.")
                        .complexity("N/A")
                        .internal());
    }
}
