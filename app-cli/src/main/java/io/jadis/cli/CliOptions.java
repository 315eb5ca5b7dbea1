package io.jadis.cli;

import java.util.List;

/** What the command line asked for. Filled by {@link OptionParser}, read-only from then on. */
final class CliOptions {
    /** Which protocol to ask the server for. */
    enum Protocol {
        /** Whatever the server starts with, RESP2. */
        DEFAULT,
        /** {@code -2}. */
        RESP2,
        /** {@code -3}; without it there is no session. */
        RESP3,
        /** RESP3 for the sake of {@code --json}; an older server may refuse. */
        RESP3_IF_POSSIBLE
    }

    String host = "127.0.0.1";
    int port = 6379;
    String socketPath;                            // null = TCP
    int connectTimeoutMs;                         // 0 = the system's
    byte[] user, password;                        // null = none
    boolean askPassword, quietAboutPassword;
    int db;
    boolean resp2, resp3, json;
    boolean cluster;

    long repeat = 1;                              // negative = for ever
    long intervalUs;                              // between repetitions
    boolean lastFromStdin;
    byte[] stdinTag;                              // null = none
    boolean quotedInput;
    boolean failOnError;
    boolean verbose;

    OutputMode output;                            // null = by what standard output is
    Boolean showPushes;                           // null = likewise
    byte[] elementDelimiter = {'\n'}, replyDelimiter = {'\n'};

    // instead of commands: the first of these in this order
    boolean asReplica, wholeRdb, functionsRdb, pipe, scan;
    String rdbFile;                               // "-" = standard output
    int pipeTimeoutSeconds = 30;                  // 0 = none
    byte[] pattern;                               // of keys, null = all
    int scanCount = 10;

    byte[] hintInput;                             // --test_hint
    String hintSuite;                             // --test_hint_file

    /** The command and its arguments; empty = interactive. */
    List<byte[]> command = List.of();

    /** Whether a mode was chosen in which the command means nothing. */
    boolean isMode() {
        return asReplica || wholeRdb || functionsRdb || pipe || scan;
    }

    Protocol protocol() {
        if (resp2) return Protocol.RESP2;
        if (resp3) return Protocol.RESP3;
        return json ? Protocol.RESP3_IF_POSSIBLE : Protocol.DEFAULT;
    }
}
