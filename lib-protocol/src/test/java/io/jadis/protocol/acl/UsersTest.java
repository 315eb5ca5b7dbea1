package io.jadis.protocol.acl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.command.CommandTable;
import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class UsersTest {
    private static final CommandTable TABLE = CommandTable.forServer();
    private static final String FOO_HASH = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae";

    private final Users users = new Users(TABLE, () -> false);

    private String after(String rules) {
        assertEquals(Optional.empty(), users.set("u", List.of(rules.split(" "))));
        String description = users.find("u").describe();
        users.delete("u");
        return description;
    }

    private String refusal(String... rules) {
        String error = users.set("u", List.of(rules)).orElseThrow();
        assertNull(users.find("u"));
        return error;
    }

    @Test
    void theDefaultUserMayDoAllAndEveryOtherNothing() {
        assertEquals("on nopass sanitize-payload ~* &* +@all", users.defaultUser().describe());
        assertTrue(users.defaultUser().mayDoAll());
        assertEquals("off sanitize-payload resetchannels -@all", after("reset"));
        assertEquals("off sanitize-payload &* -@all", new Users(TABLE, () -> true).newUser("u").describe());
    }

    @Test
    void describesWhatTheRulesComeTo() {
        assertEquals("on nopass sanitize-payload ~* resetchannels +@all", after("on nopass allkeys +@all"));
        assertEquals("on skip-sanitize-payload #" + FOO_HASH + " ~a %R~b %W~c resetchannels &x &y* -@all +get",
                after("on skip-sanitize-payload >foo ~a %R~b %W~c &x &y* +get"));
        assertEquals("off sanitize-payload ~b resetchannels -@all", after("%R~b %w~b"));
        assertEquals("off sanitize-payload resetchannels -@all (~x* &* -@all +get) (resetchannels +@all)",
                after("(~x* &* +GET) (+@all)"));
        assertEquals("off sanitize-payload resetchannels -@all", after("(~x +get) (~y) clearselectors"));
        assertEquals("off sanitize-payload resetchannels -@all (~x resetchannels -@all +get)", after("( ~x +get )"));
    }

    @Test
    void keepsTheRulesAboutCommandsInTheirOrder() {
        assertEquals("off sanitize-payload resetchannels +@all -get", after("+@all -GET"));
        assertEquals("off sanitize-payload resetchannels +@all -@write +set", after("+@all +set -@write +set"));
        assertEquals("off sanitize-payload resetchannels -@all +config", after("+config|get +config|set +config"));
        assertEquals("off sanitize-payload resetchannels -@all +config -config|set",
                after("+config|get +config -config|set"));
        assertEquals("off sanitize-payload resetchannels -@all", after("+get -@all"));
        assertEquals("off sanitize-payload resetchannels -@all +select|0 +select|1", after("+select|0 +select|1"));
    }

    @Test
    void refusesWhatItDoesNotUnderstand() {
        String unknown = "': Unknown command or category name in ACL", syntax = "': Syntax error";
        String prefix = "Error in ACL SETUSER modifier '";
        for (String rule : List.of("+nothing", "-@nothing", "+", "+@", "-select|0", "+config|nothing", "-a|b|c")) {
            assertEquals(prefix + rule + unknown, refusal(rule));
        }
        for (String rule : List.of("nothing", "%X~a", "%RR~a", "%~a", "~a b", "&a b", "+select|", "+select|a b", ")")) {
            assertEquals(prefix + rule + syntax, refusal(rule));
        }
        assertEquals(prefix + "+config|get|x': Allowing first-arg of a subcommand is not supported",
                refusal("+config|get|x"));
        assertEquals(prefix + "(wrong)" + syntax, refusal("on", "(wrong)"));
        assertEquals(prefix + "( (+ping)" + syntax, refusal("(", "(+ping)"));
        assertEquals("Unmatched parenthesis in acl selector starting at '(~a'.", refusal("(~a", "+get"));
        assertTrue(refusal("~*", "~a").contains("Try 'resetkeys'"));
        assertTrue(refusal("&*", "&a").contains("Try 'resetchannels'"));
        assertTrue(refusal("<foo").endsWith("does not exist"));
        assertTrue(refusal("#" + FOO_HASH.toUpperCase()).endsWith("lowercase hexadecimal characters"));
    }

    @Test
    void aUserThatIsRefusedAChangeStaysAsItWas() {
        users.set("u", List.of("on", ">foo", "+get", "~a"));
        String before = users.find("u").describe();
        assertTrue(users.set("u", List.of("~b", "nothing")).isPresent());
        assertEquals(before, users.find("u").describe());
    }

    @Test
    void whoIsOnComesInWithAnyOfThePasswords() {
        users.set("u", List.of(">foo", ">bar"));
        assertFalse(comesIn("u", "foo"), "is off");
        users.set("u", List.of("on"));
        assertTrue(comesIn("u", "foo"));
        assertTrue(comesIn("u", "bar"));
        assertFalse(comesIn("u", "other"));
        users.set("u", List.of("<foo"));
        assertFalse(comesIn("u", "foo"));
        users.set("u", List.of("nopass"));
        assertTrue(comesIn("u", "other"));
        users.set("u", List.of("resetpass"));
        assertFalse(comesIn("u", "bar"));
        assertFalse(comesIn("nobody", ""));
        assertFalse(comesIn(users.superuser().name(), ""));
    }

    private boolean comesIn(String name, String password) {
        return users.authenticate(name, password.getBytes(StandardCharsets.UTF_8)).isPresent();
    }

    @Test
    void connectionsHearOfWhatIsTakenFromThem() {
        List<String> heard = new ArrayList<>();
        users.connections(new UserConnections() {
            @Override
            public void closeAll(User user) {
                heard.add("close " + user.name());
            }

            @Override
            public void channelsTaken(User user, ChannelRights remaining) {
                heard.add("channels " + user.name() + " " + remaining.allows("a1".getBytes(), false)
                        + remaining.allows("a*".getBytes(), true) + remaining.allows("b".getBytes(), false));
            }

            @Override
            public void defaultUserChanged() {
                heard.add("default");
            }
        });
        users.set("u", List.of("&a*", "&b"));
        users.set("u", List.of("&c", "(&d)"));
        assertEquals(List.of(), heard);
        users.set("u", List.of("resetchannels", "&a*"));
        assertEquals(List.of("channels u truetruefalse"), heard);
        users.set("u", List.of("allchannels"));
        users.set("u", List.of("resetchannels"));
        users.delete("u");
        users.defaultPassword("pw");
        assertEquals(List.of("channels u truetruefalse", "channels u falsefalsefalse", "close u", "default"), heard);
        assertFalse(users.defaultUser().isOpen());
    }

    @Test
    void linesOfAConfigurationFileComeBack() {
        users.set("a\"b", List.of("on", "~\\x", "(~\\y \"~'z\" +get)"));
        assertEquals(List.of("user \"a\\\"b\" on sanitize-payload \"~\\\\x\" resetchannels -@all \"(~\\\\y\" "
                + "\"\\\"~'z\\\"\" resetchannels -@all +get)", "user default on nopass sanitize-payload ~* &* +@all"),
                users.configLines());
    }

    @Test
    void linesAreOptionalWhereRequirepassSaysAll() {
        Config config = new Config(Path.of(""));
        AclFile file = new AclFile(config, users);
        assertTrue(users.configGroup(file, "").optional());
        users.defaultPassword("pw");
        assertTrue(users.configGroup(file, "pw").optional());
        assertFalse(users.configGroup(file, "").optional());
        users.set("default", List.of("-flushall"));
        assertFalse(users.configGroup(file, "pw").optional());
        users.set("default", List.of("+@all"));
        users.set("u", List.of());
        assertFalse(users.configGroup(file, "pw").optional());
        assertEquals(2, users.configGroup(file, "pw").lines().size());
        config.put(Directives.ACLFILE, "users.acl");
        assertEquals(List.of(), users.configGroup(file, "pw").lines());
    }

    @Test
    void quotesInsideOfASelectorComeBack() {
        users.set("u", List.of("( \"~a'b\" ~\\* )"));
        String description = users.find("u").describe();
        assertEquals("off sanitize-payload resetchannels -@all (\"~a'b\" ~\\* resetchannels -@all)", description);
        assertEquals(description, after("reset " + description));
    }

    @Test
    void usersDoNotFillTheHeap() {
        List<String> rules = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) rules.add("~" + "x".repeat(100) + i);
        String error = "";
        for (int i = 0; error.isEmpty(); i++) error = users.set("user-" + i, rules).orElse("");
        assertEquals("ACL users would take more memory than is meant for them", error);
        assertTrue(users.delete("user-0"));
        assertEquals(Optional.empty(), users.set("other", rules));
    }
}
