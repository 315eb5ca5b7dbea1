package io.jadis.server.oracle;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** One request of a sequence, by the client of that number. */
record Step(int client, List<byte[]> words) {
    /** The command's name, and the subcommand's of a container, in upper case. */
    String command() {
        String name = upper(0);
        boolean container = name.equals("OBJECT") || name.equals("PUBSUB") || name.equals("CLIENT")
                || name.equals("COMMAND") || name.equals("CONFIG");
        return container && words.size() > 1 ? name + " " + upper(1) : name;
    }

    private String upper(int index) {
        return new String(words.get(index), StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT);
    }

    /** As one would type it into redis-cli. */
    @Override
    public String toString() {
        StringBuilder line = new StringBuilder("client ").append(client).append("> ");
        for (byte[] word : words) line.append(quoted(word)).append(' ');
        return line.toString().stripTrailing();
    }

    private static String quoted(byte[] word) {
        boolean plain = word.length > 0;
        for (byte b : word) plain &= b > ' ' && b <= '~' && b != '"' && b != '\'' && b != '\\';
        if (plain) return new String(word, StandardCharsets.ISO_8859_1);
        StringBuilder quoted = new StringBuilder("\"");
        for (byte b : word) {
            if (b == '"' || b == '\\') quoted.append('\\').append((char) b);
            else if (b >= ' ' && b <= '~') quoted.append((char) b);
            else quoted.append(String.format("\\x%02x", b & 0xFF));
        }
        return quoted.append('"').toString();
    }
}
