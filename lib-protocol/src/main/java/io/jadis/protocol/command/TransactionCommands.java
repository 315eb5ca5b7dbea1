package io.jadis.protocol.command;

import static io.jadis.protocol.command.AclCategory.TRANSACTION;
import static io.jadis.protocol.command.CommandFlag.ALLOW_BUSY;
import static io.jadis.protocol.command.CommandFlag.FAST;
import static io.jadis.protocol.command.CommandFlag.LOADING;
import static io.jadis.protocol.command.CommandFlag.NOSCRIPT;
import static io.jadis.protocol.command.CommandFlag.SKIP_SLOWLOG;
import static io.jadis.protocol.command.CommandFlag.STALE;
import static io.jadis.protocol.command.Declaration.command;
import static io.jadis.protocol.command.KeyFlag.RO;

import java.util.List;

/** The commands of transactions. */
final class TransactionCommands {
    private TransactionCommands() {}

    static List<Declaration> declarations() {
        return List.of(
                command("DISCARD", 1).since("2.0.0").flags(NOSCRIPT, LOADING, STALE, FAST, ALLOW_BUSY)
                        .acl(TRANSACTION)
                        .summary("Drops a transaction.")
                        .complexity("O(N), N queued commands"),
                command("EXEC", 1).since("1.2.0").flags(NOSCRIPT, LOADING, STALE, SKIP_SLOWLOG).acl(TRANSACTION)
                        .summary("Executes the queued commands as one.")
                        .complexity("Depends on the queued commands"),
                command("MULTI", 1).since("1.2.0").flags(NOSCRIPT, LOADING, STALE, FAST, ALLOW_BUSY).acl(TRANSACTION)
                        .summary("Begins to queue commands for EXEC."),
                command("UNWATCH", 1).since("2.2.0").flags(NOSCRIPT, LOADING, STALE, FAST, ALLOW_BUSY)
                        .acl(TRANSACTION)
                        .summary("Stops watching keys."),
                command("WATCH", -2).since("2.2.0").flags(NOSCRIPT, LOADING, STALE, FAST, ALLOW_BUSY).acl(TRANSACTION)
                        .keys(1, -1, 1, RO)
                        .summary("Makes the next EXEC fail if one of the keys changes before it.")
                        .complexity("O(1) for each key")
                        .arguments("(key key multi ks=0)"));
    }
}
