package io.jadis.protocol.acl;

import io.jadis.protocol.acl.RuleRefused.Problem;
import java.util.ArrayList;
import java.util.List;

/** Rules as words, in which a selector in parentheses may take several. */
final class RuleWords {
    private RuleWords() {}

    /**
     * One element a rule.
     *
     * @throws RuleRefused if a parenthesis isn't closed; its rule is the word that opens it
     */
    static List<String> merged(List<String> words) throws RuleRefused {
        List<String> rules = new ArrayList<>(words.size());
        StringBuilder selector = null;
        String opening = "";
        for (String word : words) {
            if (selector != null) {
                selector.append(' ').append(word);
            } else if (word.startsWith("(") && !word.endsWith(")")) {
                selector = new StringBuilder(word);
                opening = word;
                continue;
            } else {
                rules.add(word);
                continue;
            }
            if (!word.endsWith(")")) continue;
            rules.add(selector.toString());
            selector = null;
        }
        if (selector != null) throw new RuleRefused(opening, Problem.UNMATCHED_PARENTHESIS);
        return rules;
    }
}
