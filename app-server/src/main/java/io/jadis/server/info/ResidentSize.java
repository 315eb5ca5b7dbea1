package io.jadis.server.info;

import java.io.IOException;
import java.io.RandomAccessFile;

/**
 * The process's resident memory as Linux tells it. The file stays open and is read into the same bytes each time, since
 * the cron asks often. Executor thread only.
 */
final class ResidentSize {
    private static final String STATM = "/proc/self/statm";
    private static final int PAGE_BYTES = 4096;

    private final RandomAccessFile statm = open();
    private final byte[] text = new byte[256];

    private static RandomAccessFile open() {
        try {
            return new RandomAccessFile(STATM, "r");
        } catch (IOException e) {
            return null; // not Linux: unknown
        }
    }

    /** In bytes, or 0 where it is unknown. */
    long read() {
        if (statm == null) return 0;
        try {
            statm.seek(0);
            return secondNumber(statm.read(text)) * PAGE_BYTES;
        } catch (IOException e) {
            return 0;
        }
    }

    private long secondNumber(int length) {
        int at = 0;
        while (at < length && text[at] != ' ') at++;
        long number = 0;
        while (++at < length && text[at] >= '0' && text[at] <= '9') number = number * 10 + text[at] - '0';
        return number;
    }
}
