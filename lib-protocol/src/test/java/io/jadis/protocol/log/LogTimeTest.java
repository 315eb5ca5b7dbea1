package io.jadis.protocol.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogTimeTest {
    @ParameterizedTest
    @CsvSource({
        "2023-12-26T14:08:50.910Z, UTC, 26 Dec 2023 14:08:50.910",
        "2024-02-29T23:59:59.001Z, UTC, 29 Feb 2024 23:59:59.001",
        "2024-01-01T00:00:00Z, America/New_York, 31 Dec 2023 19:00:00.000",
        "2024-03-05T06:07:08.09Z, Asia/Kathmandu, 05 Mar 2024 11:52:08.090",
        "1969-12-31T23:59:59.999Z, UTC, 31 Dec 1969 23:59:59.999"
    })
    void aMomentIsWrittenInTheLocalTimeOfItsZone(Instant moment, String zone, String expected) {
        assertEquals(expected, write(timeIn(zone), moment));
    }

    @Test
    void aClockThatIsPutForwardIsFollowedAtOnce() {
        LogTime berlin = timeIn("Europe/Berlin");
        assertEquals("31 Mar 2024 01:59:59.999", write(berlin, Instant.parse("2024-03-31T00:59:59.999Z")));
        assertEquals("31 Mar 2024 03:00:00.000", write(berlin, Instant.parse("2024-03-31T01:00:00Z")));
        assertEquals("31 Mar 2024 01:59:59.999", write(berlin, Instant.parse("2024-03-31T00:59:59.999Z")));
    }

    private static LogTime timeIn(String zone) {
        ZoneRules rules = ZoneId.of(zone).getRules();
        return new LogTime(seconds -> rules.getOffset(Instant.ofEpochSecond(seconds)).getTotalSeconds());
    }

    private static String write(LogTime time, Instant moment) {
        StringBuilder line = new StringBuilder();
        time.append(moment.toEpochMilli(), line);
        return line.toString();
    }
}
