package io.jadis.protocol.command;

import io.jadis.protocol.resp.Arguments;

/** Where the search for keys begins. Each form knows its reply in COMMAND INFO. */
public sealed interface BeginSearch {
    /** Result of {@link #first}: the keyword is not there, so this spec has no keys in this request. */
    int ABSENT = 0;
    /** Result of {@link #first}: nobody can tell. */
    int UNKNOWN = -1;

    /** The argument at which the search begins (it may lie beyond the last one), ABSENT or UNKNOWN. */
    int first(Arguments arguments);

    void reply(ReplySink out);

    /** At a fixed argument. */
    record Index(int position) implements BeginSearch {
        @Override
        public int first(Arguments arguments) {
            return position;
        }

        @Override
        public void reply(ReplySink out) {
            out.map(2);
            out.bulk("type");
            out.bulk("index");
            out.bulk("spec");
            out.map(1);
            out.bulk("index");
            out.integer(position);
        }
    }

    /**
     * Behind a word.
     *
     * @param startFrom the argument at which to start looking for the word; negative: from the end, looking backwards
     */
    record Keyword(String word, int startFrom) implements BeginSearch {
        @Override
        public int first(Arguments arguments) {
            int count = arguments.count();
            if (startFrom > 0) {
                // The last argument can't be the word: keys follow it.
                for (int i = startFrom; i < count - 1; i++) {
                    if (AsciiText.is(arguments, i, word)) return i + 1;
                }
            } else {
                for (int i = count + startFrom; i > 1; i--) {
                    if (AsciiText.is(arguments, i, word)) return i + 1;
                }
            }
            return ABSENT;
        }

        @Override
        public void reply(ReplySink out) {
            out.map(2);
            out.bulk("type");
            out.bulk("keyword");
            out.bulk("spec");
            out.map(2);
            out.bulk("keyword");
            out.bulk(word);
            out.bulk("startfrom");
            out.integer(startFrom);
        }
    }

    /** Only the command's {@link KeyProcedure} knows. */
    record Unknown() implements BeginSearch {
        @Override
        public int first(Arguments arguments) {
            return UNKNOWN;
        }

        @Override
        public void reply(ReplySink out) {
            FindKeys.replyUnknown(out);
        }
    }
}
