package io.jadis.server.info;

import java.util.Locale;

/** The lines {@code field:value} of INFO, each ended by CR LF. */
public final class InfoText {
    private final StringBuilder text = new StringBuilder(8192);

    /** Begins a section: a blank line, if it isn't the first, and the heading. */
    void heading(String title) {
        if (!text.isEmpty()) text.append("\r\n");
        text.append("# ").append(title).append("\r\n");
    }

    public InfoText field(String name, String value) {
        text.append(name).append(':').append(value).append("\r\n");
        return this;
    }

    public InfoText field(String name, long value) {
        text.append(name).append(':').append(value).append("\r\n");
        return this;
    }

    /** A switch as 0 or 1. */
    public InfoText field(String name, boolean value) {
        return field(name, value ? 1 : 0);
    }

    /** A number with two decimals. */
    public InfoText ratio(String name, double value) {
        return field(name, twoDecimals(value));
    }

    /** A share of 1 as a percentage with two decimals. */
    public InfoText percent(String name, double share) {
        return field(name, twoDecimals(share * 100) + "%");
    }

    /** Bytes in the field itself and, in human form, in a field {@code name_human}. */
    public InfoText bytes(String name, long bytes) {
        return field(name, bytes).field(name + "_human", human(bytes));
    }

    static String twoDecimals(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    /** {@code 1.06M}, {@code 320B}. */
    public static String human(long bytes) {
        if (bytes < 1024) return bytes + "B";
        double value = bytes;
        for (char unit : new char[] {'K', 'M', 'G', 'T', 'P'}) {
            value /= 1024;
            if (value < 1024) return twoDecimals(value) + unit;
        }
        return bytes + "B";
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
