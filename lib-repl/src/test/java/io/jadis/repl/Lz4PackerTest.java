package io.jadis.repl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A data set that is packed and unpacked again, in whatever parts it arrives. */
class Lz4PackerTest {
    private final Allocator allocator = new Allocator();
    private final Lz4Packer encoder = new Lz4Packer();

    @AfterEach
    void close() {
        allocator.close();
    }

    private byte[] pack(byte[]... pieces) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            long address = allocator.allocate(piece.length);
            Memory.copyIn(piece, 0, address, piece.length);
            int length = encoder.pack(address, piece.length);
            packed.writeBytes(Lz4Packer.header(length, piece.length));
            packed.writeBytes(Memory.toArray(address, length));
            allocator.free(address);
        }
        packed.writeBytes(Lz4Packer.end());
        return packed.toByteArray();
    }

    private byte[] unpack(PayloadReader reader, byte[] packed, SplittableRandom random) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        long address = allocator.allocate(packed.length);
        Memory.copyIn(packed, 0, address, packed.length);
        int at = 0;
        while (at < packed.length && !reader.isComplete() && !reader.isBroken()) {
            int part = Math.min(packed.length - at, 1 + random.nextInt(random.nextBoolean() ? 20 : 100_000));
            at += reader.accept(address + at, part);
            plain.write(reader.plain(), 0, reader.plainBytes());
        }
        allocator.free(address);
        return plain.toByteArray();
    }

    @Test
    void whatIsPackedIsTheSameWhenItIsUnpacked() {
        for (long seed = 1; seed <= 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[][] pieces = new byte[1 + random.nextInt(5)][];
            ByteArrayOutputStream plain = new ByteArrayOutputStream();
            for (int i = 0; i < pieces.length; i++) {
                pieces[i] = new byte[1 + random.nextInt(random.nextInt(3) == 0 ? Lz4Packer.FRAME_BYTES_MAX : 500)];
                if (random.nextBoolean()) random.nextBytes(pieces[i]);
                else Arrays.fill(pieces[i], (byte) i);
                plain.writeBytes(pieces[i]);
            }
            PayloadReader reader = new PayloadReader(new Payload.Packed());
            assertArrayEquals(plain.toByteArray(), unpack(reader, pack(pieces), random), "seed=" + seed);
            assertTrue(reader.isComplete());
            assertFalse(reader.isBroken());
        }
    }

    /** Frozen: another version of Jadis is to understand it. */
    @Test
    void theFormatIsThis() {
        byte[] packed = HexFormat.of().parseHex("0b0000003c000000" + "1f61010023506161616161"
                + "0300000003000000" + "616263" + "0000000000000000");
        PayloadReader reader = new PayloadReader(new Payload.Packed());
        assertEquals("a".repeat(60) + "abc", new String(unpack(reader, packed, new SplittableRandom(1))));
        assertTrue(reader.isComplete());
    }

    @Test
    void damageIsFound() {
        byte[] packed = pack("a".repeat(1000).getBytes());
        for (int i = 0; i < packed.length - Lz4Packer.HEADER_BYTES; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] damaged = packed.clone();
                damaged[i] ^= (byte) (1 << bit);
                PayloadReader reader = new PayloadReader(new Payload.Packed());
                // A literal that has changed is the checksum's business; nothing is written where it must not be.
                assertTrue(unpack(reader, damaged, new SplittableRandom(1)).length <= Lz4Packer.FRAME_BYTES_MAX);
            }
        }
        PayloadReader reader = new PayloadReader(new Payload.Packed());
        unpack(reader, Lz4Packer.header(Lz4Packer.FRAME_BYTES_MAX + 1, Lz4Packer.FRAME_BYTES_MAX + 1),
                new SplittableRandom(1));
        assertTrue(reader.isBroken());
        reader = new PayloadReader(new Payload.Packed());
        unpack(reader, Lz4Packer.header(-1, 5), new SplittableRandom(1));
        assertTrue(reader.isBroken());
    }
}
