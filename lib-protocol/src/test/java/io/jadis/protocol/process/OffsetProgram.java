package io.jadis.protocol.process;

import java.time.Instant;

/** Prints how far local time is ahead of UTC, in seconds, at the moments in its arguments. */
final class OffsetProgram {
    public static void main(String[] moments) {
        for (String moment : moments) {
            System.out.println(Posix.utcOffsetSeconds(Instant.parse(moment).getEpochSecond()));
        }
    }
}
