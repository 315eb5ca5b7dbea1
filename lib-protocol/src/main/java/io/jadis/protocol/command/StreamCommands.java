package io.jadis.protocol.command;

import static io.jadis.protocol.command.AclCategory.STREAM;
import static io.jadis.protocol.command.CommandFlag.BLOCKING;
import static io.jadis.protocol.command.CommandFlag.DENYOOM;
import static io.jadis.protocol.command.CommandFlag.FAST;
import static io.jadis.protocol.command.CommandFlag.LOADING;
import static io.jadis.protocol.command.CommandFlag.READONLY;
import static io.jadis.protocol.command.CommandFlag.STALE;
import static io.jadis.protocol.command.CommandFlag.WRITE;
import static io.jadis.protocol.command.Declaration.command;
import static io.jadis.protocol.command.KeyFlag.ACCESS;
import static io.jadis.protocol.command.KeyFlag.DELETE;
import static io.jadis.protocol.command.KeyFlag.INSERT;
import static io.jadis.protocol.command.KeyFlag.RO;
import static io.jadis.protocol.command.KeyFlag.RW;
import static io.jadis.protocol.command.KeyFlag.UPDATE;

import java.util.List;

/** The commands of streams and their consumer groups. */
final class StreamCommands {
    private StreamCommands() {}

