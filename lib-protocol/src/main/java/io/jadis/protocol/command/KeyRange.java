package io.jadis.protocol.command;

/**
 * The keys of a command as clients knew them before there were key specs: first and last position and step.
 *
 * @param first position of the first key, 0 = no keys
 * @param last position of the last key; negative: relative to the end of the request
 * @param coversAllKeys whether that is the whole truth; otherwise the command is flagged MOVABLEKEYS
 */
public record KeyRange(int first, int last, int step, boolean coversAllKeys) {
    private static final KeyRange NO_KEYS = new KeyRange(0, 0, 0, true);
    private static final KeyRange UNKNOWN = new KeyRange(0, 0, 0, false);

    /** The range that key specs come to: adjacent plain ranges of step 1 are joined, all others are left out. */
    static KeyRange of(KeySpec[] specs) {
        if (specs.length == 0) return NO_KEYS;
        if (specs.length == 1 && specs[0].isPlainRange()) return single(specs[0]);
        boolean coversAll = true;
        int first = 0, last = 0;
        for (KeySpec spec : specs) {
            if (!spec.isPlainRange()) {
                coversAll = false;
                continue;
            }
            int begin = ((BeginSearch.Index) spec.begin()).position();
            FindKeys.Range range = (FindKeys.Range) spec.find();
            if (range.step() != 1 || last != 0 && last != begin - 1) {
                coversAll = false;
                continue;
            }
            if (spec.has(KeyFlag.INCOMPLETE)) coversAll = false;
            if (first == 0) first = begin;
            last = end(begin, range);
        }
        return first == 0 ? UNKNOWN : new KeyRange(first, last, 1, coversAll);
    }

    private static KeyRange single(KeySpec spec) {
        int begin = ((BeginSearch.Index) spec.begin()).position();
        FindKeys.Range range = (FindKeys.Range) spec.find();
        boolean coversAll = !spec.has(KeyFlag.INCOMPLETE);
        return new KeyRange(begin, end(begin, range), range.step(), coversAll);
    }

    private static int end(int begin, FindKeys.Range range) {
        return range.last() >= 0 ? begin + range.last() : range.last();
    }
}
