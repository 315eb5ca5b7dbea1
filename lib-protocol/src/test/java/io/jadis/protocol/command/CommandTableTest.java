package io.jadis.protocol.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

final class CommandTableTest {
    /** Hash-field expiry, which came after 7.2. */
    private static final int NEWER_COUNT = 12;

    private final CommandTable server = CommandTable.forServer();
    private final CommandTable sentinel = CommandTable.forSentinel();

    @Test
    void serverHasAllCommandsOfRedis72AndThoseOfHashFieldExpiry() {
        assertEquals(241 + NEWER_COUNT, server.commands().size());
        assertEquals(370 + NEWER_COUNT, server.indexCount());
    }

    @Test
    void sentinelHasItsOwnSelection() {
        assertEquals(15, sentinel.commands().size());
        assertEquals(74, sentinel.indexCount());
        assertNotNull(sentinel.find("SENTINEL|CKQUORUM"));
        assertNotNull(sentinel.find("CLIENT|NO-EVICT"));
        assertNull(sentinel.find("CLIENT|NO-TOUCH"));
        assertNull(sentinel.find("GET"));
        assertNull(server.find("SENTINEL"));
    }

    @Test
    void everyNameIsFoundInAnyCase() {
        for (Command command : server.commands()) {
            for (String name : cases(command.name())) {
                assertSame(command, server.find(name));
                try (NativeRequest request = NativeRequest.of(List.of(name))) {
                    assertSame(command, server.find(request.address(0), request.length(0)));
                    assertSame(command, server.find(request));
                }
            }
            for (Command subcommand : command.subcommands()) {
                for (String name : cases(subcommand.name())) {
                    try (NativeRequest request = NativeRequest.of(List.of(command.name(), name))) {
                        assertSame(subcommand, command.subcommand(request.address(1), request.length(1)));
                        assertSame(subcommand, server.find(request));
                    }
                    assertSame(subcommand, server.find(cases(command.name()).get(1) + "|" + name));
                }
            }
        }
    }

    private static List<String> cases(String name) {
        StringBuilder mixed = new StringBuilder(name);
        for (int i = 0; i < name.length(); i += 2) mixed.setCharAt(i, Character.toUpperCase(name.charAt(i)));
        return List.of(name, name.toUpperCase(Locale.ROOT), mixed.toString());
    }

    @Test
    void namesThatDifferInOneByteAreNotFound() {
        for (Command command : server.commands()) {
            String name = command.name();
            for (int i = 0; i < name.length(); i++) {
                // Flipping 0x20 turns a letter's case, but '-' and '_' into other bytes; the high bit is never ASCII.
                for (int flip : new int[] {0x01, 0x40, 0x80}) {
                    char[] chars = name.toCharArray();
                    chars[i] ^= (char) flip;
                    assertSameOutcome(new String(chars));
                }
            }
            assertSameOutcome(name + "x");
            assertSameOutcome(name + "\0");
            assertSameOutcome(name.substring(1));
        }
        assertSameOutcome("");
        assertSameOutcome("restore\rasking");
    }

    /** The native lookup against one by plain comparison. */
    private void assertSameOutcome(String name) {
        Command expected = null;
        for (Command command : server.commands()) {
            if (command.name().equals(AsciiText.lower(name))) expected = command;
        }
        try (NativeRequest request = NativeRequest.of(List.of(name))) {
            assertSame(expected, server.find(request.address(0), request.length(0)), name);
        }
    }

    @Test
    void containerWithoutSubcommandIsFoundItselfAndAWrongSubcommandIsNot() {
        try (NativeRequest bare = NativeRequest.of("CONFIG"); NativeRequest wrong = NativeRequest.of("CONFIG nosuch");
                NativeRequest plain = NativeRequest.of("GET config")) {
            assertSame(server.find("config"), server.find(bare));
            assertFalse(server.find(bare).acceptsCount(1));
            assertNull(server.find(wrong));
            assertSame(server.find("get"), server.find(plain));
        }
        assertNull(server.find("get|config"));
        assertNull(server.find("config|"));
    }

    @Test
    void indexesAreDense() {
        for (CommandTable table : List.of(server, sentinel)) {
            BitSet seen = new BitSet();
            List<Command> all = new ArrayList<>();
            for (Command command : table.allCommands()) {
                all.add(command);
                all.addAll(command.subcommands());
            }
            for (Command command : all) {
                assertFalse(seen.get(command.index()), command.fullName());
                seen.set(command.index());
            }
            assertEquals(table.indexCount(), seen.cardinality());
            assertEquals(table.indexCount(), seen.length());
        }
    }

    @Test
    void renamedCommandAnswersToItsNewNameAlone() {
        CommandTable table = server.renamed("CONFIG", "b840fc02d524045429941cc15f59e41cb7be6c52");
        Command config = server.find("config");
        assertNull(table.find("config"));
        assertSame(config, table.find("B840FC02D524045429941CC15F59E41CB7BE6C52"));
        assertSame(server.find("config|get"), table.find("b840fc02d524045429941cc15f59e41cb7be6c52|get"));
        assertNull(table.find("b840fc02d524045429941cc15f59e41cb7be6c53"));
        assertNull(table.find("b840fc02d5240454x9941cc15f59e41cb7be6c52"));
        assertEquals("config", config.name());
        assertEquals(server.commands(), table.commands());
        assertSame(config, server.find("config"));
    }

