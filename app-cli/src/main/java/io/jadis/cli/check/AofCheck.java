package io.jadis.cli.check;

import java.io.IOException;
import java.util.Locale;

/**
 * Checks files of an append-only file one by one: a base with an RDB before its commands, or commands alone. What makes
 * a file bad is told by the offset where its last whole command, or transaction, ends; it may then be cut there.
 */
final class AofCheck {
    /** What has become of a file that didn't end the check. */
    enum Outcome { VALID, EMPTY, CUT, CUT_TO_TIMESTAMP }

    /** For {@code toTimestamp}. */
    static final long NO_TIMESTAMP = 0;

    private static final int LINE_BYTES_MAX = 127, ANNOTATION_BYTES_MAX = 1_023, WORD_BYTES_MAX = 16;
    private static final String TIMESTAMP = "#TS:";

    private final Console console;
    private final boolean fix;
    private final long toTimestamp;
    /** Of all files so far, from 1: as Redis counts, annotations left out. */
    private long line = 1;

    // Of the file at hand.
    private OpenFile file;
    private String path;
    private boolean last;
    /** What is wrong, or null. */
    private String error;
    /** Where the piece begins that is read or was read last. */
    private long pieceAt;
    private int openTransactions;
    private boolean ended;
    private long number;

    /**
     * @param fix whether a file is cut behind its last good command, if the operator says so
     * @param toTimestamp seconds: commands after that moment are cut off
     */
    AofCheck(Console console, boolean fix, long toTimestamp) {
        this.console = console;
        this.fix = fix;
        this.toTimestamp = toTimestamp;
    }

    /**
     * Checks a file.
     *
     * @param name what the file is called in messages
     * @param last whether no other comes after it: only then it may be cut
     * @param preamble whether it begins with an RDB
     * @throws Stopped if the file is bad and stays so
     */
    Outcome check(String name, String path, boolean last, boolean preamble) throws Stopped {
        this.path = path;
        this.last = last;
        error = null;
        openTransactions = 0;
        ended = false;
        try (OpenFile opened = open()) {
            file = opened;
            if (file.size() == 0) return Outcome.EMPTY;
            if (preamble) skipPreamble();
            return checkCommands(name);
        } catch (IOException e) {
            throw new Stopped("Failed to read from AOF " + name + ", aborting...");
        }
    }

    private OpenFile open() throws Stopped {
        try {
            return OpenFile.open(path, fix || toTimestamp != NO_TIMESTAMP);
        } catch (IOException e) {
            throw new Stopped("Cannot open file " + path + ": " + OpenFile.reason(e) + ", aborting...");
        }
    }

    private void skipPreamble() throws IOException, Stopped {
        long end = new RdbReport(console).check(file.channel(), path);
        if (end < 0) throw new Stopped("RDB preamble of AOF file is not sane, aborting.");
        console.line("RDB preamble is OK, proceeding with AOF tail...");
        file.seek(end);
    }

    private Outcome checkCommands(String name) throws IOException, Stopped {
        long goodUpTo = file.offset();
        boolean good = true;
        while (good) {
            if (openTransactions == 0) goodUpTo = file.offset();
            int first = file.peek();
            ended = first == OpenFile.END;
            if (ended) break;
            if (first == '#') {
                if (isTooLate()) return Outcome.CUT_TO_TIMESTAMP;
            } else if (first == '*') {
                good = readCommand();
            } else {
                console.line("AOF " + name + " format error");
                good = false;
            }
        }
        if (ended && openTransactions > 0 && error == null) fail("Reached EOF before reading EXEC for MULTI");
        if (error != null) console.line(error);
        return conclude(name, goodUpTo);
    }

    private Outcome conclude(String name, long goodUpTo) throws IOException, Stopped {
        long size = file.size(), bad = size - goodUpTo;
        if (bad == 0 && toTimestamp != NO_TIMESTAMP) {
            console.line("Truncate nothing in AOF " + name + " to timestamp " + toTimestamp);
            return Outcome.VALID;
        }
        console.line("AOF analyzed: filename=" + name + ", size=" + size + ", ok_up_to=" + goodUpTo
                + ", ok_up_to_line=" + line + ", diff=" + bad);
        if (bad == 0) return Outcome.VALID;
        if (!fix) throw new Stopped("AOF " + name + " is not valid. Use the --fix option to try fixing it.");
        if (!last) throw new Stopped("Failed to truncate AOF " + name + " because it is not the last file");
        console.line("This will shrink the AOF " + name + " from " + size + " bytes, with " + bad + " bytes, to "
                + goodUpTo + " bytes");
        if (!console.confirm("Continue? [y/N]: ")) throw new Stopped("Aborting...");
        cut(goodUpTo, "Failed to truncate AOF " + name);
        return Outcome.CUT;
    }

