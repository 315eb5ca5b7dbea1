package io.jadis.protocol.config;

import io.jadis.protocol.config.Directive.RewriteLines;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The master that a replica follows: {@code replicaof}. */
public record MasterAddress(String host, int port) {
    @Override
    public String toString() {
        return host + " " + port;
    }

    /** Host and port, or {@code no one}. */
    static final ValueFormat<Optional<MasterAddress>> FORMAT = new ValueFormat<>() {
        @Override
        public Optional<MasterAddress> parse(List<String> arguments, Optional<MasterAddress> current, boolean repeated)
                throws ConfigRefused {
            if (arguments.size() != 2) throw new ConfigRefused("wrong number of arguments");
            String host = arguments.get(0), port = arguments.get(1);
            if (ByteText.sameIgnoringCase(host, "no") && ByteText.sameIgnoringCase(port, "one")) {
                return Optional.empty();
            }
            OptionalLong number = Numbers.lenient(port, 10);
            if (number.isEmpty() || number.getAsLong() < 0 || number.getAsLong() > 65_535) {
                throw new ConfigRefused("Invalid master port");
            }
            return Optional.of(new MasterAddress(host, (int) number.getAsLong()));
        }

        @Override
        public String render(Optional<MasterAddress> master) {
            return master.map(MasterAddress::toString).orElse("");
        }

        @Override
        public void rewrite(
                String name, Optional<MasterAddress> master, Optional<MasterAddress> initial, RewriteLines lines) {
            master.ifPresent(address -> lines.put(name + " " + address, true));
        }
    };
}
