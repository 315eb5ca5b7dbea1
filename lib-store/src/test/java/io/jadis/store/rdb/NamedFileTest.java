package io.jadis.store.rdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.store.memory.Allocator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamedFileTest {
    @TempDir
    private Path directory;

    private Path temporary, name;

    @BeforeEach
    void choose() {
        temporary = directory.resolve("temp-1.rdb");
        name = directory.resolve("dump.rdb");
    }

    /** The process may end before a thread that has much to write hears of it. */
    @Test
    void whatIsGivenUpIsGoneBeforeTheThreadHearsOfIt() throws IOException {
        isGoneAfter(BackgroundSink::abandon);
    }

    @Test
    void whatIsRevokedIsGoneAtOnce() throws IOException {
        isGoneAfter(sink -> {
            sink.end();
            sink.revoke();
        });
    }

    private void isGoneAfter(Consumer<BackgroundSink> end) throws IOException {
        List<Runnable> thread = new ArrayList<>();
        try (Allocator allocator = new Allocator()) {
            BackgroundSink sink = new BackgroundSink(allocator, new NamedFile(create(), name), thread::add,
                    Runnable::run, answer -> { }, true);
            sink.firstBuffer();
            assertTrue(Files.exists(temporary));
            end.accept(sink);
            assertFalse(Files.exists(temporary));
            thread.getFirst().run();
            sink.close();
        }
        assertFalse(Files.exists(name));
    }

    @Test
    void whoseNameWasTakenAwayTakesNoneFromAnother() throws IOException {
        RdbFile givenUp = create();
        givenUp.write("old");
        givenUp.discard();
        RdbFile next = create();
        next.write("new");
        givenUp.write("still old");
        givenUp.close();
        next.sync();
        next.publish(name);
        next.discard();
        next.close();
        assertEquals("new", Files.readString(name));
    }

    @Test
    void whatAKilledProcessHasLeftIsReplacedAndNotWrittenTo() throws IOException {
        Files.writeString(temporary, "left");
        try (FileChannel left = FileChannel.open(temporary, StandardOpenOption.READ); RdbFile file = create()) {
            file.write("new");
            file.sync();
            file.publish(name);
            ByteBuffer bytes = ByteBuffer.allocate(10);
            assertEquals(4, left.read(bytes));
        }
        assertEquals("new", Files.readString(name));
        assertFalse(Files.exists(temporary));
    }

    private RdbFile create() throws IOException {
        return RdbFile.create(temporary, false);
    }
}
