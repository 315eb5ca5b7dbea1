package io.jadis.protocol.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.jadis.protocol.command.ReplyTree.Aggregate;
import io.jadis.protocol.command.ReplyTree.Failure;
import io.jadis.protocol.command.ReplyTree.Status;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CommandRepliesTest {
    private final CommandTable table = CommandTable.forServer();
    private final CommandReplies replies = new CommandReplies(table);

    private interface Reply {
        void write(NativeRequest request, ReplySink out);
    }

    private static Object reply(int protocol, String line, Reply reply) {
        ReplyTree tree = new ReplyTree(protocol);
        try (NativeRequest request = NativeRequest.of(line)) {
            reply.write(request, tree);
        }
        return tree.reply();
    }

    private static Aggregate set(Object... elements) {
        return new Aggregate('~', List.of(elements));
    }

    private static Aggregate map(Object... pairs) {
        return new Aggregate('%', List.of(pairs));
    }

    private static Aggregate array(Object... elements) {
        return new Aggregate('*', List.of(elements));
    }

    private static final Aggregate GET_INFO = array("get", 2L,
            set(new Status("readonly"), new Status("fast")), 1L, 1L, 1L,
            set(new Status("@read"), new Status("@string"), new Status("@fast")), set(),
            set(map("flags", set(new Status("RO"), new Status("access")),
                    "begin_search", map("type", "index", "spec", map("index", 1L)),
                    "find_keys", map("type", "range", "spec", map("lastkey", 0L, "keystep", 1L, "limit", 0L)))),
            set());

    @Test
    void infoDescribesACommand() {
        assertEquals(array(GET_INFO), reply(3, "COMMAND INFO Get", replies::info));
        Aggregate unknown = (Aggregate) reply(3, "COMMAND INFO nosuch get", replies::info);
        assertNull(unknown.elements().getFirst());
        assertEquals(GET_INFO, unknown.elements().getLast());
    }

    @Test
    void docsDocumentACommandAndItsSubcommands() {
        assertEquals(map("get", map("summary", "Returns the string at a key.", "since", "1.0.0", "group", "string",
                        "complexity", "O(1)",
                        "arguments",
                        array(map("name", "key", "type", "key", "display_text", "key", "key_spec_index", 0L)))),
                reply(3, "COMMAND DOCS nosuch get", replies::docs));
        Aggregate config = (Aggregate) reply(3, "COMMAND DOCS config", replies::docs);
        List<Object> pairs = ((Aggregate) config.elements().getLast()).elements();
        assertEquals("subcommands", pairs.get(pairs.size() - 2));
        assertEquals(5 * 2, ((Aggregate) pairs.getLast()).elements().size());
    }

    @Test
    void withoutNamesAllCommandsAreDescribed() {
        int count = table.commands().size();
        assertEquals(count, ((Aggregate) reply(2, "COMMAND", (request, out) -> replies.all(out))).elements().size());
        assertEquals(count, ((Aggregate) reply(2, "COMMAND INFO", replies::info)).elements().size());
        assertEquals(2 * count, ((Aggregate) reply(2, "COMMAND DOCS", replies::docs)).elements().size());
        assertEquals((long) count, reply(2, "COMMAND COUNT", (request, out) -> replies.count(out)));
        assertEquals(table.indexCount(), ((Aggregate) reply(2, "COMMAND LIST", replies::list)).elements().size());
    }

    @Test
    void listFiltersByPatternOverFullNames() {
        assertEquals(array("config", "config|get", "config|help", "config|resetstat", "config|rewrite", "config|set"),
                reply(3, "COMMAND LIST FILTERBY PATTERN ConFig*", replies::list));
        assertEquals(array(), reply(3, "COMMAND LIST FILTERBY MODULE any", replies::list));
        assertEquals(new Failure("ERR syntax error"), reply(3, "COMMAND LIST FILTERBY PATTERN", replies::list));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "COMMAND GETKEYS nosuch | ERR Invalid command specified",
        "COMMAND GETKEYS config nosuch | ERR Invalid command specified",
        "COMMAND GETKEYS PING | ERR The command has no key arguments",
        "COMMAND GETKEYS CONFIG | ERR The command has no key arguments",
        "COMMAND GETKEYS GET | ERR Invalid number of arguments specified for command",
        "COMMAND GETKEYS XREAD COUNT 1 STREAMS | ERR Invalid arguments specified for command",
    })
    void wrongRequestsForKeysAreRefused(String line, String error) {
        assertEquals(new Failure(error), reply(2, line, replies::getKeys));
        assertEquals(new Failure(error), reply(2, line, replies::getKeysAndFlags));
    }

    @Test
    void keysComeWithTheirFlags() {
        assertEquals(array(array("a", set(new Status("RW"), new Status("access"), new Status("delete"))),
                array("b", set(new Status("OW"), new Status("update")))),
                reply(3, "COMMAND GETKEYSANDFLAGS RENAME a b", replies::getKeysAndFlags));
        assertEquals(array(), reply(3, "COMMAND GETKEYS EVAL s 0", replies::getKeys));
    }

    @Test
    void aRenamedCommandIsDescribedUnderItsOldName() {
        CommandReplies renamed = new CommandReplies(table.renamed("get", "fetch"));
        assertEquals(array(GET_INFO), reply(3, "COMMAND INFO fetch", renamed::info));
        assertEquals(array("k"), reply(3, "COMMAND GETKEYS fetch k", renamed::getKeys));
    }
}
