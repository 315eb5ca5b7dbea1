package io.jadis.store.memory;

/**
 * The sizes of slab blocks. Steps of 8 bytes up to 256, of 16 up to 512, of 32 up to 1024 lose 2 to 3 % of the bytes
 * asked for. Above, the sizes are those of which a whole number fills a chunk exactly, so that a chunk has no unused
 * end; steps of 5 to 12 %.
 */
final class SizeClasses {
    static final int CHUNK_BYTES = 1 << 16;
    static final int BLOCK_BYTES_MAX = 8192;
    private static final int BLOCKS_PER_CHUNK[] =
            {60, 56, 52, 48, 44, 40, 36, 32, 30, 28, 26, 24, 22, 20, 18, 16, 15, 14, 13, 12, 11, 10, 9, 8};

    static final int COUNT = 32 + 16 + 16 + BLOCKS_PER_CHUNK.length;

    private static final int[] BYTES = new int[COUNT];
    /** By size in 8-byte words, rounded up. */
    private static final byte[] CLASS_OF_WORDS = new byte[BLOCK_BYTES_MAX / 8 + 1];

    static {
        int count = 0;
        for (int bytes = 8; bytes <= 256; bytes += 8) BYTES[count++] = bytes;
        for (int bytes = 272; bytes <= 512; bytes += 16) BYTES[count++] = bytes;
        for (int bytes = 544; bytes <= 1024; bytes += 32) BYTES[count++] = bytes;
        for (int blocks : BLOCKS_PER_CHUNK) BYTES[count++] = CHUNK_BYTES / blocks & -8;
        for (int words = 0, sizeClass = 0; words < CLASS_OF_WORDS.length; words++) {
            if (words * 8 > BYTES[sizeClass]) sizeClass++;
            CLASS_OF_WORDS[words] = (byte) sizeClass;
        }
    }

    private SizeClasses() {}

    /** The class for a block of {@code bytes}, from 0 to {@link #BLOCK_BYTES_MAX}. */
    static int of(long bytes) {
        return CLASS_OF_WORDS[(int) (bytes + 7 >>> 3)];
    }

    static int bytes(int sizeClass) {
        return BYTES[sizeClass];
    }

    static int blocksPerChunk(int sizeClass) {
        return CHUNK_BYTES / BYTES[sizeClass];
    }
}
