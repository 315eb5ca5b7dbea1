package io.jadis.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SensitiveCommandTest {
    @ParameterizedTest
    @ValueSource(strings = {"auth x", "AUTH u p", "acl SETUSER u >p", "config set requirepass x",
        "CONFIG SET port 1 masterauth x", "hello 3 AUTH u p", "hello 3 setname n auth u p",
        "migrate h 1 k 0 5 copy auth p", "migrate h 1 \"\" 0 5 AUTH2 u p keys a"})
    void commandsWithPasswordsAreNotRemembered(String line) {
        assertTrue(SensitiveCommand.matches(TestShell.bytes(line.split(" "))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"get auth", "acl getuser u", "config get requirepass", "config set port requirepass",
        "hello 3", "hello 3 setname auth", "migrate h 1 k 0 5 keys auth b", "migrate h 1 auth 0 5", "acl"})
    void othersAre(String line) {
        assertFalse(SensitiveCommand.matches(TestShell.bytes(line.split(" "))));
    }
}
