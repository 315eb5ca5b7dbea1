package io.jadis.protocol.acl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jadis.protocol.command.Command;
import io.jadis.protocol.command.CommandTable;
import io.jadis.protocol.command.NativeRequest;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class AccessCheckTest {
    private static final CommandTable TABLE = CommandTable.forServer();

    private final Users users = new Users(TABLE, () -> false);
    private final AccessCheck check = new AccessCheck();
    private User user;

    private void given(String rules) {
        users.delete("u");
        assertEquals(Optional.empty(), users.set("u", List.of(rules.split(" "))));
        user = users.find("u");
    }

    /** {@code allowed}, or the reason and the argument. */
    private String verdict(String line) {
        try (NativeRequest request = NativeRequest.of(line)) {
            Command command = TABLE.find(request);
            Denial denial = check.denial(user, command, request);
            return denial == null ? "allowed" : denial.label() + " " + check.argument();
        }
    }

    private void assertAllowed(String... lines) {
        for (String line : lines) assertEquals("allowed", verdict(line), line);
    }

    private void assertDenied(String verdict, String... lines) {
        for (String line : lines) assertEquals(verdict, verdict(line), line);
    }

    @Test
    void aNewUserMayOnlyAuthenticate() {
        given("on");
        assertAllowed("AUTH x", "HELLO 3", "QUIT", "RESET");
        assertDenied("command 0", "PING", "GET k", "ACL WHOAMI");
    }

    @Test
    void commandsSubcommandsAndFirstArguments() {
        given("allkeys +@all -config|set -debug +debug|digest -select +select|0");
        assertAllowed("CONFIG GET x", "GET k", "DEBUG DIGEST", "debug digest", "SELECT 0");
        assertDenied("command 0", "CONFIG SET x y", "DEBUG SLEEP 0", "SELECT 1", "DEBUG");
        given("+select|0 -@connection");
        assertDenied("command 0", "SELECT 0");
        given("+@all -client -client|id +client|id");
        assertAllowed("CLIENT ID");
        assertDenied("command 0", "CLIENT LIST");
        given("+@all -@dangerous");
        assertDenied("command 0", "KEYS *", "CONFIG GET x", "ACL LIST");
        assertAllowed("PING", "ACL WHOAMI");
    }

    @Test
    void keysByWhatIsDoneToThem() {
        given("+@all ~all:* %R~read:* %W~write:*");
        assertAllowed("GET all:1", "GET read:1", "SET write:1 v", "SET all:1 v GET", "COPY read:1 write:1",
                "EXISTS write:1",
                "DEL write:1", "PING");
        assertDenied("key 1", "GET write:1", "SET read:1 v", "SET write:1 v GET", "COPY write:1 write:2", "GET other");
        assertDenied("key 2", "COPY read:1 read:2", "MGET all:1 other");
        assertDenied("key 3", "SINTERSTORE write:1 read:1 write:1");
        assertDenied("key 8", "MIGRATE h 1 '' 0 5 KEYS all:1 read:1");
    }

    @Test
    void channelsAndPatterns() {
        given("+@all allkeys &news.* &exact");
        assertAllowed("PUBLISH news.1 m", "SUBSCRIBE exact news.2", "PSUBSCRIBE news.*", "UNSUBSCRIBE other",
                "SPUBLISH exact m");
        assertDenied("channel 1", "PUBLISH other m", "PSUBSCRIBE news.1*", "SSUBSCRIBE other", "SPUBLISH other m");
        assertDenied("channel 2", "SUBSCRIBE exact other", "PSUBSCRIBE exact e*");
        given("+@all allkeys");
        assertDenied("channel 1", "PUBLISH c m");
    }

    @Test
    void oneSelectorMustAllowAllOfARequest() {
        given("+get ~a (+set ~b) (+get +mget ~c %R~d)");
        assertAllowed("GET a", "GET c", "SET b v", "MGET c d");
        assertDenied("key 1", "SET a v", "GET b", "MGET a c");
        assertDenied("key 2", "MGET c a");
        assertDenied("command 0", "DEL a");
        given("+mget ~a (+mget ~a ~b)");
        assertDenied("key 3", "MGET a b c");
    }

    @Test
    void sortWithPatternsNeedsAllKeys() {
        given("+sort ~a");
        assertEquals(false, mayReadAnyKey());
        given("+sort %R~*");
        assertEquals(true, mayReadAnyKey());
        given("+sort ~a (%R~*)");
        assertEquals(false, mayReadAnyKey());
        given("+sort %W~*");
        assertEquals(false, mayReadAnyKey());
        given("+sort allkeys");
        assertEquals(true, mayReadAnyKey());
    }

    private boolean mayReadAnyKey() {
        try (NativeRequest request = NativeRequest.of("SORT a BY w*")) {
            return check.mayReadAnyKey(user, TABLE.find(request), request);
        }
    }
}
