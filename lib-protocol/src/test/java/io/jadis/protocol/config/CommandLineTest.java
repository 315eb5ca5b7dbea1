package io.jadis.protocol.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CommandLineTest {
    private static CommandLine parse(String... arguments) {
        return CommandLine.parse(List.of(arguments), Path.of("/srv/redis"));
    }

    private static String directives(String... arguments) {
        return parse(arguments).directives();
    }

    @Test
    void withoutArgumentsThereIsNothing() {
        assertEquals(new CommandLine(Optional.empty(), false, ""), parse());
    }

    @Test
    void theFirstArgumentIsTheFileUnlessItBeginsWithADash() {
        assertEquals(Optional.of("/etc/redis.conf"), parse("/etc/redis.conf", "--port", "1").file());
        assertEquals(Optional.of("/srv/redis/conf/a.conf"), parse("conf/a.conf").file());
        assertEquals(Optional.of("/srv/a.conf"), parse("../a.conf").file());
        assertEquals(Optional.of("/a.conf"), parse("../../../a.conf").file());
        assertEquals(Optional.empty(), parse("--port", "1").file());
    }

    @Test
    void optionsBecomeLines() {
        assertEquals("port \"7000\" \nsave \"900\" \"1\" ", directives("--port", "7000", "--save", "900", "1"));
        assertEquals("requirepass \"a b\\\"\" ", directives("--requirepass", "a b\""));
        assertEquals("port 7000 \nhz \"5\" ", directives("--port 7000", "--hz", "5"));
        assertEquals("port=7000 ", directives("--port=7000"));
    }

    @Test
    void aValueMayBeginWithDashesButForSave() {
        assertEquals("masterauth \"--secret\" \nport \"1\" ", directives("--masterauth", "--secret", "--port", "1"));
        assertEquals("save \"\"\nport \"1\" ", directives("--save", "--port", "1"));
        assertEquals("SAVE \"\"", directives("--SAVE"));
        assertEquals("save \"\" ", directives("--save", ""));
        assertEquals("sentinel \nport \"1\" ", directives("--sentinel", "--port", "1"));
    }

    @Test
    void aDashAtEitherEndIsStdin() {
        assertTrue(parse("-").readsStdin());
        assertTrue(parse("a.conf", "-").readsStdin());
        assertTrue(parse("-", "--port", "1").readsStdin());
        assertFalse(parse("--port", "-", "1").readsStdin());
        assertEquals("port \"-\" \"1\" ", directives("--port", "-", "1"));
    }
}
