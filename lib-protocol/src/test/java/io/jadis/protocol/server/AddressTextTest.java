package io.jadis.protocol.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class AddressTextTest {
    @Test
    void anAddressHasOneForm() {
        // What inet_ntop of glibc prints.
        String[][] forms = {
            {"::1", "::1", "0:0:0:0:0:0:0:1", "0000::0001"},
            {"fd00::1", "fd00:0:0:0:0:0:0:1", "FD00::1", "fd00::0:1", "fd00::0.0.0.1"},
            {"1::2:3:0:0:4", "1:0:0:2:3:0:0:4", "1:0:0:2:3::4"},
            {"1:0:0:2::3", "1:0:0:2:0:0:0:3", "1::2:0:0:0:3"},
            {"1:0:2:3:4:5:6:7", "1::2:3:4:5:6:7"},
            {"::", "0:0:0:0:0:0:0:0"},
            {"fe80::", "fe80::%lo"},
            {"::1.2.3.4", "::102:304"},
            {"::ffff", "0:0:0:0:0:0:0:FFFF"},
            {"64:ff9b::102:304", "64:ff9b::1.2.3.4"},
            {"10.0.0.1", "10.0.0.1", "::ffff:10.0.0.1"},
        };
        for (String[] same : forms) {
            for (String form : same) assertEquals(same[0], AddressText.ofLiteral(form), form);
        }
    }

    @Test
    void whatIsNoAddressHasNone() {
        for (String text : new String[] {"foo:bar", ":", ":::", "1:2", "[::1]", "::1::", "12345::", "1:2:3:4:5:6:7:8:9",
            "localhost", "", "256.0.0.1", "1.2.3", "1.2.3.x", "::1 "}) {
            assertNull(AddressText.ofLiteral(text), text);
        }
    }

    @Test
    void aPortStandsBehindBrackets() throws Exception {
        assertEquals("[fd00::1]:6379",
                AddressText.of(new InetSocketAddress(InetAddress.getByName("fd00:0:0:0:0:0:0:1"), 6379)));
        assertEquals("10.0.0.1:6379", AddressText.of(new InetSocketAddress(InetAddress.getByName("10.0.0.1"), 6379)));
    }
}
