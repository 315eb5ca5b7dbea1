package io.jadis.protocol.command;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the compact grammar of the declarations, when somebody first asks for it:
 *
 * <pre>
 *   grammar   = argument*
 *   argument  = "(" name type attribute* argument* ")"
 *   attribute = "tok=" word      the token; nothing behind "=" stands for the empty string as users write it, ""
 *             | "disp=" word     display text, where it is not the name
 *             | "ks=" number     index of the key spec
 *             | "since=" version | "dep=" version
 *             | "opt" | "multi" | "multitok"
 * </pre>
 *
 * Spaces and line ends only separate.
 */
final class ArgumentGrammar {
    private final String text;
    private int at;

    private ArgumentGrammar(String text) {
        this.text = text;
    }

    /** @throws IllegalArgumentException if the declaration is malformed, which a test rules out */
    static List<ArgumentSpec> parse(String text) {
        ArgumentGrammar grammar = new ArgumentGrammar(text);
        List<ArgumentSpec> arguments = grammar.arguments();
        if (grammar.at != text.length()) throw grammar.malformed("'('");
        return arguments;
    }

    private List<ArgumentSpec> arguments() {
        List<ArgumentSpec> arguments = new ArrayList<>();
        while (next() == '(') {
            at++;
            arguments.add(argument());
            if (next() != ')') throw malformed("')'");
            at++;
        }
        return List.copyOf(arguments);
    }

    private ArgumentSpec argument() {
        String name = word();
        ArgumentSpec.Type type = ArgumentSpec.Type.labelled(word());
        String token = null, display = null, since = null, deprecatedSince = null;
        int keySpecIndex = -1;
        boolean optional = false, multiple = false, multipleToken = false;
        for (char c = next(); c != '(' && c != ')'; c = next()) {
            String attribute = word();
            String value = attribute.substring(attribute.indexOf('=') + 1);
            switch (attribute.substring(0, attribute.length() - value.length())) {
                case "tok=" -> token = value.isEmpty() ? "\"\"" : value;
                case "disp=" -> display = value;
                case "ks=" -> keySpecIndex = Integer.parseInt(value);
                case "since=" -> since = value;
                case "dep=" -> deprecatedSince = value;
                case "" -> {
                    switch (value) {
                        case "opt" -> optional = true;
                        case "multi" -> multiple = true;
                        case "multitok" -> multipleToken = true;
                        default -> throw malformed("an attribute");
                    }
                }
                default -> throw malformed("an attribute");
            }
        }
        List<ArgumentSpec> children = arguments();
        boolean compound = type == ArgumentSpec.Type.ONEOF || type == ArgumentSpec.Type.BLOCK;
        if (display == null && !compound) display = name;
        return new ArgumentSpec(name, type, token, display, keySpecIndex, optional, multiple, multipleToken, since,
                deprecatedSince, children);
    }

    /** Skips white space; the character behind it, or NUL at the end. */
    private char next() {
        while (at < text.length() && text.charAt(at) <= ' ') at++;
        return at < text.length() ? text.charAt(at) : 0;
    }

    private String word() {
        next();
        int from = at;
        while (at < text.length() && text.charAt(at) > ' ' && text.charAt(at) != '(' && text.charAt(at) != ')') at++;
        if (at == from) throw malformed("a word");
        return text.substring(from, at);
    }

    private IllegalArgumentException malformed(String expected) {
        return new IllegalArgumentException("argument grammar: " + expected + " expected at " + at + " in " + text);
    }
}
