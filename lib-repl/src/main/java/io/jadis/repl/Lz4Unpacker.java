package io.jadis.repl;

import io.jadis.protocol.memory.Memory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/**
 * Unpacks what a {@link Lz4Packer} has packed, as it arrives. Whatever comes, nothing is written but its own arrays.
 */
final class Lz4Unpacker {
    private final LZ4SafeDecompressor decompressor = LZ4Factory.safeInstance().safeDecompressor();
    private final byte[] header = new byte[Lz4Packer.HEADER_BYTES];
    private final byte[] packed = new byte[Lz4Packer.FRAME_BYTES_MAX];
    private final byte[] plain = new byte[Lz4Packer.FRAME_BYTES_MAX];
    private int headerBytes, packedBytes, packedTotal, plainTotal;
    private int readyBytes;
    private boolean over, broken;

    /** Takes in bytes, up to the end of a frame. @return how many */
    int accept(long address, int length) {
        readyBytes = 0;
        int taken = 0;
        if (headerBytes < header.length) {
            taken = Math.min(length, header.length - headerBytes);
            Memory.copyOut(address, header, headerBytes, taken);
            headerBytes += taken;
            if (headerBytes == header.length) readHeader();
        }
        if (headerBytes == header.length && !over && !broken) {
            int part = Math.min(length - taken, packedTotal - packedBytes);
            Memory.copyOut(address + taken, packed, packedBytes, part);
            packedBytes += part;
            taken += part;
            if (packedBytes == packedTotal) unpack();
        }
        return taken;
    }

    private void readHeader() {
        ByteBuffer numbers = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
        packedTotal = numbers.getInt();
        plainTotal = numbers.getInt();
        over = packedTotal == 0 && plainTotal == 0;
        if (!over) broken = packedTotal <= 0 || plainTotal < packedTotal || plainTotal > Lz4Packer.FRAME_BYTES_MAX;
    }

    private void unpack() {
        if (packedTotal == plainTotal) {
            System.arraycopy(packed, 0, plain, 0, plainTotal);
        } else {
            try {
                broken = decompressor.decompress(packed, 0, packedTotal, plain, 0, plainTotal) != plainTotal;
            } catch (LZ4Exception e) {
                broken = true;
            }
        }
        if (!broken) readyBytes = plainTotal;
        headerBytes = 0;
        packedBytes = 0;
    }

    /** How many plain bytes the last {@link #accept} has brought. */
    int readyBytes() {
        return readyBytes;
    }

    /** They are at the beginning of this, until the next call. */
    byte[] plain() {
        return plain;
    }

    /** Whether the end has come. */
    boolean isOver() {
        return over;
    }

    /** Whether what has come can't be understood: there is nothing more to be had. */
    boolean isBroken() {
        return broken;
    }
}
