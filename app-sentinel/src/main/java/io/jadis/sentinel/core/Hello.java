package io.jadis.sentinel.core;

import java.util.Optional;

/** What Sentinels tell each other every two seconds, through the data nodes and directly. */
record Hello(String ip, int port, String runId, long epoch, String masterName, String masterIp, int masterPort,
        long masterEpoch) {
    static final String CHANNEL = "__sentinel__:hello";
    private static final int TOKENS = 8;

    /** Empty if it isn't one. */
    static Optional<Hello> parse(String text) {
        String[] tokens = text.split(",", -1);
        if (tokens.length != TOKENS) return Optional.empty();
        try {
            return Optional.of(new Hello(tokens[0], Integer.parseInt(tokens[1]), tokens[2],
                    Long.parseUnsignedLong(tokens[3]), tokens[4], tokens[5], Integer.parseInt(tokens[6]),
                    Long.parseUnsignedLong(tokens[7])));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    String text() {
        return ip + "," + port + "," + runId + "," + Long.toUnsignedString(epoch) + "," + masterName + "," + masterIp
                + "," + masterPort + "," + Long.toUnsignedString(masterEpoch);
    }
}
