package io.jadis.protocol.acl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.command.CommandTable;
import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.ConfigRefused;
import io.jadis.protocol.config.Directives;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AclFileTest {
    private static final CommandTable TABLE = CommandTable.forServer();
    private static final String NOTHING_CHANGED =
            "WARNING: ACL errors detected, no change to the previously active ACL rules was performed";

    @TempDir
    private Path directory;
    private Config config;
    private Users users;
    private AclFile file;

    @BeforeEach
    void open() {
        config = new Config(directory);
        config.put(Directives.ACLFILE, "users.acl");
        users = new Users(TABLE, () -> false);
        file = new AclFile(config, users);
    }

    private Optional<String> load(String text) throws IOException {
        Files.writeString(directory.resolve("users.acl"), text);
        return file.load();
    }

    @Test
    void whatIsSavedIsLoadedAsItWas() throws IOException {
        users.set("eve", List.of("on", ">pw", "~a\"b", "+get", "(~x", "+set)"));
        users.set("default", List.of("-flushall"));
        assertTrue(file.save());
        String saved = Files.readString(directory.resolve("users.acl"));
        assertTrue(saved.startsWith("user default on nopass sanitize-payload ~* &* +@all -flushall\nuser eve on "),
                saved);
        User former = users.find("eve");
        assertEquals(Optional.empty(), file.load());
        assertEquals(former.describe(), users.find("eve").describe());
        assertTrue(file.save());
        assertEquals(saved, Files.readString(directory.resolve("users.acl")));
    }

    @Test
    void loadsAllOrNothing() throws IOException {
        assertEquals(Optional.empty(), load("\n  user alice on nopass +@all ~* \r\n\nuser bob  -@all (~b +get) ( ~c "
                + "+set )\n"));
        assertEquals("off sanitize-payload resetchannels -@all (~b resetchannels -@all +get) (~c resetchannels -@all "
                + "+set)",
                users.find("bob").describe());
        assertEquals("on nopass sanitize-payload ~* &* +@all", users.defaultUser().describe());
        assertEquals(Optional.of("WARNING: Duplicate user 'bob' found on line 2. " + NOTHING_CHANGED),
                load("user bob on\nuser bob off\n"));
        assertEquals(Optional.of("users.acl:1 should start with user keyword followed by the username. users.acl:2: "
                + "Syntax error. users.acl:2: Error in applying operation '+nothing': Unknown command or category name "
                + "in ACL. "
                + NOTHING_CHANGED), load("# remark\nuser x wrong +nothing worse\n"));
        assertEquals(Optional.of("users.acl:1: Unmatched parenthesis in selector definition." + NOTHING_CHANGED),
                load("user x (+get\n"));
        assertEquals(List.of("alice", "bob", "default"), users.all().stream().map(User::name).toList());
        Files.delete(directory.resolve("users.acl"));
        assertEquals(Optional.of("Error loading ACLs, opening file 'users.acl': No such file or directory"),
                file.load());
    }

    @Test
    void aFileThatCannotBeWrittenStays() {
        config.put(Directives.ACLFILE, "missing/users.acl");
        assertFalse(file.save());
    }

    @Test
    void linesOfTheConfigurationFile() throws ConfigRefused {
        config.put(Directives.ACLFILE, "");
        ConfiguredUsers lines = new ConfiguredUsers(config, TABLE);
        lines.add("alice", List.of("on", "(~a", "+get)"));
        lines.add("default", List.of("on", "nopass", "~*", "+@all"));
        assertEquals(Optional.empty(), lines.load(users, file));
        assertEquals("on sanitize-payload resetchannels -@all (~a resetchannels -@all +get)",
                users.find("alice").describe());
        assertEquals("on nopass sanitize-payload ~* resetchannels +@all", users.defaultUser().describe());
        assertEquals("Error in user declaration 'alice': Duplicate user found. A user can only be defined once in "
                + "config files", assertThrows(ConfigRefused.class, () -> lines.add("alice", List.of())).getMessage());
        assertEquals("Error in user declaration 'wrong': Syntax error",
                assertThrows(ConfigRefused.class, () -> lines.add("bob", List.of("on", "wrong"))).getMessage());
        lines.add("carol", List.of("+nothing"));
        assertEquals(Optional.of("Critical error while loading ACLs. Exiting."), lines.load(users, file));
        config.put(Directives.ACLFILE, "users.acl");
        assertTrue(lines.load(users, file).orElseThrow().endsWith("but not both."));
        assertTrue(new ConfiguredUsers(config, TABLE).load(users, file).orElseThrow()
                .startsWith("Aborting Redis startup because of ACL errors: Error loading ACLs, opening file"));
    }
}
