package io.jadis.server.stats;

import io.jadis.protocol.resp.ErrorReply;
import io.jadis.protocol.resp.ReplyBuffer;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often each error code was sent: INFO errorstats. A client that invents codes can't make it grow without bound.
 */
public final class ErrorStats implements ReplyBuffer.Observer {
    private static final int CODES_MAX = 128;

    private final Map<String, long[]> byCode = new TreeMap<>();
    private long total, unexpected;

    @Override
    public void onErrorReply(ErrorReply error) {
        total++;
        long[] count = byCode.get(error.code());
        if (count == null) {
            if (byCode.size() >= CODES_MAX) return;
            byCode.put(error.code(), count = new long[1]);
        }
        count[0]++;
    }

    /** A reply that should never be an error was one: to a master, or to an AOF. */
    public void countUnexpected() {
        unexpected++;
    }

    /** unexpected_error_replies */
    public long unexpected() {
        return unexpected;
    }

    /** total_error_replies */
    public long total() {
        return total;
    }

    /** Counts by code, in alphabetical order; each an array of one. */
    public Map<String, long[]> byCode() {
        return byCode;
    }

    public void reset() {
        byCode.clear();
        total = 0;
        unexpected = 0;
    }
}
