package io.jadis.server.command;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class ObjectCommandsTest extends CommandTest {
    @Test
    void encodingTellsHowAStringIsStored() throws IOException {
        given("SET n 12", "SET e abc", "SET r " + "x".repeat(45), "SET a 1", "APPEND a 2");
        assertReply("'int'", "OBJECT ENCODING n");
        assertReply("'embstr'", "OBJECT ENCODING e");
        assertReply("'raw'", "OBJECT ENCODING r");
        assertReply("'raw'", "OBJECT ENCODING a");
    }

    @Test
    void aMissingKeyIsNullWithoutAnEvent() throws IOException {
        assertReply("nil", "OBJECT ENCODING x");
        assertReply("nil", "OBJECT REFCOUNT x");
        assertReply("nil", "OBJECT IDLETIME x");
        assertReply("nil", "OBJECT FREQ x");
        assertEvents();
    }

    @Test
    void smallNumbersLookShared() throws IOException {
        given("MSET a 0 b 9999 c 10000 d -1 e x");
        assertReply(":2147483647", "OBJECT REFCOUNT a");
        assertReply(":2147483647", "OBJECT REFCOUNT b");
        assertReply(":1", "OBJECT REFCOUNT c");
        assertReply(":1", "OBJECT REFCOUNT d");
        assertReply(":1", "OBJECT REFCOUNT e");
    }

    @Test
    void smallNumbersAreTheirOwnWhereTheirAgeCounts() throws IOException {
        given("SET a 1", "CONFIG SET maxmemory-policy allkeys-lru", "CONFIG SET maxmemory 1gb");
        assertReply(":1", "OBJECT REFCOUNT a");
        given("CONFIG SET maxmemory-policy volatile-ttl");
        assertReply(":2147483647", "OBJECT REFCOUNT a");
        given("CONFIG SET maxmemory 0", "CONFIG SET maxmemory-policy noeviction");
    }

    @Test
    void idleTimeAndFrequencyExcludeEachOther() throws IOException {
        assertAtOnce("[OK, :0]", "SET a 1", "OBJECT IDLETIME a");
        assertTrue(run("OBJECT FREQ a").startsWith("-ERR An LFU maxmemory policy is not selected, access frequency"));
        given("CONFIG SET maxmemory-policy allkeys-lfu");
        assertAtOnce("[OK, :5]", "SET b 1", "OBJECT FREQ b");
        assertTrue(run("OBJECT IDLETIME b")
                .startsWith("-ERR An LFU maxmemory policy is selected, idle time not tracked."));
        given("CONFIG SET maxmemory-policy noeviction");
    }

    @Test
    void helpNamesEverySubcommand() throws IOException {
        String help = run("OBJECT HELP");
        assertTrue(help.startsWith("[OBJECT <subcommand> [<arg> [value] [opt] ...]. Subcommands are:, "), help);
        assertReply("-ERR unknown subcommand 'FOO'. Try OBJECT HELP.", "OBJECT FOO a");
        assertReply("-ERR wrong number of arguments for 'object|encoding' command", "OBJECT ENCODING");
    }
}
