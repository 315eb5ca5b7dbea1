package io.jadis.store.aof;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import io.jadis.protocol.memory.Memory;
import io.jadis.protocol.memory.MemoryCheck;
import io.jadis.store.memory.Allocator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Fuzz target: any bytes as a file of commands. However large the window is that it is read through, the same comes
 * out; what is before the end of the last whole command is a whole file; and a file that is cut anywhere gives no
 * command that the whole one doesn't.
 */
public final class AofReaderFuzz {
    /** What a file holds. */
    private record Content(AofReader.Found end, long wholeUpTo, List<List<String>> commands) {}

    private static final Allocator ALLOCATOR = new Allocator();
    private static final long BLOCKS = ALLOCATOR.liveBlockCount();
    private static final FileChannel FILE = temporary();

    private AofReaderFuzz() {}

    private static FileChannel temporary() {
        try {
            Path path = Files.createTempFile("aof-fuzz", null);
            return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE,
                    StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Called by Jazzer. The input's last bytes choose the window and the place of the cut. */
    public static void fuzzerTestOneInput(FuzzedDataProvider data) throws IOException {
        if (!MemoryCheck.ENABLED) throw new IllegalStateException("to be run with -Djadis.memory.checked=true");
        int windowBytes = data.consumeInt(1, 100);
        double cutAt = data.consumeProbabilityDouble();
        byte[] file = data.consumeRemainingAsBytes();
        Content content = read(file, file.length, 1 << 16);
        requireSame(content, read(file, file.length, windowBytes), "window of " + windowBytes);
        Content whole = read(file, (int) content.wholeUpTo, windowBytes);
        requireSame(new Content(AofReader.Found.END, content.wholeUpTo, content.commands), whole, "what is whole");
        int cut = (int) (cutAt * file.length);
        Content part = read(file, cut, 1 << 16);
        int common = part.commands.size();
        if (common > content.commands.size() || !part.commands.equals(content.commands.subList(0, common))) {
            throw new AssertionError("cut=" + cut + " " + part + "\nof " + content);
        }
        if (cut < content.wholeUpTo && part.end == AofReader.Found.MALFORMED) throw new AssertionError("cut=" + cut);
        long left = ALLOCATOR.liveBlockCount() - BLOCKS;
        if (left > 0) throw new AssertionError("blocks left=" + left);
    }

    private static void requireSame(Content expected, Content actual, String what) {
        if (!expected.equals(actual)) throw new AssertionError(what + ": " + actual + "\nexpected " + expected);
    }

    private static Content read(byte[] bytes, int length, int windowBytes) throws IOException {
        FILE.truncate(0);
        FILE.write(ByteBuffer.wrap(bytes, 0, length), 0);
        List<List<String>> commands = new ArrayList<>();
        try (AofReader reader = new AofReader(ALLOCATOR, FILE, 0, windowBytes)) {
            AofReader.Found found;
            while ((found = reader.next()) == AofReader.Found.COMMAND) {
                List<String> words = new ArrayList<>();
                for (int i = 0; i < reader.count(); i++) {
                    words.add(Arrays.toString(Memory.toArray(reader.address(i), reader.length(i))));
                }
                if (words.isEmpty() || reader.offset() > length) throw new AssertionError("offset=" + reader.offset());
                commands.add(words);
            }
            return new Content(found, reader.offset(), commands);
        }
    }
}
