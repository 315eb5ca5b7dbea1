package io.jadis.store.rdb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.hash.Crc64;
import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;
import io.jadis.store.memory.CheckedMemory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(CheckedMemory.class)
class RdbBytesTest {
    private static final int BUFFER_BYTES = 16;

    /** What an output of small buffers makes, each used once. */
    private static byte[] written(Allocator allocator, boolean compress, Consumer<RdbOutput> steps) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        long[] buffer = {allocator.allocate(BUFFER_BYTES)};
        RdbOutput.Sink sink = (address, length) -> {
            bytes.writeBytes(Memory.toArray(address, length));
            allocator.free(address);
            buffer[0] = allocator.allocate(BUFFER_BYTES);
            return buffer[0];
        };
        try (RdbOutput out = new RdbOutput(allocator, sink, buffer[0], BUFFER_BYTES, compress, true)) {
            steps.accept(out);
            byte[] soFar = bytes.toByteArray();
            out.flush();
            assertEquals(bytes.size(), out.writtenBytes());
            assertEquals(Crc64.update(0, bytes.toByteArray(), 0, bytes.size()), out.checksum());
            assertTrue(soFar.length <= bytes.size());
        } finally {
            allocator.free(buffer[0]);
        }
        return bytes.toByteArray();
    }

    private static byte[] string(Allocator allocator, boolean compress, String text) throws IOException {
        long block = allocator.allocate(Math.max(1, text.length()));
        Memory.copyIn(text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1), 0, block, text.length());
        try {
            return written(allocator, compress, out -> out.string(block, text.length()));
        } finally {
            allocator.free(block);
        }
    }

    private static String readString(Allocator allocator, byte[] bytes) throws IOException {
        long block = allocator.allocate(Math.max(1, bytes.length));
        Memory.copyIn(bytes, 0, block, bytes.length);
        try (RdbInput in = new RdbInput(allocator, block, bytes.length)) {
            in.readString();
            assertEquals(0, in.remainingBytes());
            return in.stringText();
        } finally {
            allocator.free(block);
        }
    }

    @Test
    void lengthsTakeTheFewestBytes(Allocator allocator) throws IOException {
        byte[] bytes = written(allocator, false, out -> {
            for (long length : new long[] {0, 63, 64, 16383, 16384, 0xFFFF_FFFFL, 0x1_0000_0000L,
                    -1}) out.length(length);
        });
        byte[] expected = new Bytes().hex("00 3f 4040 7fff 8000004000 80ffffffff 810000000100000000 81ffffffffffffffff")
                .array();
        assertArrayEquals(expected, bytes);
        long block = allocator.allocate(bytes.length);
        Memory.copyIn(bytes, 0, block, bytes.length);
        try (RdbInput in = new RdbInput(allocator, block, bytes.length)) {
            for (long length : new long[] {0, 63, 64, 16383, 16384, 0xFFFF_FFFFL, 0x1_0000_0000L, -1}) {
                assertEquals(length, in.readLength());
            }
            assertThrows(RdbException.class, in::readLength);
        }
        allocator.free(block);
    }

    @Test
    void stringsThatSpellNumbersAreNumbers(Allocator allocator) throws IOException {
        assertArrayEquals(new Bytes().b(0xC0, 127).array(), string(allocator, true, "127"));
        assertArrayEquals(new Bytes().b(0xC1, 128, 0).array(), string(allocator, true, "128"));
        assertArrayEquals(new Bytes().hex("c200008000").array(), string(allocator, true, "8388608"));
        assertArrayEquals(new Bytes().hex("c200000080").array(), string(allocator, true, "-2147483648"));
        assertArrayEquals(new Bytes().string("2147483648").array(), string(allocator, true, "2147483648"));
        assertArrayEquals(new Bytes().string("01").array(), string(allocator, true, "01"));
        assertArrayEquals(new Bytes().string("").array(), string(allocator, true, ""));
        for (String text : new String[] {"127", "-128", "128", "-32769", "2147483647", "-2147483648", "", "01"}) {
            assertEquals(text, readString(allocator, string(allocator, true, text)));
        }
    }

    @Test
    void longStringsAreCompressedIfThatPays(Allocator allocator) throws IOException {
        String text = "abc".repeat(100);
        byte[] compressed = string(allocator, true, text);
        assertEquals(0xC3, compressed[0] & 0xFF);
        assertTrue(compressed.length < 40, "length=" + compressed.length);
        assertEquals(text, readString(allocator, compressed));
        assertEquals(302, string(allocator, false, text).length);
        assertEquals(21, string(allocator, true, "a".repeat(20)).length);
        String random = "qwertyuiopasdfghjklzxcvbnm1234567890";
        assertEquals(random.length() + 1, string(allocator, true, random).length);
    }

    @Test
    void aFailedSinkIsNotCalledAgain(Allocator allocator) {
        long buffer = allocator.allocate(BUFFER_BYTES);
        int[] calls = new int[1];
        RdbOutput.Sink sink = (_, _) -> {
            calls[0]++;
            throw new IOException("disk full");
        };
        try (RdbOutput out = new RdbOutput(allocator, sink, buffer, BUFFER_BYTES, false, false)) {
            for (int i = 0; i < 100; i++) out.putLong(i);
            assertTrue(out.hasFailed());
            assertEquals("disk full", assertThrows(IOException.class, out::flush).getMessage());
            assertEquals(1, calls[0]);
        }
        allocator.free(buffer);
    }

    @Test
    void noLengthIsBelieved(Allocator allocator) {
        for (String hex : new String[] {
            "05 61", "80ffffffff 61", "81ffffffffffffffff", "40", "80 01", "c4", "c1 00", "c3 05 80ffffffff 00",
            "c3 02 80000fffff 0061", "c3 02 03 0061", "c3 03 01 2000 61", "c3 00 00", ""}) {
            byte[] bytes = new Bytes().hex(hex).array();
            assertThrows(RdbException.class, () -> readString(allocator, bytes), hex);
            assertThrows(RdbException.class, () -> readFromSource(allocator, bytes), hex);
        }
    }

    /** Of a size that nobody knows, byte by byte. */
    private static void readFromSource(Allocator allocator, byte[] bytes) throws IOException {
        int[] at = new int[1];
        RdbInput.Source source = (address, _) -> {
            if (at[0] == bytes.length) return -1;
            Memory.putByte(address, bytes[at[0]++]);
            return 1;
        };
        try (RdbInput in = new RdbInput(allocator, source, RdbInput.UNKNOWN_SIZE, true, _ -> { })) {
            in.readString();
        }
    }

    @Test
    void stringsLongerThanTheBufferComeWhole(Allocator allocator) throws IOException {
        int length = 3 << 20;
        byte[] bytes = new Bytes().length(length).raw(new byte[length]).string("after").checksum().array();
        for (long size : new long[] {bytes.length, RdbInput.UNKNOWN_SIZE}) {
            int[] at = new int[1];
            RdbInput.Source source = (address, most) -> {
                int part = Math.min(Math.min(most, 77_777), bytes.length - at[0]);
                if (part == 0) return -1;
                Memory.copyIn(bytes, at[0], address, part);
                at[0] += part;
                return part;
            };
            try (RdbInput in = new RdbInput(allocator, source, size, true, _ -> { })) {
                long block = in.readBlock();
                assertEquals(length, in.stringLength());
                in.readString();
                assertEquals("after", in.stringText());
                long checksum = in.checksum();
                assertEquals(checksum, in.readLong());
                allocator.free(block);
            }
        }
    }
}
