package io.jadis.cli;

import java.util.List;

/** Writes out the syntax of arguments, leaving out what {@link CommandArgument}'s matching has found typed already. */
final class SyntaxHint {
    private final StringBuilder hint = new StringBuilder();

    private SyntaxHint() {}

    /** The hint for what is missing; empty if nothing is. Repeatable arguments forget what they matched. */
    static String of(List<CommandArgument> arguments) {
        SyntaxHint hint = new SyntaxHint();
        hint.add(arguments, " ");
        return hint.hint.toString();
    }

    private void add(List<CommandArgument> arguments, String separator) {
        int last = arguments.size() - 1;
        for (int i = 0; i <= last; i++) {
            if (arguments.get(i).optional) {
                int end = CommandArgument.endOfOptional(arguments, i);
                addOptional(arguments.subList(i, end), end <= last ? arguments.get(end) : null, end > last, separator);
                i = end - 1;
            } else {
                addSeparated(arguments.get(i), i == last ? "" : separator);
            }
        }
    }

    /** Those that may come in any order: the one begun first; the others unless the next required one has begun. */
    private void addOptional(List<CommandArgument> arguments, CommandArgument next, boolean atEnd, String separator) {
        CommandArgument begun = null;
        for (CommandArgument argument : arguments) {
            if (argument.matchedWords == 0 || argument.complete) continue;
            addSeparated(argument, atEnd && arguments.size() == 1 ? "" : separator);
            begun = argument;
        }
        if (next != null && next.matchedWords != 0) return;
        for (CommandArgument argument : arguments) {
            if (argument == begun) continue;
            boolean isLast = atEnd && argument == arguments.getLast();
            addSeparated(argument, isLast ? "" : separator);
        }
    }

    /** The separator only follows where something was added. */
    private void addSeparated(CommandArgument argument, String separator) {
        int before = hint.length();
        add(argument);
        if (hint.length() > before) hint.append(separator);
    }

    private void add(CommandArgument argument) {
        if (argument.complete) return;
        boolean bracketed = argument.optional && argument.matchedWords == 0;
        if (bracketed) hint.append('[');
        if (argument.token != null && !argument.tokenMatched) addToken(argument);
        switch (argument.type) {
            case ONE_OF -> {
                if (argument.matchedWords == 0) {
                    add(argument.children, "|");
                } else {
                    for (CommandArgument child : argument.children) {
                        if (child.matchedWords != 0) add(child);
                    }
                }
            }
            case BLOCK -> add(argument.children, " ");
            case PURE_TOKEN -> { }
            case NUMBER, DECIMAL, ANYTHING -> {
                if (!argument.nameMatched) hint.append(orQuotes(argument.name));
            }
        }
        if (argument.repeatable) addRepetition(argument);
        // asked again: an argument that repeats has forgotten its match by now, and its bracket is closed, as in Redis
        if (argument.optional && argument.matchedWords == 0) hint.append(']');
    }

    /** {@code [TOKEN name ...]}: always whole, whatever was typed. */
    private void addRepetition(CommandArgument argument) {
        argument.forget();
        if (!hint.isEmpty()) hint.append(' ');
        hint.append('[');
        if (argument.tokenRepeats) addToken(argument);
        switch (argument.type) {
            case ONE_OF -> add(argument.children, "|");
            case BLOCK -> add(argument.children, " ");
            case PURE_TOKEN -> { }
            case NUMBER, DECIMAL, ANYTHING -> hint.append(orQuotes(argument.name));
        }
        hint.append(" ...]");
    }

    private void addToken(CommandArgument argument) {
        hint.append(orQuotes(argument.token));
        if (argument.type != CommandArgument.Type.PURE_TOKEN) hint.append(' ');
    }

    private static String orQuotes(String word) {
        return word == null || word.isEmpty() ? "\"\"" : word;
    }
}
