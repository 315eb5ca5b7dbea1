package io.jadis.cli;

import static io.jadis.cli.Replies.array;
import static io.jadis.cli.Replies.error;
import static io.jadis.cli.Replies.map;
import static io.jadis.cli.Replies.set;
import static io.jadis.cli.Replies.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.client.RespValue;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandDocsTest {
    private final CommandDocs docs = new CommandDocs();

    private static RespValue argument(String name, String type, String token, String flags, RespValue... children) {
        List<Object> fields = new ArrayList<>(List.of("name", name, "type", type));
        if (token != null) fields.addAll(List.of("token", token));
        Object[] words = flags.isEmpty() ? new Object[0] : List.of(flags.split(" ")).stream()
                .map(Replies::status).toArray();
        if (words.length > 0) fields.addAll(List.of("flags", set(words)));
        if (children.length > 0) fields.addAll(List.of("arguments", array((Object[]) children)));
        return map(fields.toArray());
    }

    private static RespValue key() {
        return argument("key", "key", null, "");
    }

    private static RespValue command(String group, RespValue... arguments) {
        return map("summary", "Does it.", "since", "1.0.0", "group", group, "arguments", array((Object[]) arguments));
    }

    @BeforeEach
    void load() {
        RespValue condition = argument("condition", "oneof", null, "optional",
                argument("nx", "pure-token", "NX", ""), argument("xx", "pure-token", "XX", ""));
        RespValue expiry = argument("expiry", "oneof", null, "optional",
                argument("seconds", "integer", "EX", ""), argument("keepttl", "pure-token", "KEEPTTL", ""));
        docs.load(map(
                "set", command("string", key(), argument("value", "string", null, ""), condition, expiry),
                "del", command("generic", argument("key", "key", null, "multiple")),
                "xrange", command("stream", key(), argument("start", "string", null, ""),
                        argument("count", "integer", "COUNT", "optional")),
                "zadd", command("sorted-set", key(), argument("data", "block", null, "multiple",
                        argument("score", "double", null, ""), argument("member", "string", null, ""))),
                "sort", command("generic", key(), argument("get", "pattern", "GET",
                        "optional multiple multiple_token")),
                "config", map("summary", "A container.", "group", "server", "subcommands",
                        map("config|set", command("server", argument("data", "block", null, "multiple",
                                argument("parameter", "string", null, ""), argument("value", "string", null, ""))))),
                "time", map("summary", "The time.", "group", "server")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', nullValues = "-", quoteCharacter = '`', value = {
        "set ; key value [NX|XX] [EX seconds|KEEPTTL]",
        "SET k; key value [NX|XX] [EX seconds|KEEPTTL]",
        "set k ; value [NX|XX] [EX seconds|KEEPTTL]",
        "set k v EX ; seconds [NX|XX]",
        "set k v EX 10 ; [NX|XX]",
        "set k v xx EX 10 ; ``",
        "set k v bogus ; ``",
        "del ; key [key ...]",
        "del a b ; [key ...]",
        "xrange k 1 count x ; ``",
        "xrange k 1 COUNT ; count",
        "zadd k 1 ; member [score member ...]",
        "zadd k 1 a ; [score member ...]",
        "zadd k 1 a 2 ; member [score member ...]",
        "zadd k one ; ``",
        "sort k ; [GET get [GET get ...]]",
        "sort k GET ; get [GET get ...]]",
        "sort k GET x ; [GET get ...]]",
        "config ; ``",
        "config set ; parameter value [parameter value ...]",
        "time ; ``",
        "bogus ; -",
        "se; -",
        "`\"unclosed `; -"})
    void hintsSayWhatMayFollow(String input, String hint) {
        // the table's cells are trimmed; all inputs but two end in a blank
        String typed = input.equals("SET k") || input.equals("se") ? input : input + " ";
        assertEquals(hint, docs.hint(Replies.bytes(typed)));
    }

    @Test
    void entriesAreSortedAndSubcommandsStandBehindTheirContainer() {
        assertEquals(List.of("CONFIG", "CONFIG SET", "DEL", "SET", "SORT", "TIME", "XRANGE", "ZADD"),
                docs.entries().stream().map(CommandDocs.Entry::name).toList());
        assertEquals("[generic, server, sorted-set, stream, string]", docs.groups().toString());
    }

    @Test
    void resp2sFlatArraysAreUnderstood() {
        CommandDocs flat = new CommandDocs();
        flat.load(array("get", array("summary", "Gets.", "group", "string", "arguments",
                array(array("name", "key", "type", "key", "flags", array(status("optional")))))));
        assertEquals("[key]", flat.hint(Replies.bytes("get ")));
    }

    @Test
    void withoutAServerTheCommandsOfRedisStandInUntilItSpeaks() {
        CommandDocs alone = new CommandDocs();
        alone.loadBuiltIn();
        assertEquals("parameter value [parameter value ...]", alone.hint(Replies.bytes("config set ")));
        assertEquals("key seconds [NX|XX|GT|LT]", alone.hint(Replies.bytes("expire ")));
        assertTrue(alone.mayAsk());
        alone.load(map("get", command("string", key())));
        assertEquals(List.of("GET"), alone.entries().stream().map(CommandDocs.Entry::name).toList());
        assertFalse(alone.mayAsk());
    }

    @Test
    void aServerThatRefusesIsNotAskedAgainBeforeSomethingChanges() {
        CommandDocs refused = new CommandDocs();
        assertTrue(refused.mayAsk());
        refused.load(error("NOAUTH Authentication required."));
        assertFalse(refused.mayAsk());
        assertEquals("key", refused.hint(Replies.bytes("get ")), "what we know ourselves");
        refused.askAgain();
        assertTrue(refused.mayAsk());
        assertFalse(docs.mayAsk());
    }
}
