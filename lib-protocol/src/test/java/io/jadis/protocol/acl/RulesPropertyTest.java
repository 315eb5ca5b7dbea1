package io.jadis.protocol.acl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.command.CommandTable;
import io.jadis.protocol.command.NativeRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The description of a user makes the same user, whatever rules have led there. */
final class RulesPropertyTest {
    private static final CommandTable TABLE = CommandTable.forServer();
    private static final String[] OF_SELECTOR = {"~a*", "%R~b", "%W~b", "%RW~c?", "~*", "resetkeys", "&c*", "&d", "&*",
        "resetchannels", "+get", "-get", "+config", "-config|set", "+config|get", "+@read", "-@write", "+@all", "-@all",
        "+select|0", "+select|1", "-select", "+@pubsub", "-@slow"};
    private static final String[] OF_USER = {"on", "off", "nopass", "resetpass", ">pw", "skip-sanitize-payload", "reset",
        "clearselectors"};
    private static final List<String> REQUESTS = List.of("GET a1", "SET b v", "SET c1 v GET", "MGET a b", "CONFIG GET x",
            "CONFIG SET x y", "SELECT 0", "SELECT 1", "PUBLISH c1 m", "PSUBSCRIBE c*", "SUBSCRIBE d", "PING", "COPY b c1");

    @Provide
    Arbitrary<List<String>> rules() {
        Arbitrary<String> ofSelector = Arbitraries.of(OF_SELECTOR);
        Arbitrary<String> selector = ofSelector.list().ofMaxSize(4).map(rules -> "(" + String.join(" ", rules) + ")");
        return Arbitraries.oneOf(ofSelector, ofSelector, selector, Arbitraries.of(OF_USER)).list().ofMaxSize(12);
    }

    /** Rules that are refused change nothing. */
    private static User user(Users users, String name, List<String> rules) {
        users.set(name, List.of());
        for (String rule : rules) users.set(name, List.of(rule));
        return users.find(name);
    }

    @Property
    void aDescriptionMakesTheSameUser(@ForAll("rules") List<String> rules) {
        Users users = new Users(TABLE, () -> false);
        User user = user(users, "u", rules);
        String description = user.describe();
        assertEquals(Optional.empty(), users.set("copy", Arrays.asList(description.split(" "))));
        User copy = users.find("copy");
        assertEquals(description, copy.describe());
        // Giving back what was taken makes no user that may do all; the other way round it may.
        assertTrue(copy.mayDoAll() || !user.mayDoAll());
        AccessCheck check = new AccessCheck();
        for (String line : REQUESTS) assertEquals(verdict(check, user, line), verdict(check, copy, line), line);
    }

    private static String verdict(AccessCheck check, User user, String line) {
        try (NativeRequest request = NativeRequest.of(line)) {
            Denial denial = check.denial(user, TABLE.find(request), request);
            return denial + " " + (denial == null ? 0 : check.argument());
        }
    }
}
