package io.jadis.server.migration;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A server that takes keys, and as whom it is talked to. A connection that has authenticated serves nobody else.
 *
 * @param user for AUTH with two words
 */
public record Target(String host, int port, Optional<String> user, Optional<String> password) {
    /** A port as Redis reads it: the number that the text begins with. */
    public static int port(String text) {
        int port = 0;
        for (int i = 0; i < text.length() && Character.isDigit(text.charAt(i)) && port <= 0xFFFF; i++) {
            port = port * 10 + text.charAt(i) - '0';
        }
        return port;
    }

    /** The request that authenticates, one char a byte, or nothing. */
    byte[] auth() {
        if (password.isEmpty()) return new byte[0];
        StringBuilder request = new StringBuilder(user.isPresent() ? "*3\r\n$4\r\nAUTH\r\n" : "*2\r\n$4\r\nAUTH\r\n");
        user.ifPresent(name -> append(request, name));
        append(request, password.get());
        return request.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void append(StringBuilder request, String word) {
        request.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