    @Test
    void disabledCommandIsGoneAndItsNameIsFree() {
        CommandTable table = server.renamed("debug", "").renamed("flushall", "DEBUG");
        assertSame(server.find("flushall"), table.find("debug"));
        assertNull(table.find("flushall"));
        assertEquals(server.commands().size() - 1, table.commands().size());
        assertEquals(server.indexCount(), table.indexCount());
        assertTrue(table.allCommands().contains(server.find("debug")));
        assertNull(server.renamed("debug", "").find("debug"));
    }

    @Test
    void renamesBuildOnEachOther() {
        CommandTable table = server.renamed("get", "fetch").renamed("FETCH", "take").renamed("set", "get");
        assertSame(server.find("get"), table.find("take"));
        assertSame(server.find("set"), table.find("get"));
        assertNull(table.find("fetch"));
        assertSame(server.find("get"), server.renamed("get", "GET").find("get"));
    }

    @Test
    void impossibleRenamesAreRefusedInRedisWords() {
        assertEquals("No such command in rename-command",
                assertThrows(IllegalArgumentException.class, () -> server.renamed("nosuch", "x")).getMessage());
        assertEquals("Target command name already exists",
                assertThrows(IllegalArgumentException.class, () -> server.renamed("get", "Set")).getMessage());
    }

    @Test
    void arityIsExactOrAMinimum() {
        Command get = server.find("get"), set = server.find("set");
        assertFalse(get.acceptsCount(1));
        assertTrue(get.acceptsCount(2));
        assertFalse(get.acceptsCount(3));
        assertFalse(set.acceptsCount(2));
        assertTrue(set.acceptsCount(3));
        assertTrue(set.acceptsCount(99));
        assertTrue(server.find("config|get").acceptsCount(3));
        assertFalse(server.find("config|get").acceptsCount(2));
    }

    @Test
    void flagTestsAgreeWithTheFlags() {
        for (Command command : server.commands()) {
            assertEquals(command.has(CommandFlag.WRITE), command.isWrite());
            assertEquals(command.has(CommandFlag.READONLY), command.isReadOnly());
            assertEquals(command.has(CommandFlag.DENYOOM), command.denyOom());
            assertEquals(command.has(CommandFlag.NOSCRIPT), command.noScript());
            assertEquals(command.has(CommandFlag.BLOCKING), command.mayBlock());
            assertEquals(command.has(CommandFlag.LOADING), command.allowedWhileLoading());
            assertEquals(command.has(CommandFlag.NO_ASYNC_LOADING), command.noAsyncLoading());
            assertEquals(command.has(CommandFlag.STALE), command.allowedOnStaleReplica());
            assertEquals(command.has(CommandFlag.SKIP_MONITOR), command.skipMonitor());
            assertEquals(command.has(CommandFlag.SKIP_SLOWLOG), command.skipSlowlog());
            assertEquals(command.has(CommandFlag.NO_AUTH), command.noAuth());
            assertEquals(command.has(CommandFlag.NO_MULTI), command.noMulti());
            assertEquals(command.has(CommandFlag.ALLOW_BUSY), command.allowBusy());
            assertEquals(command.has(CommandFlag.MAY_REPLICATE), command.mayReplicate());
        }
        assertTrue(server.find("auth").noAuth());
        assertTrue(server.find("exec").skipSlowlog());
        assertTrue(server.find("publish").mayReplicate());
    }

    @Test
    void factsOfASampleAreRight() {
        Command getex = server.find("getex");
        assertEquals(-2, getex.arity());
        assertTrue(getex.isWrite() && getex.has(CommandFlag.FAST) && !getex.denyOom());
        assertEquals(AclCategory.WRITE.bit() | AclCategory.STRING.bit() | AclCategory.FAST.bit(),
                getex.aclCategories());
        assertEquals(new KeyRange(1, 1, 1, true), getex.keyRange());
        assertEquals("6.2.0", getex.docs().since());
        assertEquals(CommandGroup.STRING, getex.docs().group());
        assertEquals(new KeyRange(1, -1, 2, true), server.find("mset").keyRange());
        assertEquals(new KeyRange(0, 0, 0, false), server.find("eval").keyRange());
        assertTrue(server.find("eval").has(CommandFlag.MOVABLEKEYS));
        assertFalse(server.find("eval_ro").isIn(AclCategory.READ));
        assertEquals(-5, server.find("hgetex").arity());
        assertSame(server.find("client"), server.find("client|kill").container());
        assertEquals(ChannelAccess.SUBSCRIBE_PATTERNS, server.find("psubscribe").channelAccess());
        assertEquals(2, ChannelAccess.SUBSCRIBE.count(3));
        assertEquals(1, ChannelAccess.PUBLISH.count(3));
        assertEquals(0, ChannelAccess.NONE.count(3));
    }
}
