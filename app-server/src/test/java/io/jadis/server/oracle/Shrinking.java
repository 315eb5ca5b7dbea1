package io.jadis.server.oracle;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Finds few steps that still show a difference, by leaving out halves, quarters … and at last single steps. */
final class Shrinking {
    private static final int PLAYS_MAX = 400;

    private Shrinking() {}

    /** Whether some steps still fail. */
    @FunctionalInterface
    interface Failure {
        boolean isIn(List<Step> steps) throws IOException;
    }

    /** @param steps which fail */
    static List<Step> shrink(List<Step> steps, Failure failure) throws IOException {
        List<Step> failing = steps;
        int plays = 0;
        for (int chunk = failing.size() / 2; chunk > 0; chunk /= 2) {
            for (int from = 0; from < failing.size() && plays < PLAYS_MAX; plays++) {
                List<Step> fewer = new ArrayList<>(failing.subList(0, from));
                fewer.addAll(failing.subList(Math.min(failing.size(), from + chunk), failing.size()));
                if (!fewer.isEmpty() && failure.isIn(fewer)) failing = fewer;
                else from += chunk;
            }
        }
        return failing;
    }
}
