package io.jadis.protocol.server;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Addresses as C's {@code inet_ntop} prints them, which is how Redis shows, tells and compares them: {@code 10.0.0.1},
 * {@code fd00::1}. Java prints IPv6 in full, and whoever compares texts would take one process for two.
 */
public final class AddressText {
    private static final int GROUPS = 8;
    /** So many groups of zeros in front mean that an IPv4 address follows. */
    private static final int GROUPS_BEFORE_IPV4 = 6;

    private AddressText() {}

    /** Without the zone. */
    public static String of(InetAddress address) {
        return address instanceof Inet6Address ? compressed(address.getAddress()) : address.getHostAddress();
    }

    /** {@code 127.0.0.1:52555}, {@code [::1]:52555} */
    public static String of(InetSocketAddress address) {
        String host = of(address.getAddress());
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /**
     * The one form of an address in digits; null if the text is none. Nothing is looked up. An IPv4 address in the form
     * of IPv6 becomes what it is.
     */
    public static String ofLiteral(String text) {
        if (text.indexOf(':') < 0) return isIpv4(text) ? text : null;
        int zone = text.indexOf('%');
        try {
            // Java takes brackets, too.
            return text.startsWith("[") ? null
                    : of(InetAddress.ofLiteral(zone < 0 ? text : text.substring(0, zone)));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean isIpv4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) return false;
        for (String part : parts) {
            if (part.isEmpty() || part.length() > 3 || !part.chars().allMatch(c -> c >= '0' && c <= '9')) return false;
            if (Integer.parseInt(part) > 255) return false;
        }
        return true;
    }

    /** With the longest run of zeros left out. */
    private static String compressed(byte[] bytes) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) groups[i] = (bytes[2 * i] & 0xFF) << 8 | (bytes[2 * i + 1] & 0xFF);
        int runStart = -1, runLength = 0;
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && groups[end] == 0) end++;
            if (end - i > runLength && end - i > 1) {
                runStart = i;
                runLength = end - i;
            }
        }
        if (runStart == 0 && runLength == GROUPS_BEFORE_IPV4) {
            return "::" + (bytes[12] & 0xFF) + "." + (bytes[13] & 0xFF) + "." + (bytes[14] & 0xFF) + "."
                    + (bytes[15] & 0xFF);
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == runStart) {
                text.append("::");
                i += runLength - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') text.append(':');
            text.append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }
}
