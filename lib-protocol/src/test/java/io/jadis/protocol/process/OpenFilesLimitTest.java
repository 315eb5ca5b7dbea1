package io.jadis.protocol.process;

import static io.jadis.protocol.process.OpenFilesLimit.RESERVED_FILES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenFilesLimitTest {
    /** A system whose limit is {@code current} and can be raised to {@code hard}. */
    private static final class System implements OpenFilesLimit.Limits {
        private final long hard;
        private long current;

        System(long current, long hard) {
            this.current = current;
            this.hard = hard;
        }

        @Override
        public long current() {
            return current;
        }

        @Override
        public void raise(long filesMax) throws IOException {
            if (filesMax > hard) throw new IOException("Operation not permitted");
            current = filesMax;
        }
    }

    @Test
    void aLimitThatSufficesStays() {
        System system = new System(20_000, 20_000);
        assertEquals(10_000, OpenFilesLimit.adjust(10_000, system));
        assertEquals(20_000, system.current);
    }

    @Test
    void aLowLimitIsRaisedToWhatTheClientsNeed() {
        System system = new System(1_024, 1_000_000);
        assertEquals(10_000, OpenFilesLimit.adjust(10_000, system));
        assertEquals(10_000 + RESERVED_FILES, system.current);
    }

    @Test
    void whereItCannotBeRaisedFarEnoughTheClientsAreFewer() {
        System system = new System(1_024, 4_096);
        int clientsMax = OpenFilesLimit.adjust(10_000, system);
        assertEquals(system.current - RESERVED_FILES, clientsMax);
        assertEquals(4_096, system.current, 15);
    }

    @Test
    void whereItCannotBeRaisedAtAllTheFirstLimitCounts() {
        assertEquals(1_024 - RESERVED_FILES, OpenFilesLimit.adjust(10_000, new System(1_024, 1_024)));
    }

    @Test
    void noRoomForASingleClientIsZero() {
        assertEquals(0, OpenFilesLimit.adjust(10_000, new System(RESERVED_FILES, RESERVED_FILES)));
    }

    @Test
    void theLimitIsReadFromTheSystem() throws IOException {
        assertEquals(1_024, OpenFilesLimit.softLimit(List.of("Limit   Soft Limit   Hard Limit   Units",
                "Max open files            1024                 524288               files     ")));
        assertEquals(Long.MAX_VALUE, OpenFilesLimit.softLimit(List.of("Max open files  unlimited  unlimited  files")));
        assertThrows(IOException.class, () -> OpenFilesLimit.softLimit(List.of()));
    }
}
