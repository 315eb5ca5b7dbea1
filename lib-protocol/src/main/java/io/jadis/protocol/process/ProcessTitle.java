package io.jadis.protocol.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What {@code ps} shows of this process: the template {@code proc-title-template}, filled in and written over argv. */
public final class ProcessTitle {
    private static final int ARG_START_FIELD = 48, ARG_END_FIELD = 49;

    /**
     * The values of the template's variables.
     *
     * @param title       what the program was started as
     * @param bindAddress the first one, empty if there is none
     * @param unixSocket  empty if there is none
     * @param configFile  empty if there is none
     */
    public record Variables(String title, Optional<String> bindAddress, int port, int tlsPort, String unixSocket,
                            boolean cluster, boolean sentinel, Optional<String> configFile) {
        private static final Variables PLAIN =
                new Variables("", Optional.empty(), 6379, 0, "", false, false, Optional.empty());

        private Optional<String> value(String name) {
            return switch (name) {
                case "title" -> Optional.of(title);
                case "listen-addr" -> Optional.of(listenAddress());
                case "server-mode" -> Optional.of(cluster ? "[cluster]" : sentinel ? "[sentinel]" : "");
                case "config-file" -> Optional.of(configFile.orElse("-"));
                case "port" -> Optional.of(Integer.toString(port));
                case "tls-port" -> Optional.of(Integer.toString(tlsPort));
                case "unixsocket" -> Optional.of(unixSocket);
                default -> Optional.empty();
            };
        }

        private String listenAddress() {
            if (port == 0 && tlsPort == 0) return "unixsocket:" + unixSocket;
            return bindAddress.orElse("*") + ":" + (port != 0 ? port : tlsPort);
        }
    }

    private ProcessTitle() {}

    /** Whether the template is well-formed, knows only known variables, and gives a title that is not empty. */
    public static boolean isValid(String template) {
        return render(template, Variables.PLAIN).filter(title -> !title.isEmpty()).isPresent();
    }

    /** Fills the template in and strips blanks at both ends; <code>{{</code> stands for a brace. Empty: malformed. */
    public static Optional<String> render(String template, Variables variables) {
        StringBuilder title = new StringBuilder();
        int at = 0;
        for (int open; (open = template.indexOf('{', at)) >= 0;) {
            title.append(template, at, open);
            if (template.startsWith("{", open + 1)) {
                title.append('{');
                at = open + 2;
                continue;
            }
            int close = template.indexOf('}', open);
            if (close < 0) return Optional.empty();
            Optional<String> value = variables.value(template.substring(open + 1, close));
            if (value.isEmpty()) return Optional.empty();
            title.append(value.get());
            at = close + 1;
        }
        return Optional.of(trimBlanks(title.append(template, at, template.length()).toString()));
    }

    private static String trimBlanks(String text) {
        int from = 0, to = text.length();
        while (from < to && text.charAt(from) == ' ') from++;
        while (to > from && text.charAt(to - 1) == ' ') to--;
        return text.substring(from, to);
    }

    /**
     * Writes the title over the arguments of this process, which nobody reads any more once main runs, and cuts it to
     * their length.
     *
     * @throws IOException if /proc is not there
     */
    public static void set(String title) throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        // Field 2 is the name in parentheses and may hold blanks; field 3 follows the last parenthesis.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long start = Long.parseUnsignedLong(fields[ARG_START_FIELD - 3]);
        long end = Long.parseUnsignedLong(fields[ARG_END_FIELD - 3]);
        if (start == 0 || end <= start) throw new IOException("arguments at " + start + ".." + end);
        byte[] arguments = new byte[(int) (end - start)];
        byte[] bytes = title.getBytes(UTF_8);
        System.arraycopy(bytes, 0, arguments, 0, Math.min(bytes.length, arguments.length - 1));
        MemorySegment.ofAddress(start).reinterpret(arguments.length).copyFrom(MemorySegment.ofArray(arguments));
    }
}
