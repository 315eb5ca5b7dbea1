package io.jadis.protocol.command;

import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.resp.Arguments;

/** Which arguments are keys, once it is known where they begin. Each form knows its reply in COMMAND INFO. */
public sealed interface FindKeys {
    /**
     * Adds the positions of the keys.
     *
     * @param first where the search begins, as {@link BeginSearch#first} said
     * @param flags the {@link KeyFlag} bits to note with each of them
     * @return false if the request contradicts the spec, or nobody can tell
     */
    boolean addTo(KeyReferences found, Arguments arguments, int first, int flags);

    void reply(ReplySink out);

    /**
     * Every {@code step}-th argument up to the last one.
     *
     * @param last the last key: relative to the first, or if negative relative to the end of the request
     * @param limit with {@code last} -1: 2 means that the keys are the first half of what remains, 3 the first third; 0
     *     and 1 mean all
     */
    record Range(int last, int step, int limit) implements FindKeys {
        @Override
        public boolean addTo(KeyReferences found, Arguments arguments, int first, int flags) {
            int count = arguments.count();
            int lastKey = last >= 0 ? first + last : limit == 0 ? count + last : first + (count - first) / limit + last;
            return addRange(found, arguments, first, lastKey, step, flags);
        }

        @Override
        public void reply(ReplySink out) {
            out.map(2);
            out.bulk("type");
            out.bulk("range");
            out.bulk("spec");
            out.map(3);
            out.bulk("lastkey");
            out.integer(last);
            out.bulk("keystep");
            out.integer(step);
            out.bulk("limit");
            out.integer(limit);
        }
    }

    /**
     * As many as an argument says. All are relative to where the search begins.
     *
     * @param numberIndex the argument that holds the number of keys
     * @param firstKey the first key
     */
    record Numbered(int numberIndex, int firstKey, int step) implements FindKeys {
        @Override
        public boolean addTo(KeyReferences found, Arguments arguments, int first, int flags) {
            int numberAt = first + numberIndex;
            if (numberAt >= arguments.count()) return false;
            int keyCount = keyCount(arguments.address(numberAt), arguments.length(numberAt));
            // The last key is not scaled by the step, as in Redis; all its commands have step 1.
            return keyCount >= 0
                    && addRange(found, arguments, first + firstKey, first + firstKey + keyCount - 1, step, flags);
        }

        /** The number written in an argument, or -1 if it isn't one, is negative or beyond every request. */
        private static int keyCount(long address, long length) {
            if (length == 0 || length > 9 || length > 1 && Memory.getByte(address) == '0') return -1;
            int value = 0;
            for (int i = 0; i < length; i++) {
                int digit = Memory.getByte(address + i) - '0';
                if (digit < 0 || digit > 9) return -1;
                value = value * 10 + digit;
            }
            return value;
        }

        @Override
        public void reply(ReplySink out) {
            out.map(2);
            out.bulk("type");
            out.bulk("keynum");
            out.bulk("spec");
            out.map(3);
            out.bulk("keynumidx");
            out.integer(numberIndex);
            out.bulk("firstkey");
            out.integer(firstKey);
            out.bulk("keystep");
            out.integer(step);
        }
    }

    /** Only the command's {@link KeyProcedure} knows. */
    record Unknown() implements FindKeys {
        @Override
        public boolean addTo(KeyReferences found, Arguments arguments, int first, int flags) {
            return false;
        }

        @Override
        public void reply(ReplySink out) {
            replyUnknown(out);
        }
    }

    private static boolean addRange(KeyReferences found, Arguments arguments, int first, int last, int step,
            int flags) {
        if (first >= arguments.count() || last >= arguments.count() || last < first) return false;
        found.addRun(first, last, step, flags);
        return true;
    }

    static void replyUnknown(ReplySink out) {
        out.map(2);
        out.bulk("type");
        out.bulk("unknown");
        out.bulk("spec");
        out.map(0);
    }
}
