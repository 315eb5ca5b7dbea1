package io.jadis.store.aof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AofReaderTest {
    private static final String PING = "*1\r\n$4\r\nPING\r\n", SET = "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$2\r\n\r\n\r\n";

    @TempDir
    private Path directory;
    private final Allocator allocator = new Allocator();
    private final List<String> commands = new ArrayList<>();
    private int windowBytes = 1 << 20;
    private long offset, timestamp;

    @AfterEach
    void close() {
        allocator.close();
    }

    @Test
    void aTailThatDoesNotBeginAsACommandIsNoTornOne() throws IOException {
        assertEquals(AofReader.Found.MALFORMED, read(PING + "!!!"));
        assertEquals(AofReader.Found.TORN, read(PING + "*"));
        assertEquals(AofReader.Found.TORN, read(PING + "#TS:1"));
    }

    @Test
    void givesCommandsAndTheTimes() throws IOException {
        assertEquals(AofReader.Found.END, read("#TS:1700000000\r\n" + PING + "# a note\r\n" + SET));
        assertEquals(List.of("PING", "SET k \r\n"), commands);
        assertEquals(1_700_000_000, timestamp);
    }

    @Test
    void commandsThatAreInMemoryAreReadTogether() throws IOException {
        Path file = directory.resolve("a.aof");
        String more = PING.repeat(AofReader.TOGETHER_MAX);
        Files.writeString(file, SET + PING + "#TS:1\r\n" + SET + more + "*1\r\n$4\r\nPI");
        try (FileChannel channel = FileChannel.open(file); AofReader reader = new AofReader(allocator, channel, 0)) {
            assertEquals(AofReader.Found.COMMAND, reader.next());
            assertEquals(2, reader.together());
            assertEquals("k", new String(Memory.toArray(reader.address(0, 1), reader.length(0, 1)), StandardCharsets.ISO_8859_1));
            assertEquals(1, reader.count(1));
            assertEquals(SET.length(), reader.offset());
            assertEquals(AofReader.Found.COMMAND, reader.next());
            assertEquals(0, reader.together());
            assertEquals(AofReader.Found.COMMAND, reader.next());
            assertEquals(1, reader.timestamp());
            assertEquals(AofReader.TOGETHER_MAX, reader.together());
            for (int i = 1; i < AofReader.TOGETHER_MAX; i++) assertEquals(AofReader.Found.COMMAND, reader.next());
            assertEquals(AofReader.Found.COMMAND, reader.next());
            assertEquals(1, reader.together());
            assertEquals(AofReader.Found.TORN, reader.next());
        }
    }

    @Test
    void anEmptyFileEndsAtOnce() throws IOException {
        assertEquals(AofReader.Found.END, read(""));
    }

    @Test
    void everyCutWithinACommandIsATornEnd() throws IOException {
        for (int cut = 1; cut < SET.length(); cut++) {
            assertEquals(AofReader.Found.TORN, read(PING + SET.substring(0, cut)), "cut=" + cut);
            assertEquals(PING.length(), offset);
        }
    }

    @Test
    void zerosUpToTheEndAreATornEnd() throws IOException {
        for (int length : new int[] {1, 5, 1024, 5 << 20}) {
            assertEquals(AofReader.Found.TORN, read(PING + "\0".repeat(length)), "length=" + length);
            assertEquals(PING.length(), offset);
        }
        assertEquals(AofReader.Found.MALFORMED, read(PING + "\0".repeat(2 << 20) + PING));
    }

    /** A crash leaves zeros from the beginning of a block on, wherever in a command that is. */
    @Test
    void zerosFromAnyPlaceUpToTheEndAreATornEnd() throws IOException {
        String zeros = "*2\r\n$3\r\nGET\r\n$12\r\nab\0\0\0\0\0\0\0\0\0\0\r\n";
        String all = PING + SET + "#TS:17\r\n" + zeros + PING;
        for (int window : new int[] {7, 1 << 20}) {
            windowBytes = window;
            assertEquals(AofReader.Found.END, read(all));
            assertEquals(4, commands.size());
            List<String> whole = List.copyOf(commands);
            int loaded = 0, wholeUpTo = 0;
            for (int from = 0; from <= all.length(); from++) {
                String before = all.substring(0, from);
                if (read(before) == AofReader.Found.END) {
                    loaded = commands.size();
                    wholeUpTo = from;
                }
                for (int length : new int[] {1, 2, 9, 1_023, 1_024, 5_000}) {
                    String what = "from=" + from + " length=" + length + " window=" + window;
                    assertEquals(AofReader.Found.TORN, read(before + "\0".repeat(length)), what);
                    assertEquals(whole.subList(0, loaded), commands, what);
                    assertEquals(wholeUpTo, offset, what);
                }
                assertEquals(AofReader.Found.MALFORMED, read(before + "\0".repeat(5_000) + "x"), "from=" + from);
                assertEquals(AofReader.Found.MALFORMED, read(before + "\0".repeat(5_000) + PING), "from=" + from);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"*x", "*1x", "*\r", "*1\r\r", "!", "+1\r\n", "*1\r\n!", "*1\r\n$\r", "*1\r\n$-1",
        "*1\r\n$-1\r\n", "*1\r\n$4\r\nPINGx", "*1\r\n$4\r\nPING\rx", "*1\r\n$4\r\nPI\0\0x", "*0\r\n"})
    void zerosBehindWhatIsNoCommandDoNotMakeItOne(String text) throws IOException {
        assertEquals(AofReader.Found.MALFORMED, read(PING + text + "\0".repeat(5_000)));
        assertEquals(PING.length(), offset);
    }

    @Test
    void zerosInsideOfACommandAreReadInTheMemoryThatIsThere() throws IOException {
        String tail = "*1\r\n$4\r\nPI" + "\0".repeat(20 << 20);
        assertEquals(AofReader.Found.TORN, read(PING + tail));
        assertEquals(AofReader.Found.MALFORMED, read(PING + tail + "x"));
        assertTrue(allocator.peakBytes() < 3 << 20, "peak=" + allocator.peakBytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PING\r\n", "*0\r\n", "*x\r\n", "*-1\r\n", "*1\r\n:4\r\nPING\r\n", "*1\r\n$-1\r\n",
        "*1\r\n$4\r\nPINGxx", "*1\r\n$9999999999999\r\n", "*99999999999\r\n", "*1\n$4\nPING\n", "+OK\r\n"})
    void whatIsNoCommandIsMalformed(String text) throws IOException {
        assertEquals(AofReader.Found.MALFORMED, read(PING + text));
        assertEquals(PING.length(), offset);
    }

    @Test
    void aHugeClaimCostsNothing() throws IOException {
        assertEquals(AofReader.Found.TORN, read("*2147000000\r\n$2147000000\r\nabc"));
        assertEquals(0, offset);
    }

    @Test
    void valuesLongerThanTheBufferArrive() throws IOException {
        String value = "v".repeat(3 << 20);
        String set = "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$" + value.length() + "\r\n" + value + "\r\n";
        assertEquals(AofReader.Found.END, read(PING + set + SET));
        assertEquals(List.of("PING", "SET k " + value, "SET k \r\n"), commands);
    }

    private AofReader.Found read(String content) throws IOException {
        Path file = directory.resolve("a.aof");
        Files.write(file, content.getBytes(StandardCharsets.ISO_8859_1));
        commands.clear();
        try (FileChannel channel = FileChannel.open(file);
                AofReader reader = new AofReader(allocator, channel, 0, windowBytes)) {
            AofReader.Found found;
            while ((found = reader.next()) == AofReader.Found.COMMAND) {
                List<String> words = new ArrayList<>();
                for (int i = 0; i < reader.count(); i++) {
                    words.add(new String(Memory.toArray(reader.address(i), reader.length(i)),
                            StandardCharsets.ISO_8859_1));
                }
                commands.add(String.join(" ", words));
            }
            offset = reader.offset();
            timestamp = reader.timestamp();
            return found;
        }
    }
}
