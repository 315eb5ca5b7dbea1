package io.jadis.protocol.log;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Where the log goes.
 *
 * @param file   an absolute path; empty means standard output
 * @param syslog syslog as well, if present
 */
public record LogSettings(Optional<Path> file, Optional<Syslog> syslog) {
    /** Standard output alone. */
    public static final LogSettings STANDARD_OUTPUT = new LogSettings(Optional.empty(), Optional.empty());

    public LogSettings {
        if (file.isPresent() && !file.get().isAbsolute()) throw new IllegalArgumentException("file=" + file.get());
    }

    /** The directives {@code syslog-ident} and {@code syslog-facility}. */
    public record Syslog(String ident, Facility facility) {}

    /** The facilities that {@code syslog-facility} accepts. */
    public enum Facility {
        USER(1), LOCAL0(16), LOCAL1(17), LOCAL2(18), LOCAL3(19), LOCAL4(20), LOCAL5(21), LOCAL6(22), LOCAL7(23);

        private final int number;

        Facility(int number) {
            this.number = number;
        }

        /** The value of openlog(3): the number above the three bits of the priority. */
        int code() {
            return number << 3;
        }

        /** The facility of that name in either case, or empty. */
        public static Optional<Facility> named(String name) {
            for (Facility facility : values()) {
                if (facility.name().equals(name.toUpperCase(Locale.ROOT))) return Optional.of(facility);
            }
            return Optional.empty();
        }
    }
}
