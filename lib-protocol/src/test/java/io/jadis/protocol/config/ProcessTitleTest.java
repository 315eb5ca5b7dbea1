package io.jadis.protocol.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessTitleTest {
    private final Config config = ConfigTests.defaults();

    private String title(String template) {
        config.put(Directives.PROC_TITLE_TEMPLATE, template);
        return ProcessTitle.expand(config, "redis-server", "[cluster]", "");
    }

    @Test
    void variablesAreReplaced() {
        assertEquals("redis-server *:6379 [cluster]", title("{title} {listen-addr} {server-mode}"));
        assertEquals("{x} 6379 0 -", title("{{x} {port} {tls-port} {config-file} {unixsocket} "));
    }

    @Test
    void theAddressIsTheOneThatIsListenedOn() {
        ConfigTests.assign(config, Directives.BIND, "10.0.0.1", "::1");
        config.put(Directives.PORT, 0);
        config.put(Directives.TLS_PORT, 7);
        assertEquals("10.0.0.1:7", title("{listen-addr}"));
        config.put(Directives.TLS_PORT, 0);
        config.put(Directives.UNIXSOCKET, "/s");
        assertEquals("unixsocket:/s", title("{listen-addr}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "{title}", "{", "{port", "{nosuch}", "a {}"})
    void templatesThatMayLeaveNothingAreInvalid(String template) {
        assertFalse(ProcessTitle.isValid(template));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "{{", "{port}", "} {title} x"})
    void otherTemplatesAreValid(String template) {
        assertTrue(ProcessTitle.isValid(template));
    }
}
