package io.jadis.server.oracle;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** One request of a sequence, by the client of that number. */
record Step(int client, List<byte[]> words) {
    /** More than any set or hash will have: then there is no choice. */
    private static final long MEMBERS_MAX = 1000;
    /** Long after the end of any sequence, from now and from 1970. */
    private static final long SECONDS_MIN = 10_000, UNIX_SECONDS_MIN = 2_000_000_000;

    private static final Pattern MANY_DIGITS = Pattern.compile("[0-9]{19}");

    /** The command's name, and the subcommand's of a container, in upper case. */
    String command() {
        String name = upper(0);
        boolean container = name.equals("OBJECT") || name.equals("PUBSUB") || name.equals("CLIENT")
                || name.equals("COMMAND") || name.equals("CONFIG") || name.equals("XGROUP") || name.equals("XINFO");
        return container && words.size() > 1 ? name + " " + upper(1) : name;
    }

    /** Whether a key might go away by itself while the sequence runs: a moment that no two servers share. */
    boolean expiresSoon() {
        return switch (command()) {
            case "EXPIRE", "SETEX" -> isBetween(2, SECONDS_MIN);
            case "PEXPIRE", "PSETEX" -> isBetween(2, SECONDS_MIN * 1000);
            case "SET", "GETEX" -> {
                boolean soon = false;
                for (int i = 2; i < words.size() - 1; i++) {
                    soon |= switch (upper(i)) {
                        case "EX" -> isBetween(i + 1, SECONDS_MIN);
                        case "PX" -> isBetween(i + 1, SECONDS_MIN * 1000);
                        case "EXAT" -> isBetween(i + 1, UNIX_SECONDS_MIN);
                        case "PXAT" -> isBetween(i + 1, UNIX_SECONDS_MIN * 1000);
                        default -> false;
                    };
                }
                yield soon;
            }
            default -> false;
        };
    }

    /** Whether what one server gives, takes or stores is drawn at random: the other need not draw the same. */
    boolean isLeftToChance() {
        return switch (command()) {
            case "SPOP" -> words.size() == 2 || isBetween(2, MEMBERS_MAX);
            case "SRANDMEMBER", "HRANDFIELD" ->
                words.size() == 2 || isBetween(2, MEMBERS_MAX) || upper(2).startsWith("-");
            default -> false;
        };
    }

    /** Whether 7.0 refuses what 7.2 takes, and so fails a transaction: ZRANK has WITHSCORE since then. */
    boolean isOfLaterArity() {
        return words.size() > 3 && (command().equals("ZRANK") || command().equals("ZREVRANK"));
    }

    /**
     * Whether a number lies beyond what a double or a long can hold. After one Redis takes no number for one in SORT,
     * as it looks at what errno was left at.
     */
    boolean leavesRange() {
        for (byte[] word : words) {
            String text = new String(word, StandardCharsets.ISO_8859_1);
            if (MANY_DIGITS.matcher(text).find()) return true;
            try {
                double number = Math.abs(Double.parseDouble(text));
                if (Double.isInfinite(number) || number > 0 && number < Double.MIN_NORMAL) return true;
            } catch (NumberFormatException e) {
                continue;
            }
        }
        return false;
    }

    /** Whether this is a SORT that is told not to, or by texts of which several may be the same, or missing. */
    boolean leavesOrderToTheType() {
        boolean unsorted = false;
        for (int i = 2; i < words.size() - 1; i++) {
            unsorted |= upper(i).equals("BY") && (has("ALPHA") || !upper(i + 1).contains("*"));
        }
        return unsorted && command().startsWith("SORT");
    }

    /**
     * Whether this is a SORT that stores what {@link #leavesOrderToTheType}; a list keeps its order, other types don't.
     */
    boolean storesAnyOrder() {
        return leavesOrderToTheType() && has("STORE");
    }

    /**
     * Whether an argument behind the first has a NUL: SORT's texts end there, and sets have what then is equal in any
     * order.
     */
    boolean hasNul() {
        return words.stream().skip(2)
                .anyMatch(word -> new String(word, StandardCharsets.ISO_8859_1).indexOf('\0') >= 0);
    }

    /** Whether one of the arguments is this word, given in upper case. */
    boolean has(String word) {
        for (int i = 1; i < words.size(); i++) {
            if (upper(i).equals(word)) return true;
        }
        return false;
    }

    /** Whether the word is a number from 1 to below the end. */
    private boolean isBetween(int index, long end) {
        if (index >= words.size()) return false;
        try {
            long number = Long.parseLong(upper(index));
            return number > 0 && number < end;
        } catch (NumberFormatException e) {
            return false;
        }
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