    static List<Declaration> declarations() {
        return List.of(
                command("XACK", -4).since("5.0.0").flags(WRITE, FAST).acl(STREAM)
                        .key(1, RW, UPDATE)
                        .summary("Marks messages as done by their consumer group.")
                        .complexity("O(1) for each message")
                        .arguments("(key key ks=0)(group string)(id string multi)"),
                command("XADD", -5).since("5.0.0").flags(WRITE, DENYOOM, FAST).acl(STREAM)
                        .key(1, RW, UPDATE).note("UPDATE rather than INSERT: it may trim")
                        .tips("nondeterministic_output")
                        .summary("Appends an entry to a stream.")
                        .complexity("O(1) to append, O(N) to trim N entries")
                        .history("6.2.0", "`NOMKSTREAM`, `MINID`, `LIMIT`")
                        .history("7.0.0", "ids of the form `<ms>-*`")
                        .arguments("""
                                (key key ks=0)(nomkstream pure-token tok=NOMKSTREAM opt since=6.2.0)
                                (trim block opt
                                    (strategy oneof
                                        (maxlen pure-token tok=MAXLEN)(minid pure-token tok=MINID since=6.2.0))
                                    (operator oneof opt (equal pure-token tok==)(approximately pure-token tok=~))
                                    (threshold string)(count integer tok=LIMIT opt since=6.2.0))
                                (id-selector oneof (auto-id pure-token tok=*)(id string))
                                (data block multi (field string)(value string))"""),
                command("XAUTOCLAIM", -6).since("6.2.0").flags(WRITE, FAST).acl(STREAM)
                        .key(1, RW, DELETE)
                        .tips("nondeterministic_output")
                        .summary("Takes over pending messages that have been idle for long, scanning in steps.")
                        .complexity("O(1) for a small COUNT")
                        .history("7.0.0", "the reply lists entries that were deleted")
                        .arguments("""
                                (key key ks=0)(group string)(consumer string)(min-idle-time string)(start string)
                                (count integer tok=COUNT opt)(justid pure-token tok=JUSTID opt)"""),
                command("XCLAIM", -6).since("5.0.0").flags(WRITE, FAST).acl(STREAM)
                        .key(1, RW, UPDATE)
                        .tips("nondeterministic_output")
                        .summary("Takes over pending messages by id.")
                        .complexity("O(log N), N messages pending in the group")
                        .arguments("""
                                (key key ks=0)(group string)(consumer string)(min-idle-time string)(id string multi)
                                (ms integer tok=IDLE opt)(unix-time-milliseconds unix-time tok=TIME opt)
                                (count integer tok=RETRYCOUNT opt)(force pure-token tok=FORCE opt)
                                (justid pure-token tok=JUSTID opt)(lastid string tok=LASTID opt)"""),
                command("XDEL", -3).since("5.0.0").flags(WRITE, FAST).acl(STREAM)
                        .key(1, RW, DELETE)
                        .summary("Deletes entries by id.")
                        .complexity("O(1) for each entry")
                        .arguments("(key key ks=0)(id string multi)"),
                command("XGROUP", -2).since("5.0.0")
                        .summary("Manages consumer groups.")
                        .complexity("Depends on subcommand."),
                command("XGROUP|CREATE", -5).since("5.0.0").flags(WRITE, DENYOOM).acl(STREAM)
                        .key(2, RW, INSERT)
                        .summary("Creates a consumer group.")
                        .history("7.0.0", "`ENTRIESREAD`")
                        .arguments("""
                                (key key ks=0)(group string)
                                (id-selector oneof (id string)(new-id pure-token tok=$))
                                (mkstream pure-token tok=MKSTREAM opt)(entries-read integer tok=ENTRIESREAD opt)"""),
                command("XGROUP|CREATECONSUMER", 5).since("6.2.0").flags(WRITE, DENYOOM).acl(STREAM)
                        .key(2, RW, INSERT)
                        .summary("Creates a consumer in a group.")
                        .arguments("(key key ks=0)(group string)(consumer string)"),
                command("XGROUP|DELCONSUMER", 5).since("5.0.0").flags(WRITE).acl(STREAM)
                        .key(2, RW, DELETE)
                        .summary("Deletes a consumer of a group.")
                        .arguments("(key key ks=0)(group string)(consumer string)"),
                command("XGROUP|DESTROY", 4).since("5.0.0").flags(WRITE).acl(STREAM)
                        .key(2, RW, DELETE)
                        .summary("Deletes a consumer group.")
                        .complexity("O(N), N messages pending in the group")
                        .arguments("(key key ks=0)(group string)"),
                command("XGROUP|HELP", 2).since("5.0.0").flags(LOADING, STALE).acl(STREAM)
                        .summary("Lists the subcommands of XGROUP."),
                command("XGROUP|SETID", -5).since("5.0.0").flags(WRITE).acl(STREAM)
                        .key(2, RW, UPDATE)
                        .summary("Sets the id up to which a group has been served.")
                        .history("7.0.0", "`ENTRIESREAD`")
                        .arguments("""
                                (key key ks=0)(group string)
                                (id-selector oneof (id string)(new-id pure-token tok=$))
                                (entriesread integer tok=ENTRIESREAD opt disp=entries-read)"""),
                command("XINFO", -2).since("5.0.0")
                        .summary("Looks at streams and their consumer groups.")
                        .complexity("Depends on subcommand."),
                command("XINFO|CONSUMERS", 4).since("5.0.0").flags(READONLY).acl(STREAM)
                        .key(2, RO, ACCESS)
                        .tips("nondeterministic_output")
                        .summary("Describes the consumers of a group.")
                        .history("7.2.0", "field `inactive`")
                        .arguments("(key key ks=0)(group string)"),
                command("XINFO|GROUPS", 3).since("5.0.0").flags(READONLY).acl(STREAM)
                        .key(2, RO, ACCESS)
                        .summary("Describes the consumer groups of a stream.")
                        .history("7.0.0", "fields `entries-read`, `lag`")
                        .arguments("(key key ks=0)"),
                command("XINFO|HELP", 2).since("5.0.0").flags(LOADING, STALE).acl(STREAM)
                        .summary("Lists the subcommands of XINFO."),
                command("XINFO|STREAM", -3).since("5.0.0").flags(READONLY).acl(STREAM)
                        .key(2, RO, ACCESS)
                        .summary("Describes a stream.")
                        .history("6.0.0", "`FULL`")
                        .history("7.0.0", "fields `max-deleted-entry-id`, `entries-added`, `recorded-first-entry-id`, "
                                + "`entries-read`, `lag`")
                        .history("7.2.0", "field `active-time`; `seen-time` means attempts")
                        .arguments("""
                                (key key ks=0)
                                (full-block block opt (full pure-token tok=FULL)(count integer tok=COUNT opt))"""),
                command("XLEN", 2).since("5.0.0").flags(READONLY, FAST).acl(STREAM)
                        .key(1, RO)
                        .summary("Counts the entries of a stream.")
                        .arguments("(key key ks=0)"),
                command("XPENDING", -3).since("5.0.0").flags(READONLY).acl(STREAM)
                        .key(1, RO, ACCESS)
                        .tips("nondeterministic_output")
                        .summary("Lists, or sums up, the messages that consumers have not acknowledged.")
                        .complexity("O(N), N messages returned, or consumers in the summary; O(M) with IDLE, M "
                                + "messages scanned")
                        .history("6.2.0", "`IDLE`, exclusive ranges")
                        .arguments("""
                                (key key ks=0)(group string)
                                (filters block opt
                                    (min-idle-time integer tok=IDLE opt since=6.2.0)(start string)(end string)
                                    (count integer)(consumer string opt))"""),
                command("XRANGE", -4).since("5.0.0").flags(READONLY).acl(STREAM)
                        .key(1, RO, ACCESS)
                        .summary("Returns the entries of a range of ids.")
                        .complexity("O(N), N entries returned")
                        .history("6.2.0", "exclusive ranges")
                        .arguments("(key key ks=0)(start string)(end string)(count integer tok=COUNT opt)"),
                command("XREAD", -4).since("5.0.0").flags(READONLY, BLOCKING).acl(STREAM)
                        .keysAfter("STREAMS", 1, 2, RO, ACCESS).keysFoundBy(KeyProcedure.XREAD)
                        .summary("Returns the entries after given ids of several streams; can wait for new ones.")
                        .complexity(null)
                        .arguments("""
                                (count integer tok=COUNT opt)(milliseconds integer tok=BLOCK opt)
                                (streams block tok=STREAMS (key key multi ks=0)(id string multi))"""),
                command("XREADGROUP", -7).since("5.0.0").flags(WRITE, BLOCKING).acl(STREAM)
                        .keysAfter("STREAMS", 4, 2, RO, ACCESS).keysFoundBy(KeyProcedure.XREAD)
                        .summary("Returns new or pending entries to a consumer of a group; can wait for new ones.")
                        .complexity("O(M) for each stream, M entries returned")
                        .arguments("""
                                (group-block block tok=GROUP (group string)(consumer string))
                                (count integer tok=COUNT opt)(milliseconds integer tok=BLOCK opt)
                                (noack pure-token tok=NOACK opt)
                                (streams block tok=STREAMS (key key multi ks=0)(id string multi))"""),
                command("XREVRANGE", -4).since("5.0.0").flags(READONLY).acl(STREAM)
                        .key(1, RO, ACCESS)
                        .summary("Returns the entries of a range of ids, newest first.")
                        .complexity("O(N), N entries returned")
                        .history("6.2.0", "exclusive ranges")
                        .arguments("(key key ks=0)(end string)(start string)(count integer tok=COUNT opt)"),
                command("XSETID", -3).since("5.0.0").flags(WRITE, DENYOOM, FAST).acl(STREAM)
                        .key(1, RW, UPDATE)
                        .summary("Sets the counters of a stream; used by replication.")
                        .history("7.0.0", "`ENTRIESADDED`, `MAXDELETEDID`")
                        .arguments("""
                                (key key ks=0)(last-id string)
                                (entries-added integer tok=ENTRIESADDED opt since=7.0.0)
                                (max-deleted-id string tok=MAXDELETEDID opt since=7.0.0)"""),
                command("XTRIM", -4).since("5.0.0").flags(WRITE).acl(STREAM)
                        .key(1, RW, DELETE)
                        .tips("nondeterministic_output")
                        .summary("Removes the oldest entries of a stream.")
                        .complexity("O(N), N entries removed, with a very small constant")
                        .history("6.2.0", "`MINID`, `LIMIT`")
                        .arguments("""
                                (key key ks=0)
                                (trim block
                                    (strategy oneof
                                        (maxlen pure-token tok=MAXLEN)(minid pure-token tok=MINID since=6.2.0))
                                    (operator oneof opt (equal pure-token tok==)(approximately pure-token tok=~))
                                    (threshold string)(count integer tok=LIMIT opt since=6.2.0))"""));
    }
}
