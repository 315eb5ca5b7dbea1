package io.jadis.protocol.config;

import io.jadis.protocol.config.Directive.RewriteLines;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** A snapshot is due when so many changes are at least so many seconds old: {@code save}. */
public record SavePoint(long seconds, int changes) {
    /** What holds without a {@code save} line. */
    static final List<SavePoint> INITIAL =
            List.of(new SavePoint(3600, 1), new SavePoint(300, 100), new SavePoint(60, 10000));

    @Override
    public String toString() {
        return seconds + " " + changes;
    }

    /** The lines of a file add up; the first one replaces the default, and an empty one all before it. */
    static final ValueFormat<List<SavePoint>> FORMAT = new ValueFormat<>() {
        @Override
        public List<SavePoint> parse(List<String> arguments, List<SavePoint> current, boolean repeated)
                throws ConfigRefused {
            boolean cleared = arguments.equals(List.of(""));
            List<SavePoint> points = new ArrayList<>(repeated && !cleared ? current : List.of());
            if (cleared) return List.of();
            if (arguments.size() % 2 != 0) throw invalid();
            for (int i = 0; i < arguments.size(); i += 2) {
                long seconds = number(arguments.get(i));
                long changes = number(arguments.get(i + 1));
                if (seconds < 1 || changes < 0) throw invalid();
                // Redis lets what is too large wrap, and a rewritten file with a negative number doesn't load.
                points.add(new SavePoint(seconds, (int) Math.min(changes, Integer.MAX_VALUE)));
            }
            return List.copyOf(points);
        }

        private static long number(String text) throws ConfigRefused {
            OptionalLong number = Numbers.lenient(text, 10);
            if (number.isEmpty()) throw invalid();
            return number.getAsLong();
        }

        private static ConfigRefused invalid() {
            return new ConfigRefused("Invalid save parameters");
        }

        @Override
        public String render(List<SavePoint> points) {
            return points.stream().map(SavePoint::toString).collect(Collectors.joining(" "));
        }

        @Override
        public void rewrite(String name, List<SavePoint> points, List<SavePoint> initial, RewriteLines lines) {
            if (points.isEmpty()) lines.put(name + " \"\"", true);
            for (SavePoint point : points) lines.put(name + " " + point, true);
        }
    };
}
