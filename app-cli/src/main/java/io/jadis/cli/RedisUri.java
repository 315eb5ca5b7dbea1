package io.jadis.cli;

import java.nio.charset.StandardCharsets;

/**
 * {@code redis://[[user:]password@][host[:port]][/db]}, user and password percent-encoded. What is missing leaves the
 * option as it was. Specification: https://www.iana.org/assignments/uri-schemes/prov/redis
 */
final class RedisUri {
    private static final String SCHEME = "redis://", TLS_SCHEME = "rediss://";

    private RedisUri() {}

    /**
     * Reads the URI into the options.
     *
     * @throws IllegalArgumentException with a message for the user
     */
    static void parse(String uri, CliOptions options) {
        if (uri.regionMatches(true, 0, TLS_SCHEME, 0, TLS_SCHEME.length())) {
            throw new IllegalArgumentException("rediss:// needs TLS, which this redis-cli was built without");
        }
        if (!uri.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw new IllegalArgumentException("Invalid URI scheme");
        }
        String rest = uri.substring(SCHEME.length());
        int at = rest.indexOf('@');
        if (at >= 0) {
            String login = rest.substring(0, at);
            int colon = login.indexOf(':');
            if (colon >= 0) options.user = percentDecoded(login.substring(0, colon));
            options.password = percentDecoded(login.substring(colon + 1));
            rest = rest.substring(at + 1);
        }
        int slash = rest.indexOf('/');
        String address = slash < 0 ? rest : rest.substring(0, slash);
        if (!address.isEmpty()) address(address, options);
        if (slash >= 0 && slash + 1 < rest.length()) options.db = LeadingNumber.int32(rest.substring(slash + 1));
    }

    private static void address(String address, CliOptions options) {
        int hostStart = 0, hostEnd, colon;
        if (address.startsWith("[") && address.contains("]")) {
            hostStart = 1;
            hostEnd = address.indexOf(']');
            colon = address.startsWith(":", hostEnd + 1) ? hostEnd + 1 : -1;
        } else {
            colon = address.indexOf(':');
            hostEnd = colon < 0 ? address.length() : colon;
        }
        options.host = address.substring(hostStart, hostEnd);
        if (colon >= 0) options.port = LeadingNumber.int32(address.substring(colon + 1));
    }

    private static byte[] percentDecoded(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        ByteOutput decoded = new ByteOutput();
        for (int i = 0; i < encoded.length; i++) {
            if (encoded[i] != '%') {
                decoded.write(encoded[i]);
                continue;
            }
            if (++i == encoded.length) throw new IllegalArgumentException("Incomplete URI encoding");
            int high = Character.digit(encoded[i], 16);
            int low = ++i < encoded.length ? Character.digit(encoded[i], 16) : -1;
            if (high < 0 || low < 0) throw new IllegalArgumentException("Illegal character in URI encoding");
            decoded.write(high << 4 | low);
        }
        return decoded.toByteArray();
    }
}
