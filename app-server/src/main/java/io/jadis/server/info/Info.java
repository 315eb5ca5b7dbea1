package io.jadis.server.info;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** All sections, and the choice of those that a request names. */
public final class Info {
    private final List<InfoSection> sections = new ArrayList<>();

    /** Adds a section; they are shown in the order in which they came. */
    public Info add(InfoSection section) {
        sections.add(section);
        return this;
    }

    /**
     * The text for these words: section names, {@code default}, {@code all}, {@code everything}, in any case; none is
     * {@code default}. Words that name nothing are passed over.
     */
    public String render(List<String> words) {
        Set<String> asked = new HashSet<>();
        for (String word : words) asked.add(word.toLowerCase(Locale.ROOT));
        boolean everything = asked.contains("everything");
        boolean all = everything || asked.contains("all");
        boolean standard = asked.isEmpty() || asked.contains("default");
        InfoText text = new InfoText();
        for (InfoSection section : sections) {
            boolean named = asked.contains(section.title().toLowerCase(Locale.ROOT));
            boolean modules = everything && section.title().equals("Modules");
            if (named || all && section.isInAll() || modules || standard && section.isDefault()) {
                text.heading(section.title());
                section.write(text);
            }
        }
        return text.toString();
    }
}
