package io.jadis.store.rdb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What an encoder makes of frames is what is written without them. */
class FramesPropertyTest {
    @Property(tries = 300)
    void framesBecomeTheSameBytes(@ForAll long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        int capacity = random.nextInt(64, 600);
        boolean compresses = random.nextBoolean(), checksums = random.nextBoolean();
        try (Allocator allocator = new Allocator()) {
            assertArrayEquals(plain(allocator, seed, compresses, checksums),
                    framed(allocator, seed, compresses, checksums, capacity));
        }
    }

    private static byte[] plain(Allocator allocator, long seed, boolean compresses, boolean checksums)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        long buffer = allocator.allocate(1_000);
        try (RdbOutput out = new RdbOutput(allocator, (address, length) -> {
            bytes.writeBytes(Memory.toArray(address, length));
            return address;
        }, buffer, 1_000, compresses, checksums)) {
            write(allocator, out, new SplittableRandom(seed));
            out.putChecksum();
            out.flush();
        }
        allocator.free(buffer);
        return bytes.toByteArray();
    }

    private static byte[] framed(Allocator allocator, long seed, boolean compresses, boolean checksums, int capacity)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        long buffer = allocator.allocate(capacity);
        try (FrameEncoder encoder = new FrameEncoder((address, length) -> {
            bytes.writeBytes(Memory.toArray(address, length));
            return address;
        }, checksums); RdbOutput out = RdbOutput.ofFrames((address, length) -> {
            encoder.encode(address, length);
            return address;
        }, buffer, capacity, compresses)) {
            write(allocator, out, new SplittableRandom(seed));
            out.putChecksum();
            out.flush();
            encoder.flush();
        }
        allocator.free(buffer);
        return bytes.toByteArray();
    }

    private static void write(Allocator allocator, RdbOutput out, SplittableRandom random) {
        long text = allocator.allocate(5_000);
        for (int i = random.nextInt(60); i >= 0; i--) {
            int length = random.nextInt(random.nextBoolean() ? 40 : 5_000);
            int letters = random.nextInt(1, 20);
            for (int j = 0; j < length; j++) Memory.putByte(text + j, (byte) ('a' + random.nextInt(letters)));
            switch (random.nextInt(6)) {
                case 0 -> out.putByte(i);
                case 1 -> out.putLong(random.nextLong());
                case 2 -> out.length(random.nextLong() >>> random.nextInt(64));
                case 3 -> out.putBytes(text, length);
                case 4 -> out.number(random.nextLong() >> random.nextInt(64));
                default -> out.string(text, length);
            }
        }
        allocator.free(text);
    }

    @Test
    void aFailureOfTheSinkIsThrown() throws IOException {
        try (Allocator allocator = new Allocator(); FrameEncoder encoder = new FrameEncoder((address, length) -> {
            throw new IOException("full");
        }, true)) {
            long frames = allocator.allocate(100_004);
            Memory.fill(frames, 100_004, (byte) 1);
            Memory.putInt(frames, Frames.BYTES | 100_000);
            assertEquals("full", assertThrows(IOException.class, () -> encoder.encode(frames, 100_004)).getMessage());
            allocator.free(frames);
        }
    }
}
