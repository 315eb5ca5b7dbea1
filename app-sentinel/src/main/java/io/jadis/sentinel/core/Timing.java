package io.jadis.sentinel.core;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** The spans of time that SENTINEL DEBUG shows and sets, in ms. */
public final class Timing {
    /** One of them, in the order in which they are shown. */
    public enum Span {
        INFO_PERIOD(10_000),
        PING_PERIOD(1_000),
        ASK_PERIOD(1_000),
        PUBLISH_PERIOD(2_000),
        DEFAULT_DOWN_AFTER(30_000),
        DEFAULT_FAILOVER_TIMEOUT(180_000),
        /** Between two ticks, beyond which the clock or the machine can't be trusted. */
        TILT_TRIGGER(2_000),
        TILT_PERIOD(30_000),
        SLAVE_RECONF_TIMEOUT(10_000),
        MIN_LINK_RECONNECT_PERIOD(15_000),
        ELECTION_TIMEOUT(10_000),
        SCRIPT_MAX_RUNTIME(60_000),
        SCRIPT_RETRY_DELAY(30_000);

        final long defaultMs;

        Span(long defaultMs) {
            this.defaultMs = defaultMs;
        }

        /** {@code INFO-PERIOD} */
        public String shown() {
            return name().replace('_', '-');
        }

        /** The span of that name in any case, or null. */
        public static Span named(String name) {
            for (Span span : values()) {
                if (span.shown().equals(name.toUpperCase(Locale.ROOT))) return span;
            }
            return null;
        }
    }

    private final Map<Span, Long> spans = new EnumMap<>(Span.class);

    Timing() {
        for (Span span : Span.values()) spans.put(span, span.defaultMs);
    }

    public long ms(Span span) {
        return spans.get(span);
    }

    public void set(Span span, long ms) {
        spans.put(span, ms);
    }
}
