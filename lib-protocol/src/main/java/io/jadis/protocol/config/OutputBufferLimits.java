package io.jadis.protocol.config;

import io.jadis.protocol.config.Directive.RewriteLines;
import java.util.List;
import java.util.OptionalLong;

/** How much output may wait for a client before it is disconnected, by class: {@code client-output-buffer-limit}. */
public record OutputBufferLimits(Limit normal, Limit replica, Limit pubsub) {
    /** What holds by default. */
    static final OutputBufferLimits INITIAL = new OutputBufferLimits(
            new Limit(0, 0, 0), new Limit(256L << 20, 64L << 20, 60), new Limit(32L << 20, 8L << 20, 60));

    /** Disconnect above the hard limit at once, above the soft one after so many seconds; unsigned, 0 is no limit. */
    public record Limit(long hardBytes, long softBytes, int softSeconds) {
        private String render() {
            return Long.toUnsignedString(hardBytes) + " " + Long.toUnsignedString(softBytes) + " " + softSeconds;
        }

        private String renderInFile() {
            return Numbers.memoryText(hardBytes) + " " + Numbers.memoryText(softBytes) + " " + softSeconds;
        }
    }

    /** Groups of class, hard and soft limit and soft seconds; classes that aren't named keep theirs. */
    static final ValueFormat<OutputBufferLimits> FORMAT = new ValueFormat<>() {
        @Override
        public OutputBufferLimits parse(List<String> arguments, OutputBufferLimits current, boolean repeated)
                throws ConfigRefused {
            if (arguments.size() % 4 != 0) {
                throw new ConfigRefused("Wrong number of arguments in buffer limit configuration.");
            }
            OutputBufferLimits limits = current;
            for (int i = 0; i < arguments.size(); i += 4) {
                limits = limits.with(arguments.get(i), arguments.subList(i + 1, i + 4));
            }
            return limits;
        }

        @Override
        public String render(OutputBufferLimits limits) {
            // The word for replicas is the old one: clients of CONFIG GET know no other.
            return "normal " + limits.normal.render() + " slave " + limits.replica.render()
                    + " pubsub " + limits.pubsub.render();
        }

        @Override
        public void rewrite(String name, OutputBufferLimits limits, OutputBufferLimits initial, RewriteLines lines) {
            // Classes at their default only take what places the others leave: else they would push those out of the
            // lines they have, and the file would change each time it is rewritten.
            for (boolean changed : new boolean[] {true, false}) {
                put(name + " normal ", limits.normal, initial.normal, changed, lines);
                put(name + " replica ", limits.replica, initial.replica, changed, lines);
                put(name + " pubsub ", limits.pubsub, initial.pubsub, changed, lines);
            }
        }

        private static void put(String start, Limit limit, Limit initial, boolean changed, RewriteLines lines) {
            if (!limit.equals(initial) == changed) lines.put(start + limit.renderInFile(), changed);
        }
    };

    private OutputBufferLimits with(String clientClass, List<String> arguments) throws ConfigRefused {
        return switch (ByteText.lower(clientClass)) {
            case "normal" -> new OutputBufferLimits(parse(arguments), replica, pubsub);
            case "slave", "replica" -> new OutputBufferLimits(normal, parse(arguments), pubsub);
            case "pubsub" -> new OutputBufferLimits(normal, replica, parse(arguments));
            default -> throw new ConfigRefused("Invalid client class specified in buffer limit configuration.");
        };
    }

    private static Limit parse(List<String> arguments) throws ConfigRefused {
        OptionalLong hardBytes = Numbers.memory(arguments.get(0));
        OptionalLong softBytes = Numbers.memory(arguments.get(1));
        OptionalLong softSeconds = Numbers.lenient(arguments.get(2), 10);
        if (hardBytes.isEmpty() || softBytes.isEmpty() || softSeconds.isEmpty() || (int) softSeconds.getAsLong() < 0) {
            throw new ConfigRefused("Error in hard, soft or soft_seconds setting in buffer limit configuration.");
        }
        return new Limit(hardBytes.getAsLong(), softBytes.getAsLong(), (int) softSeconds.getAsLong());
    }
}
