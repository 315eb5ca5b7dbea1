package io.jadis.server.oracle;

import io.jadis.server.oracle.Vocabulary.Theme;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The steps that a seed gives: a theme, its clients taking turns, and in the end a look at everything that is left. One
 * more client, the last, does the looking; in every other sequence it hears of all keyspace events from the start.
 */
record Sequence(long seed, Theme theme, boolean listening, List<Step> steps) {
    static final int LENGTH = 300;
    private static final int AUDITED_DATABASES = 4;
    /** The one theme to take, all if null. */
    private static final String THEME = System.getProperty("jadis.oracle.theme");

    static Sequence of(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        Theme theme = Theme.values()[random.nextInt(Theme.values().length)];
        if (THEME != null) theme = Theme.valueOf(THEME);
        boolean listening = random.nextBoolean();
        List<Step> steps = new ArrayList<>(LENGTH + 100);
        if (listening) {
            steps.add(step(theme.clients, "HELLO", "3"));
            steps.add(step(theme.clients, "CONFIG", "SET", "notify-keyspace-events", "KEAnm"));
            steps.add(step(theme.clients, "PSUBSCRIBE", "__key*__:*"));
        }
        boolean[] inMulti = new boolean[theme.clients];
        int client = 0;
        for (int i = 0; i < LENGTH; i++) {
            if (random.nextInt(4) == 0) client = random.nextInt(theme.clients);
            Step step = new Step(client, Grammar.request(Grammar.draw(theme.table, random), random));
            // What EXEC answers to them can't be compared; see Comparison.
            if (inMulti[client] && Conversation.SUBSCRIBING.contains(step.command())) continue;
            if (step.expiresSoon() || step.isLeftToChance() || step.isOfLaterArity()) continue;
            if (theme.sorts && step.leavesRange()) continue;
            if (theme == Theme.MIXED && step.storesAnyOrder()) continue;
            // Texts are ordered by strcoll there, which ends at a NUL: those that differ behind it come as they like.
            if ((theme == Theme.MIXED || theme == Theme.ARRANGED_SETS) && step.hasNul()) continue;
            if (step.command().equals("MULTI")) inMulti[client] = true;
            if (Conversation.LEAVING_MULTI.contains(step.command())) inMulti[client] = false;
            steps.add(step);
        }
        for (int database = 0; database < AUDITED_DATABASES; database++) audit(theme.clients, database, steps);
        return new Sequence(seed, theme, listening, steps);
    }

    private static void audit(int client, int database, List<Step> steps) {
        steps.add(step(client, "SELECT", String.valueOf(database)));
        steps.add(step(client, "KEYS", "*"));
        for (String key : Values.KEYS) steps.add(step(client, Conversation.LOOK, key));
    }

    /** How many clients speak in it. */
    int clients() {
        return theme.clients + 1;
    }

    private static Step step(int client, String... words) {
        List<byte[]> bytes = new ArrayList<>();
        for (String word : words) bytes.add(Grammar.bytes(word));
        return new Step(client, bytes);
    }
}
