package io.jadis.protocol.config;

import io.jadis.protocol.config.Directive.RewriteLines;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The syntax of single directives whose values are plain lists or texts. */
final class ValueFormats {
    private static final int BIND_ADDRESSES_MAX = 16;
    private static final int OOM_SCORE_ADJ_VALUES = 3;

    private ValueFormats() {}

    /** Addresses; one empty text is none of them. A default isn't written to a file at all. */
    static final ValueFormat<List<String>> BIND = new ValueFormat<>() {
        @Override
        public List<String> parse(List<String> arguments, List<String> current, boolean repeated)
                throws ConfigRefused {
            if (arguments.size() > BIND_ADDRESSES_MAX) throw new ConfigRefused("Too many bind addresses specified.");
            return arguments.equals(List.of("")) ? List.of() : List.copyOf(arguments);
        }

        @Override
        public String render(List<String> addresses) {
            return String.join(" ", addresses);
        }

        @Override
        public void rewrite(String name, List<String> addresses, List<String> initial, RewriteLines lines) {
            if (addresses.equals(initial)) return;
            lines.put(name + " " + (addresses.isEmpty() ? "\"\"" : render(addresses)), true);
        }
    };

    /** The working directory, relative to the one before; always written to a file, as a whole path. */
    static final ValueFormat<String> DIRECTORY = new ValueFormat<>() {
        @Override
        public boolean takesList() {
            return false;
        }

        @Override
        public String parse(List<String> arguments, String current, boolean repeated) throws ConfigRefused {
            try {
                return enter(ByteText.path(current), arguments.getFirst());
            } catch (IOException e) {
                throw new ConfigRefused(ErrnoText.of(e));
            }
        }

        private static String enter(Path current, String directory) throws IOException {
            if (directory.isEmpty()) throw new NoSuchFileException("");
            Path entered = current.resolve(ByteText.path(directory)).toRealPath();
            if (!Files.isDirectory(entered)) throw new NotDirectoryException(entered.toString());
            if (!Files.isExecutable(entered)) throw new AccessDeniedException(entered.toString());
            return ByteText.ofString(entered.toString());
        }

        @Override
        public String render(String directory) {
            return directory;
        }

        @Override
        public void rewrite(String name, String directory, String initial, RewriteLines lines) {
            lines.put(name + " " + ArgumentSplitter.quote(directory), true);
        }
    };

    /** Percentages; one empty text is none of them. Always written to a file. */
    static final ValueFormat<List<Double>> PERCENTILES = new ValueFormat<>() {
        private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");

        @Override
        public List<Double> parse(List<String> arguments, List<Double> current, boolean repeated)
                throws ConfigRefused {
            if (arguments.equals(List.of(""))) return List.of();
            List<Double> percentiles = new ArrayList<>();
            for (String argument : arguments) percentiles.add(percentile(argument));
            return List.copyOf(percentiles);
        }

        private static double percentile(String text) throws ConfigRefused {
            double percentile = NUMBER.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
            if (!Double.isFinite(percentile)) {
                throw new ConfigRefused("Invalid latency-tracking-info-percentiles parameters");
            }
            if (percentile < 0 || percentile > 100) {
                throw new ConfigRefused(
                        "latency-tracking-info-percentiles parameters should sit between [0.0,100.0]");
            }
            return percentile;
        }

        @Override
        public String render(List<Double> percentiles) {
            return percentiles.stream().map(p -> upToSixDecimals(p)).collect(Collectors.joining(" "));
        }

        private static String upToSixDecimals(double value) {
            BigDecimal rounded = new BigDecimal(value).setScale(6, RoundingMode.HALF_EVEN);
            return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
        }

        @Override
        public void rewrite(String name, List<Double> percentiles, List<Double> initial, RewriteLines lines) {
            lines.put(name + " " + (percentiles.isEmpty() ? "\"\"" : render(percentiles)), true);
        }
    };

    /** The scores of a master, a replica and a child process. */
    static final ValueFormat<List<Integer>> OOM_SCORES = new ValueFormat<>() {
        @Override
        public List<Integer> parse(List<String> arguments, List<Integer> current, boolean repeated)
                throws ConfigRefused {
            if (arguments.size() != OOM_SCORE_ADJ_VALUES) throw new ConfigRefused("wrong number of arguments");
            List<Integer> scores = new ArrayList<>();
            for (String argument : arguments) {
                OptionalLong score = Numbers.lenient(argument, 10);
                if (score.isEmpty() || score.getAsLong() < -2000 || score.getAsLong() > 2000) {
                    throw new ConfigRefused("Invalid oom-score-adj-values, elements must be between -2000 and 2000.");
                }
                scores.add((int) score.getAsLong());
            }
            return List.copyOf(scores);
        }

        @Override
        public String render(List<Integer> scores) {
            return scores.stream().map(String::valueOf).collect(Collectors.joining(" "));
        }

        @Override
        public void rewrite(String name, List<Integer> scores, List<Integer> initial, RewriteLines lines) {
            lines.put(name + " " + render(scores), !scores.equals(initial));
        }
    };
}
