package io.jadis.protocol.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.process.ProcessTitle.Variables;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessTitleTest {
    private static final String STANDARD = "{title} {listen-addr} {server-mode}";
    private static final Variables CLUSTER_NODE =
            new Variables("bin/redis-server", Optional.of("127.0.0.1"), 7000, 7001,
            "/run/redis.sock", true, false, Optional.of("/etc/redis.conf"));

    @Test
    void theStandardTemplateShowsNameAddressAndMode() {
        assertEquals(Optional.of("bin/redis-server 127.0.0.1:7000 [cluster]"),
                ProcessTitle.render(STANDARD, CLUSTER_NODE));
    }

    @Test
    void emptyVariablesLeaveNoBlanksAtTheEnds() {
        Variables plain = variables(6379, 0, false);
        assertEquals(Optional.of("redis-server *:6379"), ProcessTitle.render(STANDARD, plain));
        assertEquals(Optional.of("redis-server *:6379 [sentinel]"),
                ProcessTitle.render(STANDARD, variables(6379, 0, true)));
    }

    @Test
    void theAddressIsTheTlsPortOrTheSocketWhereThereIsNoPlainPort() {
        assertEquals(Optional.of("*:6380"), ProcessTitle.render("{listen-addr}", variables(0, 6380, false)));
        assertEquals(Optional.of("unixsocket:/run/redis.sock"),
                ProcessTitle.render("{listen-addr}", variables(0, 0, false)));
    }

    @ParameterizedTest
    @CsvSource({
        "'{port}/{tls-port}', 7000/7001",
        "'{config-file} {unixsocket}', /etc/redis.conf /run/redis.sock",
        "'a {{b} {{{port}', a {b} {7000",
        "'no variables }', no variables }"
    })
    void everyVariableAndTheQuotedBraceAreKnown(String template, String expected) {
        assertEquals(Optional.of(expected), ProcessTitle.render(template, CLUSTER_NODE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "{title}", "{", "abc {", "{title", "{unknown} x", "{}", "{TITLE} x"})
    void malformedOrEmptyTemplatesAreInvalid(String template) {
        assertFalse(ProcessTitle.isValid(template));
    }

    @Test
    void templatesOfRedisAreValid() {
        assertTrue(ProcessTitle.isValid(STANDARD));
        assertTrue(ProcessTitle.isValid("TEST {title} {listen-addr} {port} {tls-port} {unixsocket} {config-file}"));
    }

    @Test
    void theSystemShowsTheTitleInsteadOfTheArguments() throws Exception {
        String shown = ChildJvm.run(TitleProgram.class, List.of("redis-server *:6379"));
        assertEquals("redis-server *:6379", shown);
    }

    @Test
    void aTitleLongerThanTheArgumentsIsCut() throws Exception {
        String title = "x".repeat(100_000);
        String shown = ChildJvm.run(TitleProgram.class, List.of(title.substring(0, 10), "100000"));
        assertTrue(title.startsWith(shown) && shown.length() > 10 && shown.length() < 100_000, shown);
    }

    private static Variables variables(int port, int tlsPort, boolean sentinel) {
        return new Variables("redis-server", Optional.empty(), port, tlsPort, "/run/redis.sock", false, sentinel,
                Optional.empty());
    }
}
