package io.jadis.cli;

import io.jadis.protocol.client.RespValue;
import io.jadis.protocol.client.RespValue.Aggregate;
import io.jadis.protocol.client.RespValue.Text;
import io.jadis.protocol.command.ArgumentSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * One argument of a command as COMMAND DOCS describes it, with the state of matching it against the words that a user
 * has typed so far. {@link SyntaxHint} shows what the matching left over.
 *
 * <p>Optional arguments in a row may come in any order. A repeatable argument is never completely matched. What a word
 * is compared with is its token, or, for numbers, whether it begins like one; anything else matches.
 */
final class CommandArgument {
    enum Type { NUMBER, DECIMAL, PURE_TOKEN, ONE_OF, BLOCK, ANYTHING }

    final String name;
    final String token;                           // null = none
    final Type type;
    final boolean optional, repeatable, tokenRepeats;
    final List<CommandArgument> children;

    int matchedWords;                             // 0 = not begun
    boolean tokenMatched, nameMatched, complete;

    private CommandArgument(Aggregate description) {
        name = text(description, "display_text", text(description, "name", ""));
        token = text(description, "token", null);
        type = type(text(description, "type", ""));
        List<String> flags = new ArrayList<>();
        if (description.field("flags") instanceof Aggregate list) {
            for (RespValue flag : list.elements()) {
                if (flag instanceof Text word) flags.add(word.text());
            }
        }
        optional = flags.contains("optional");
        repeatable = flags.contains("multiple");
        tokenRepeats = flags.contains("multiple_token");
        children = listOf(description.field("arguments"));
    }

    private CommandArgument(ArgumentSpec spec) {
        name = spec.displayText() == null ? spec.name() : spec.displayText();
        token = spec.token();
        type = type(spec.type().label());
        optional = spec.optional();
        repeatable = spec.multiple();
        tokenRepeats = spec.multipleToken();
        children = from(spec.arguments());
    }

    private static Type type(String label) {
        return switch (label) {
            case "integer", "unix-time" -> Type.NUMBER;
            case "double" -> Type.DECIMAL;
            case "pure-token" -> Type.PURE_TOKEN;
            case "oneof" -> Type.ONE_OF;
            case "block" -> Type.BLOCK;
            default -> Type.ANYTHING;
        };
    }

    /** The arguments of a command that we know ourselves. */
    static List<CommandArgument> from(List<ArgumentSpec> specs) {
        List<CommandArgument> arguments = new ArrayList<>();
        for (ArgumentSpec spec : specs) arguments.add(new CommandArgument(spec));
        return arguments;
    }

    /** The arguments in a description's list; none if it is null or no list. */
    static List<CommandArgument> listOf(RespValue descriptions) {
        List<CommandArgument> arguments = new ArrayList<>();
        if (descriptions instanceof Aggregate list) {
            for (RespValue description : list.elements()) {
                if (description instanceof Aggregate map) arguments.add(new CommandArgument(map));
            }
        }
        return arguments;
    }

    static void forget(List<CommandArgument> arguments) {
        for (CommandArgument argument : arguments) argument.forget();
    }

    void forget() {
        matchedWords = 0;
        tokenMatched = nameMatched = complete = false;
        forget(children);
    }

    /**
     * Matches as many words as possible.
     *
     * @return their number; 0 also if a required argument didn't match
     */
    static int match(List<CommandArgument> arguments, List<String> words) {
        int matched = 0;
        for (int i = 0; i < arguments.size() && matched < words.size(); i++) {
            List<String> rest = words.subList(matched, words.size());
            if (arguments.get(i).optional) {
                int end = endOfOptional(arguments, i);
                matched += matchOptional(arguments.subList(i, end), rest);
                i = end - 1;
            } else {
                int count = arguments.get(i).match(rest);
                if (count == 0) return 0;
                matched += count;
            }
        }
        return matched;
    }

    /** The index behind the optional arguments that begin at {@code from}. */
    static int endOfOptional(List<CommandArgument> arguments, int from) {
        int end = from;
        while (end < arguments.size() && arguments.get(end).optional) end++;
        return end;
    }

    private static int matchOptional(List<CommandArgument> arguments, List<String> words) {
        int matched = 0;
        CommandArgument previous = null;
        while (matched < words.size()) {
            int count = 0;
            for (CommandArgument argument : arguments) {
                if (argument.matchedWords != 0) continue;
                count = argument.match(words.subList(matched, words.size()));
                if (count != 0) {
                    // another one follows: what is missing from the one before won't come any more
                    if (previous != null) previous.complete = true;
                    previous = argument;
                    break;
                }
            }
            if (count == 0) break;
            matched += count;
        }
        return matched;
    }

    private int match(List<String> words) {
        int matched = matchOnce(words);
        if (!repeatable) return matched;
        while (complete && matched < words.size()) {
            List<String> rest = words.subList(matched, words.size());
            forget();
            if (token != null && !tokenRepeats) {
                matched += matchBody(rest);
                tokenMatched = matchedWords != 0;     // given before the first: not to be asked for again
            } else {
                matched += matchOnce(rest);
            }
        }
        complete = false;
        return matched;
    }

    private int matchOnce(List<String> words) {
        List<String> rest = words;
        if (token != null) {
            if (!token.equalsIgnoreCase(words.getFirst())) return 0;
            tokenMatched = true;
            matchedWords = 1;
            complete = type == Type.PURE_TOKEN;
            if (complete || words.size() == 1) return 1;
            rest = words.subList(1, words.size());
        }
        return matchBody(rest);
    }

    private int matchBody(List<String> words) {
        switch (type) {
            case BLOCK -> {
                matchedWords += match(children, words);
                complete = children.stream().allMatch(child -> child.complete);
            }
            case ONE_OF -> {
                for (CommandArgument child : children) {
                    if (child.match(words) == 0) continue;
                    matchedWords += child.matchedWords;
                    complete = child.complete;
                    break;
                }
            }
            case NUMBER, DECIMAL, PURE_TOKEN, ANYTHING -> {
                if (couldBe(words.getFirst())) {
                    matchedWords++;
                    nameMatched = complete = true;
                } else {
                    matchedWords = 0;
                    nameMatched = false;
                }
            }
        }
        return matchedWords;
    }

    private boolean couldBe(String word) {
        return switch (type) {
            case NUMBER -> word.matches("\\s*[+-]?\\d.*");
            case DECIMAL -> word.matches("(?i)\\s*[+-]?(\\.?\\d|inf|nan).*");
            default -> true;
        };
    }

    private static String text(Aggregate description, String field, String otherwise) {
        return description.field(field) instanceof Text text ? text.text() : otherwise;
    }
}
