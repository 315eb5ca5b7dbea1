package io.jadis.server.command;

import io.jadis.server.execution.Call;
import io.jadis.server.execution.Errors;
import io.jadis.store.keyspace.RecordType;

/** What follows the cursor of SCAN, HSCAN, SSCAN and ZSCAN. One object a command group, read anew for each call. */
final class ScanOptions {
    /** {@link #type} where TYPE was not given. */
    static final int ANY_TYPE = -2;

    private static final long COUNT_DEFAULT = 10, STEPS_PER_ELEMENT_MAX = 10;
    /** What one call finds, which is kept until its cursor is known, may take so much of the Java heap. */
    private static final long FOUND_BYTES_MAX = Runtime.getRuntime().maxMemory() / 8;

    /** The commands, by what only they take; and the bytes on the heap for each element found, at most. */
    enum Scope {
        KEYS(8), HASH(72), SET(12), SORTED_SET(20);

        private final int bytesPerElement;

        Scope(int bytesPerElement) {
            this.bytesPerElement = bytesPerElement;
        }
    }

    private final Scope scope;
    private final GlobArgument pattern = new GlobArgument();
    private long count;
    private int type;
    private boolean noValues;

    ScanOptions(Scope scope) {
        this.scope = scope;
    }

    /** Reads the options from argument {@code from} on; where they are wrong, sends the error and answers false. */
    boolean read(Call call, int from) {
        pattern.matchAll();
        count = COUNT_DEFAULT;
        type = ANY_TYPE;
        noValues = false;
        for (int i = from; i < call.count(); i++) {
            boolean hasValue = i + 1 < call.count();
            if (call.is(i, "COUNT") && hasValue) {
                if (!call.readInteger(++i)) return false;
                count = call.integer();
                if (count < 1) return syntaxError(call);
                count = Math.min(count, countMax());
            } else if (call.is(i, "MATCH") && hasValue) {
                pattern.set(call, ++i);
            } else if (scope == Scope.KEYS && call.is(i, "TYPE") && hasValue) {
                type = RecordType.byName(call.text(++i));
            } else if (scope == Scope.HASH && call.is(i, "NOVALUES")) {
                noValues = true;
            } else {
                return syntaxError(call);
            }
        }
        return true;
    }

    private long countMax() {
        return FOUND_BYTES_MAX / scope.bytesPerElement;
    }

    private static boolean syntaxError(Call call) {
        call.reply().error(Errors.SYNTAX);
        return false;
    }

    /** MATCH: an element is wanted if its name matches. */
    GlobArgument pattern() {
        return pattern;
    }

    /**
     * COUNT: a call ends after the step that has come by so many elements, wanted or not. It is but a hint: no more
     * than the Java heap has room for.
     */
    long count() {
        return count;
    }

    /**
     * A call ends after so many steps, whatever it has found: a sparse table has few elements where there are many
     * buckets, so a step may well give none.
     */
    long stepsMax() {
        return count * STEPS_PER_ELEMENT_MAX;
    }

    /** TYPE: a code of {@link RecordType}, {@link #ANY_TYPE}, or one that no key has. */
    int type() {
        return type;
    }

    /** NOVALUES: names of fields only. */
    boolean noValues() {
        return noValues;
    }
}