    private void cut(long size, String failure) throws Stopped {
        try {
            file.cut(size);
        } catch (IOException e) {
            throw new Stopped(failure);
        }
    }

    // ---- annotations

    /** Passes over an annotation; if what follows is later than the moment asked for, cuts the file before it. */
    private boolean isTooLate() throws IOException, Stopped {
        pieceAt = file.offset();
        String annotation = file.line(ANNOTATION_BYTES_MAX);
        if (toTimestamp == NO_TIMESTAMP || !annotation.startsWith(TIMESTAMP)) return false;
        if (!annotation.matches("(?s)#TS:-?[0-9]{1,18}\r.*")) throw new Stopped("Invalid timestamp annotation");
        long seconds = Long.parseLong(annotation.substring(TIMESTAMP.length(), annotation.indexOf('\r')));
        if (seconds <= toTimestamp) return false;
        if (pieceAt == 0) {
            throw new Stopped("AOF " + path + " has nothing before timestamp " + toTimestamp + ", aborting...");
        }
        if (!last) {
            console.line("Failed to truncate AOF " + path + " to timestamp " + toTimestamp + " to offset " + pieceAt
                    + " because it is not the last file.");
            throw new Stopped("If you insist, please delete all files after this file according to the manifest file "
                    + "and delete the corresponding records in manifest file manually. Then re-run redis-check-aof.");
        }
        cut(pieceAt, "Failed to truncate AOF " + path + " to timestamp " + toTimestamp);
        return true;
    }

    // ---- commands

    private boolean readCommand() throws IOException {
        if (!readNumber('*')) return false;
        long words = number;
        if (words < 1) return fail("Expected a command of one or more words, got " + words);
        for (long i = 0; i < words; i++) {
            if (!readWord(i == 0)) return false;
        }
        return true;
    }

    private boolean readWord(boolean name) throws IOException {
        if (!readNumber('$')) return false;
        long bytes = number;
        if (bytes < 0 || bytes > Long.MAX_VALUE - 2) {
            return fail("Expected to read string of " + bytes + " bytes, which is not in the suitable range");
        }
        pieceAt = file.offset();
        String word = name && bytes <= WORD_BYTES_MAX ? file.text((int) bytes) : "";
        long read = word.length() + file.skip(bytes - word.length());
        String end = read == bytes ? file.text(2) : "";
        if (read + end.length() < bytes + 2) {
            ended = true;
            return fail("Expected to read " + (bytes + 2) + " bytes, got " + (read + end.length()) + " bytes");
        }
        return isLineEnd(end) && (!name || follow(word));
    }

    /** Keeps track of transactions: one must be whole to count. */
    private boolean follow(String name) {
        switch (name.toLowerCase(Locale.ROOT)) {
            case "multi" -> {
                if (openTransactions++ > 0) return fail("Unexpected MULTI in AOF " + path);
            }
            case "exec" -> {
                if (--openTransactions != 0) return fail("Unexpected EXEC in AOF " + path);
            }
            default -> { }
        }
        return true;
    }

    /** Reads a line of that type into {@link #number}. */
    private boolean readNumber(char type) throws IOException {
        pieceAt = file.offset();
        String text = file.line(LINE_BYTES_MAX);
        ended = text.isEmpty();
        if (ended) return false;
        if (text.charAt(0) != type) return fail("Expected prefix '" + type + "', got: '" + text.charAt(0) + "'");
        int end = 1;
        if (end < text.length() && text.charAt(end) == '-') end++;
        while (end < text.length() && Character.isDigit(text.charAt(end))) end++;
        number = number(text.substring(1, end));
        return isLineEnd(text.substring(end));
    }

    private static long number(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            // Nothing, or more digits than any length has.
            return digits.length() > 1 ? Long.MAX_VALUE : 0;
        }
    }

    private boolean isLineEnd(String text) {
        if (text.startsWith("\r\n")) {
            line++;
            return true;
        }
        int first = text.isEmpty() ? 0 : text.charAt(0), second = text.length() < 2 ? 0 : text.charAt(1);
        return fail(String.format(Locale.ROOT, "Expected \\r\\n, got: %02x%02x", first, second));
    }

    private boolean fail(String what) {
        error = String.format(Locale.ROOT, "0x%16s: %s", Long.toHexString(pieceAt), what);
        return false;
    }
}
