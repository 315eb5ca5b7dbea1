package io.jadis.protocol.config;

import java.util.OptionalLong;

/** How a numeric directive is written. */
enum Notation {
    DECIMAL("argument couldn't be parsed into an integer") {
        @Override
        OptionalLong parse(String text) {
            return Numbers.canonical(text);
        }
    },
    /** Bytes, with a unit; an unsigned number. */
    MEMORY("argument must be a memory value") {
        @Override
        OptionalLong parse(String text) {
            return Numbers.memory(text);
        }

        @Override
        String render(long value) {
            return Long.toUnsignedString(value);
        }

        @Override
        String renderInFile(long value) {
            return Numbers.memoryText(value);
        }
    },
    /** Bytes, or a percentage, which is kept as a negative number. */
    MEMORY_OR_PERCENT("argument must be a memory or percent value") {
        @Override
        OptionalLong parse(String text) {
            OptionalLong bytes = Numbers.memory(text);
            if (bytes.isPresent() || !text.endsWith("%")) return bytes;
            OptionalLong percent = Numbers.canonical(text.substring(0, text.length() - 1));
            if (percent.isEmpty() || percent.getAsLong() < 0) return OptionalLong.empty();
            return OptionalLong.of(-percent.getAsLong());
        }

        @Override
        String render(long value) {
            return value < 0 ? -value + "%" : Long.toString(value);
        }

        @Override
        String renderInFile(long value) {
            return value < 0 ? render(value) : Numbers.memoryText(value);
        }
    },
    OCTAL("argument couldn't be parsed as an octal number") {
        @Override
        OptionalLong parse(String text) {
            return Numbers.lenient(text, 8);
        }

        @Override
        String render(long value) {
            return Long.toOctalString(value);
        }
    },
    /** The letters of {@code notify-keyspace-events}, kept as a set of bits. */
    EVENTS("Invalid event class character. Use 'Ag$lshzxeKEtmdn'.") {
        @Override
        OptionalLong parse(String text) {
            return KeyspaceEvents.parse(text);
        }

        @Override
        String render(long value) {
            return KeyspaceEvents.render((int) value);
        }

        @Override
        String renderInFile(long value) {
            return '"' + render(value) + '"';
        }
    };

    /** Why a text that can't be parsed is refused. */
    final String complaint;

    Notation(String complaint) {
        this.complaint = complaint;
    }

    abstract OptionalLong parse(String text);

    /** The value as {@code CONFIG GET} shows it. */
    String render(long value) {
        return Long.toString(value);
    }

    /** The value as {@code CONFIG REWRITE} writes it. */
    String renderInFile(long value) {
        return render(value);
    }
}
