package io.jadis.protocol.match;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Against the plain recursive definition of a glob, on a small alphabet so that matches are common. */
class GlobPropertyTest {
    @Property(tries = 20_000)
    void matchesWhatTheDefinitionMatches(
            @ForAll("patterns") String pattern, @ForAll("texts") String text, @ForAll boolean ignoreCase) {
        assertEquals(define(pattern, text, ignoreCase), Glob.matches(pattern, text, ignoreCase));
    }

    @Property(tries = 5_000)
    void anyBytesAreAPattern(@ForAll byte[] pattern, @ForAll byte[] text, @ForAll boolean ignoreCase) {
        Glob.matches(pattern, text, ignoreCase);
    }

    @Property
    void anEscapedTextMatchesItselfOnly(@ForAll("texts") String text, @ForAll("texts") String other) {
        StringBuilder escaped = new StringBuilder();
        for (char c : text.toCharArray()) escaped.append('\\').append(c);
        assertEquals(text.equals(other), Glob.matches(escaped.toString(), other, false));
    }

    @Provide
    Arbitrary<String> patterns() {
        return Arbitraries.strings().withChars("abA*?*[]^-\\").ofMaxLength(10);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().withChars("abAB]-*\\").ofMaxLength(8);
    }

    private static boolean define(String pattern, String text, boolean ignoreCase) {
        if (text.isEmpty()) return pattern.isEmpty();
        return rest(pattern, text, ignoreCase);
    }

    private static boolean rest(String pattern, String text, boolean ignoreCase) {
        if (pattern.isEmpty()) return text.isEmpty();
        char c = pattern.charAt(0);
        if (c == '*') {
            for (int i = 0; i <= text.length(); i++) {
                if (rest(pattern.substring(1), text.substring(i), ignoreCase)) return true;
            }
            return false;
        }
        if (text.isEmpty()) return false;
        String textRest = text.substring(1);
        if (c == '?') return rest(pattern.substring(1), textRest, ignoreCase);
        if (c == '[') return classAndRest(pattern.substring(1), text, ignoreCase);
        if (c == '\\' && pattern.length() > 1) pattern = pattern.substring(1);
        return fold(pattern.charAt(0), ignoreCase) == fold(text.charAt(0), ignoreCase)
                && rest(pattern.substring(1), textRest, ignoreCase);
    }

    private static boolean classAndRest(String members, String text, boolean ignoreCase) {
        boolean negated = members.startsWith("^");
        String left = negated ? members.substring(1) : members;
        boolean found = false;
        char subject = text.charAt(0);
        while (!left.isEmpty() && left.charAt(0) != ']') {
            if (left.charAt(0) == '\\' && left.length() > 1) {
                found |= left.charAt(1) == subject;
                left = left.substring(2);
            } else if (left.length() > 2 && left.charAt(1) == '-') {
                char low = (char) Math.min(left.charAt(0), left.charAt(2));
                char high = (char) Math.max(left.charAt(0), left.charAt(2));
                found |= fold(subject, ignoreCase) >= fold(low, ignoreCase)
                        && fold(subject, ignoreCase) <= fold(high, ignoreCase);
                left = left.substring(3);
            } else {
                found |= fold(left.charAt(0), ignoreCase) == fold(subject, ignoreCase);
                left = left.substring(1);
            }
        }
        String after = left.isEmpty() ? "" : left.substring(1);
        return found != negated && rest(after, text.substring(1), ignoreCase);
    }

    private static char fold(char c, boolean ignoreCase) {
        byte[] one = String.valueOf(c).getBytes(StandardCharsets.ISO_8859_1);
        return ignoreCase && one[0] >= 'A' && one[0] <= 'Z' ? (char) (c + 32) : c;
    }
}
