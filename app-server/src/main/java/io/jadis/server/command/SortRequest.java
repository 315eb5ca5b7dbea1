package io.jadis.server.command;

import io.jadis.protocol.config.Config;
import io.jadis.protocol.config.Directives;
import io.jadis.protocol.resp.ErrorReply;
import io.jadis.server.execution.Call;
import io.jadis.server.execution.Errors;
import java.util.ArrayList;
import java.util.List;

/** What follows the key of SORT and SORT_RO, read from one call. */
final class SortRequest {
    private static final ErrorReply NO_BY_IN_CLUSTER = ErrorReply.of("ERR BY option of SORT denied in Cluster mode.");
    private static final ErrorReply NO_GET_IN_CLUSTER = ErrorReply.of("ERR GET option of SORT denied in Cluster mode.");

    private static final ErrorReply NO_BY_PERMITTED =
            ErrorReply.of("ERR BY option of SORT denied due to insufficient ACL permissions.");
    private static final ErrorReply NO_GET_PERMITTED =
            ErrorReply.of("ERR GET option of SORT denied due to insufficient ACL permissions.");

    private final List<ValuePattern> gets = new ArrayList<>(0);
    private ValuePattern by;
    private boolean unsorted, descending, alphabetic;
    private long limitStart, limitCount = -1;
    private int storeIndex;

    private SortRequest() {}

    /** Null, with the error sent, for a call that is wrong. */
    static SortRequest read(Call call, Config config, boolean readOnly) {
        SortRequest request = new SortRequest();
        for (int i = 2; i < call.count(); ) {
            int words = request.readOption(call, i, config.get(Directives.CLUSTER_ENABLED), readOnly);
            if (words == 0) return null;
            i += words;
        }
        return request;
    }

    /** Returns how many words it has, 0 for an error. */
    private int readOption(Call call, int index, boolean cluster, boolean readOnly) {
        int left = call.count() - index - 1;
        if (call.is(index, "ASC")) {
            descending = false;
            return 1;
        }
        if (call.is(index, "DESC")) {
            descending = true;
            return 1;
        }
        if (call.is(index, "ALPHA")) {
            alphabetic = true;
            return 1;
        }
        if (call.is(index, "LIMIT") && left >= 2) return readLimit(call, index) ? 3 : 0;
        if (call.is(index, "STORE") && left >= 1 && !readOnly) {
            storeIndex = index + 1;
            return 2;
        }
        if (call.is(index, "BY") && left >= 1) return readBy(call, index + 1, cluster) ? 2 : 0;
        if (call.is(index, "GET") && left >= 1) {
            if (cluster) return refuse(call, NO_GET_IN_CLUSTER);
            if (!call.execution().permissions().mayReadAnyKey(call)) return refuse(call, NO_GET_PERMITTED);
            call.takeHeap(0);
            gets.add(new ValuePattern(call, index + 1));
            return 2;
        }
        return refuse(call, Errors.SYNTAX);
    }

    private static int refuse(Call call, ErrorReply error) {
        call.reply().error(error);
        return 0;
    }

    private boolean readLimit(Call call, int index) {
        if (!call.readInteger(index + 1)) return false;
        limitStart = call.integer();
        if (!call.readInteger(index + 2)) return false;
        limitCount = call.integer();
        return true;
    }

    private boolean readBy(Call call, int index, boolean cluster) {
        by = new ValuePattern(call, index);
        // A constant makes the same key of all: there is nothing to sort by.
        unsorted |= !by.hasPlace();
        if (!by.hasPlace()) return true;
        if (!cluster && call.execution().permissions().mayReadAnyKey(call)) return true;
        call.reply().error(cluster ? NO_BY_IN_CLUSTER : NO_BY_PERMITTED);
        return false;
    }

    /** The elements of a set have no order that others would find too: they are sorted nevertheless. */
    void sortAnyway() {
        unsorted = false;
        alphabetic = true;
        by = null;
    }

    /** What the elements are sorted by; null for themselves. */
    ValuePattern by() {
        return by;
    }

    /** BY of something constant: the elements stay in the order that they have. */
    boolean isUnsorted() {
        return unsorted;
    }

    boolean isDescending() {
        return descending;
    }

    boolean isAlphabetic() {
        return alphabetic;
    }

    /** What is to be fetched for each element; none for the elements themselves. */
    List<ValuePattern> gets() {
        return gets;
    }

    boolean stores() {
        return storeIndex != 0;
    }

    /** The argument that is the key to store under. */
    int storeIndex() {
        return storeIndex;
    }

    /** The first of so many sorted elements that is wanted. */
    long start(long size) {
        return Math.min(Math.max(limitStart, 0), size);
    }

    /** The one behind the last that is wanted. */
    long end(long size) {
        long start = start(size);
        return limitCount < 0 ? size : Math.min(size, start + Math.min(limitCount, size));
    }
}
