package io.jadis.server.execution;

import io.jadis.protocol.resp.ErrorReply;
import io.jadis.store.keyspace.Record;

/** Error replies that many commands share, encoded once. */
public final class Errors {
    public static final ErrorReply SYNTAX = ErrorReply.of("ERR syntax error");
    public static final ErrorReply WRONG_TYPE =
            ErrorReply.of("WRONGTYPE Operation against a key holding the wrong kind of value");
    public static final ErrorReply NOT_AN_INTEGER = ErrorReply.of("ERR value is not an integer or out of range");
    public static final ErrorReply NOT_A_FLOAT = ErrorReply.of("ERR value is not a valid float");
    public static final ErrorReply NO_SUCH_KEY = ErrorReply.of("ERR no such key");
    /** An integer, but of more than 32 bits. */
    public static final ErrorReply NOT_AN_INT = ErrorReply.of(
            "ERR value is out of range, value must between " + Integer.MIN_VALUE + " and " + Integer.MAX_VALUE);
    public static final ErrorReply OUT_OF_RANGE = ErrorReply.of("ERR value is out of range");
    public static final ErrorReply MUST_BE_POSITIVE = ErrorReply.of("ERR value is out of range, must be positive");
    public static final ErrorReply INDEX_OUT_OF_RANGE = ErrorReply.of("ERR index out of range");
    public static final ErrorReply SAME_OBJECT = ErrorReply.of("ERR source and destination objects are the same");
    public static final ErrorReply DB_INDEX_OUT_OF_RANGE = ErrorReply.of("ERR DB index is out of range");
    public static final ErrorReply TIMEOUT_NOT_A_FLOAT = ErrorReply.of("ERR timeout is not a float or out of range");
    public static final ErrorReply TIMEOUT_NOT_AN_INTEGER =
            ErrorReply.of("ERR timeout is not an integer or out of range");
    public static final ErrorReply TIMEOUT_NEGATIVE = ErrorReply.of("ERR timeout is negative");
    public static final ErrorReply TIMEOUT_OUT_OF_RANGE = ErrorReply.of("ERR timeout is out of range");
    public static final ErrorReply STRING_TOO_LONG =
            ErrorReply.of("ERR string exceeds maximum allowed size (proto-max-bulk-len)");
    public static final ErrorReply OUT_OF_MEMORY =
            ErrorReply.of("OOM command not allowed when used memory > 'maxmemory'.");
    public static final ErrorReply FOR_REPLICA = ErrorReply.of("ERR Replica can't interact with the keyspace");
    public static final ErrorReply LOADING = ErrorReply.of("LOADING Redis is loading the dataset in memory");
    public static final ErrorReply NO_AUTH = ErrorReply.of("NOAUTH Authentication required.");
    public static final ErrorReply TOO_LARGE = ErrorReply.of("ERR arguments are too large for this command");
    public static final ErrorReply KEY_TOO_LONG =
            ErrorReply.of("ERR key is too long, the longest has " + Record.KEY_LENGTH_MAX + " bytes");
    public static final ErrorReply READ_ONLY = ErrorReply.of("READONLY You can't write against a read only replica.");
    public static final ErrorReply MASTER_DOWN =
            ErrorReply.of("MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.");
    public static final ErrorReply EXEC_ABORT =
            ErrorReply.of("EXECABORT Transaction discarded because of previous errors.");

    private Errors() {}
}
