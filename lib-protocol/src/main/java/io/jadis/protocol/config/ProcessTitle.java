package io.jadis.protocol.config;

import java.util.Optional;
import java.util.function.Function;

/**
 * The title of the process, from {@code proc-title-template}: text with {@code {title}}, {@code {listen-addr}},
 * {@code {server-mode}}, {@code {port}}, {@code {tls-port}}, {@code {unixsocket}} and {@code {config-file}};
 * {@code {{} is a brace.
 */
public final class ProcessTitle {
    private ProcessTitle() {}

    /**
     * The title.
     *
     * @param title the value of {@code {title}}: how the program was called
     * @param serverMode {@code "[cluster]"}, {@code "[sentinel]"} or nothing
     * @param configFile the path of the configuration file, or nothing
     */
    public static String expand(Config config, String title, String serverMode, String configFile) {
        int port = config.get(Directives.PORT), tlsPort = config.get(Directives.TLS_PORT);
        String unixSocket = config.get(Directives.UNIXSOCKET);
        String address = config.get(Directives.BIND).stream().findFirst().orElse("*");
        String template = config.get(Directives.PROC_TITLE_TEMPLATE);
        return replace(template, variable -> switch (variable) {
            case "title" -> title;
            case "listen-addr" -> port == 0 && tlsPort == 0
                    ? "unixsocket:" + unixSocket : address + ":" + (port != 0 ? port : tlsPort);
            case "server-mode" -> serverMode;
            case "config-file" -> configFile.isEmpty() ? "-" : configFile;
            case "port" -> String.valueOf(port);
            case "tls-port" -> String.valueOf(tlsPort);
            case "unixsocket" -> unixSocket;
            default -> null;
        }).orElseThrow(() -> new IllegalStateException("template=" + template));
    }

    /** Whether a template is well formed and yields a title even where title, mode and socket are empty. */
    static boolean isValid(String template) {
        return replace(template, variable -> switch (variable) {
            case "title", "server-mode", "unixsocket" -> "";
            case "listen-addr", "config-file", "port", "tls-port" -> "-";
            default -> null;
        }).filter(title -> !title.isEmpty()).isPresent();
    }

    private static Optional<String> replace(String template, Function<String, String> values) {
        StringBuilder title = new StringBuilder();
        int at = 0;
        for (int open; (open = template.indexOf('{', at)) >= 0; ) {
            title.append(template, at, open);
            if (template.startsWith("{{", open)) {
                title.append('{');
                at = open + 2;
                continue;
            }
            int close = template.indexOf('}', open);
            String value = close < 0 ? null : values.apply(template.substring(open + 1, close));
            if (value == null) return Optional.empty();
            title.append(value);
            at = close + 1;
        }
        return Optional.of(trimBlanks(title.append(template, at, template.length())));
    }

    private static String trimBlanks(StringBuilder title) {
        int start = 0, end = title.length();
        while (start < end && title.charAt(start) == ' ') start++;
        while (end > start && title.charAt(end - 1) == ' ') end--;
        return title.substring(start, end);
    }
}
