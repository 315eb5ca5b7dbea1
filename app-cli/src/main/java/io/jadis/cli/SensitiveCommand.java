package io.jadis.cli;

import java.util.List;
import java.util.Set;

/** Commands that hold passwords and must not end up in the history file. */
final class SensitiveCommand {
    private static final Set<String> SECRET_DIRECTIVES = Set.of("masterauth", "masteruser", "requirepass");

    private SensitiveCommand() {}

    static boolean matches(List<byte[]> command) {
        List<String> words = command.stream().map(ReplyPrinter::lowerCase).toList();
        String second = words.size() > 1 ? words.get(1) : "";
        return switch (words.getFirst()) {
            case "auth" -> true;
            case "acl" -> second.equals("setuser");
            case "config" -> second.equals("set") && setsSecret(words);
            case "hello" -> helloLogsIn(words);
            case "migrate" -> migrateLogsIn(words);
            default -> false;
        };
    }

    /** CONFIG SET directive value [directive value …] */
    private static boolean setsSecret(List<String> words) {
        for (int i = 2; i < words.size(); i += 2) {
            if (SECRET_DIRECTIVES.contains(words.get(i))) return true;
        }
        return false;
    }

    /** HELLO [version [AUTH user password] [SETNAME name]] */
    private static boolean helloLogsIn(List<String> words) {
        for (int i = 2; i + 2 < words.size(); i += 2) {
            if (words.get(i).equals("auth")) return true;
            if (!words.get(i).equals("setname")) return false;
        }
        return false;
    }

    /** MIGRATE host port key db timeout [COPY] [REPLACE] [AUTH password | AUTH2 user password] [KEYS key …] */
    private static boolean migrateLogsIn(List<String> words) {
        for (int i = 6; i + 1 < words.size(); i++) {
            switch (words.get(i)) {
                case "auth", "auth2" -> {
                    return true;
                }
                case "keys" -> {
                    return false;
                }
                default -> { }
            }
        }
        return false;
    }
}
