package io.jadis.repl;

import io.jadis.protocol.memory.Memory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;

/**
 * Packs a data set that goes to a Jadis node. It goes in frames:
 *
 * <pre>
 *   0 packed bytes:4 | 4 plain bytes:4 | 8 the packed bytes
 * </pre>
 *
 * The numbers are little-endian. Packed is LZ4, or plain where both numbers are the same; a frame of 0 and 0 is the
 * end. One thread at a time.
 */
public final class Lz4Packer {
    public static final int HEADER_BYTES = 8;
    /** Plain bytes of a frame. */
    public static final int FRAME_BYTES_MAX = 256 << 10;

    // The one in Java: the native one would unpack a library into the temporary directory first.
    private final LZ4Compressor compressor = LZ4Factory.safeInstance().fastCompressor();
    private final byte[] plain = new byte[FRAME_BYTES_MAX];
    private final byte[] packed = new byte[compressor.maxCompressedLength(FRAME_BYTES_MAX)];

    /** Packs these bytes in their place, if that makes them fewer. @return how many they are now */
    public int pack(long address, int length) {
        Memory.copyOut(address, plain, 0, length);
        int packedBytes = compressor.compress(plain, 0, length, packed, 0);
        if (packedBytes >= length) return length;
        Memory.copyIn(packed, 0, address, packedBytes);
        return packedBytes;
    }

    /** What comes before the packed bytes. */
    public static byte[] header(int packedBytes, int plainBytes) {
        return ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(packedBytes).putInt(plainBytes)
                .array();
    }

    /** What comes behind the last frame. */
    public static byte[] end() {
        return header(0, 0);
    }
}
