package io.jadis.store.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.memory.Memory;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The allocator of production, although the JVM of tests runs in checked mode. */
final class AllocatorTest {
    private static List<Long> allocate(Allocator allocator, int count, int bytes) {
        List<Long> blocks = new ArrayList<>();
        for (int i = 0; i < count; i++) blocks.add(allocator.allocate(bytes));
        return blocks;
    }

    @Test
    void sizeClassesLoseLittleAndNeverGiveLess() {
        long asked = 0, given = 0;
        for (int bytes = 0; bytes <= SizeClasses.BLOCK_BYTES_MAX; bytes++) {
            int usable = SizeClasses.bytes(SizeClasses.of(bytes));
            assertTrue(usable >= bytes && usable % 8 == 0, "bytes=" + bytes);
            assertTrue(usable - bytes <= 8 || usable - bytes <= bytes / 7, "bytes=" + bytes + " usable=" + usable);
            assertTrue(SizeClasses.CHUNK_BYTES % usable < 1024, "unused end, usable=" + usable);
            asked += bytes;
            given += usable;
        }
        assertTrue(given < asked * 1.06, "given/asked=" + (double) given / asked);
    }

    @Test
    void reallocationWithinASizeClassStays() {
        try (Allocator allocator = new Allocator(false)) {
            long block = allocator.allocate(137);
            assertEquals(144, allocator.usableSize(block));
            assertEquals(block, allocator.reallocate(block, 144));
            assertEquals(block, allocator.reallocate(block, 140));
            assertNotEquals(block, allocator.reallocate(block, 145));
        }
    }

    @Test
    void blocksMoveBetweenSlabsAndTheCAllocatorWithTheirContent() {
        try (Allocator allocator = new Allocator(false)) {
            long block = allocator.allocate(100);
            for (int i = 0; i < 100; i++) Memory.putByte(block + i, (byte) i);
            block = allocator.reallocate(block, 100_000);
            block = allocator.reallocate(block, 3_000_000);
            block = allocator.reallocate(block, 80);
            for (int i = 0; i < 80; i++) assertEquals((byte) i, Memory.getByte(block + i));
            assertEquals(80, allocator.usedBytes());
            assertTrue(allocator.peakBytes() >= 3_000_000);
        }
    }

    @Test
    void memoryComesBackAfterAMassDelete() {
        try (Allocator allocator = new Allocator(false)) {
            List<Long> blocks = allocate(allocator, 1_000_000, 64);
            assertTrue(allocator.residentBytes() >= 64_000_000);
            assertTrue(allocator.unusedSlabBytes() < 200_000);
            blocks.forEach(allocator::free);
            assertTrue(allocator.residentBytes() < 8 << 20, "residentBytes=" + allocator.residentBytes());
            assertTrue(allocator.activeBytes() < 8 << 20, "activeBytes=" + allocator.activeBytes());
            assertEquals(0, allocator.usedBytes());
        }
    }

    /** Linux 5.14 and later. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aSizeThatFillsChunksHasAllOfTheNextOneAtOnce() throws IOException {
        try (Allocator allocator = new Allocator(false)) {
            int perChunk = SizeClasses.CHUNK_BYTES / 64, pages = SizeClasses.CHUNK_BYTES / 4096;
            long first = allocator.allocate(64);
            Memory.putLong(first, 1);
            assertEquals(1, residentPages(first & -SizeClasses.CHUNK_BYTES, pages));
            assertEquals(4096, allocator.residentBytes());
            List<Long> blocks = allocate(allocator, perChunk, 64);
            long second = blocks.getLast() & -SizeClasses.CHUNK_BYTES;
            assertEquals(pages, residentPages(second, pages));
            assertEquals(2 * SizeClasses.CHUNK_BYTES, allocator.residentBytes());
        }
    }

    /** Linux 5.14 and later. */
    @Test
    @Timeout(60)
    @EnabledOnOs(OS.LINUX)
    void aLargeBlockThatWillBeWrittenHasItsMemoryBeforeThat() throws Exception {
        try (Allocator allocator = new Allocator(false)) {
            // More than other tests have left in the C library's heap, where it would be zeroed at once.
            int bytes = 160 << 20, pages = bytes / 4096;
            long block = allocator.allocateZeroed(bytes), start = block + 4095 & -4096;
            assertEquals(0, residentPages(start, pages - 1));
            allocator.populate(block, bytes);
            while (residentPages(start, pages - 1) < pages - 1) Thread.sleep(1);
            assertEquals(0, Memory.getLong(block + bytes / 2));
            allocator.free(block);
        }
    }

    /** How many of these pages the process has, by proc(5): bit 63 of a page's 8 bytes. */
    private static int residentPages(long address, int count) throws IOException {
        int present = 0;
        try (RandomAccessFile map = new RandomAccessFile("/proc/self/pagemap", "r")) {
            map.seek(address / 4096 * Long.BYTES);
            byte[] entries = new byte[count * Long.BYTES];
            map.readFully(entries);
            for (int i = 0; i < count; i++) if (entries[i * Long.BYTES + 7] < 0) present++;
        }
        return present;
    }

    @Test
    void emptiedChunksServeOtherSizes() {
        try (Allocator allocator = new Allocator(false)) {
            List<Long> small = allocate(allocator, 50_000, 40);
            long active = allocator.activeBytes();
            small.forEach(allocator::free);
            allocate(allocator, 15_000, 128);
            assertTrue(allocator.activeBytes() <= active + (64 << 10), "activeBytes=" + allocator.activeBytes());
        }
    }

    @Test
    void purgedChunksServeAgain() {
        try (Allocator allocator = new Allocator(false)) {
            for (int round = 0; round < 3; round++) {
                List<Long> blocks = allocate(allocator, 300_000, 128);
                for (long block : blocks) Memory.putLong(block + 8, block);
                for (long block : blocks) assertEquals(block, Memory.getLong(block + 8));
                blocks.forEach(allocator::free);
            }
        }
    }

    @Test
    void fullChunksAreRefilledBeforeSparseOnes() {
        try (Allocator allocator = new Allocator(false)) {
            List<Long> blocks = allocate(allocator, 1024 * 6, 64);
            // The second chunk keeps one block, the fourth loses one.
            for (int i = 1025; i < 2048; i++) allocator.free(blocks.get(i));
            long hole = blocks.get(4000);
            allocator.free(hole);
            // The current chunk is exactly full.
            assertEquals(hole, allocator.allocate(64));
        }
    }

    @Test
    void holesOfFullChunksAreFilledInTheOrderInWhichTheChunksGotThem() {
        try (Allocator allocator = new Allocator(false)) {
            List<Long> blocks = allocate(allocator, 1024 * 20, 64);
            List<Long> holes = new ArrayList<>();
            for (int chunk : new int[] {7, 2, 18, 11, 3}) holes.add(blocks.get(chunk * 1024 + 500));
            long active = allocator.activeBytes();
            holes.forEach(allocator::free);
            assertEquals(holes, allocate(allocator, holes.size(), 64));
            assertEquals(active, allocator.activeBytes());
        }
    }

    @Test
    void chunksThatSinkThroughAllQuartersAreStillRefilled() {
        try (Allocator allocator = new Allocator(false)) {
            List<Long> blocks = allocate(allocator, 1024 * 20, 64);
            List<Long> freed = new ArrayList<>();
            // Every chunk but the current one loses seven eighths, in turn, so that each passes through every list.
            for (int i = 0; i < 1024 * 19; i += 8) {
                for (int k = 1; k < 8; k++) freed.add(blocks.get(i + k));
            }
            Collections.shuffle(freed, new Random(3));
            long active = allocator.activeBytes();
            for (int round = 0; round < 5; round++) {
                freed.forEach(allocator::free);
                assertEquals(new HashSet<>(freed), new HashSet<>(allocate(allocator, freed.size(), 64)));
                assertEquals(active, allocator.activeBytes());
            }
        }
    }

    @Test
    void largeBlocksFreedInTheBackgroundAreNoLongerCounted() {
        Allocator allocator = new Allocator(false);
        for (int i = 0; i < 3000; i++) {
            long block = allocator.allocateZeroed(1 << 20);
            assertEquals(0, Memory.getLong(block + (1 << 19)));
            allocator.freeInBackground(block);
            assertEquals(0, allocator.usedBytes());
        }
        long small = allocator.allocate(100);
        allocator.freeInBackground(small);
        assertEquals(small, allocator.allocate(100));
        assertTrue(Thread.getAllStackTraces().keySet().stream().anyMatch(t -> t.getName().equals("bio_lazy_free")));
        allocator.close();
    }

    @Test
    void aPurgeGivesTheReserveOfEmptySlabsBack() {
        try (Allocator allocator = new Allocator(false)) {
            allocate(allocator, 10_000, 1024).forEach(allocator::free);
            assertTrue(allocator.residentBytes() > 1 << 20, "residentBytes=" + allocator.residentBytes());
            allocator.purge();
            long left = allocator.residentBytes();
            assertTrue(left <= SizeClasses.CHUNK_BYTES, "but for the chunk that serves next: " + left);
            allocate(allocator, 10_000, 1024).forEach(block -> Memory.fill(block, 1024, (byte) 1));
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aPurgeGivesBackWhatTheCLibraryKeeps() throws IOException {
        Allocator allocator = new Allocator(false);
        List<Long> blocks = allocate(allocator, 4_000, 16_000);
        blocks.forEach(block -> Memory.fill(block, 16_000, (byte) 1));
        long last = allocator.allocate(16_000);
        blocks.forEach(allocator::free);
        long before = residentBytes();
        allocator.purge();
        allocator.close();
        // 64 MB lay below the last block.
        assertTrue(before - residentBytes() > 50 << 20, "before=" + before + " now=" + residentBytes());
        allocator.free(last);
    }

    private static long residentBytes() throws IOException {
        return Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[1]) * 4096;
    }

    @Test
    void aPurgeThatNobodyAskedForStaysAwayFromAHeapWithManyLargeBlocks() {
        try (Allocator allocator = new Allocator(false)) {
            assertTrue(allocator.purgeIfCheap());
            allocate(allocator, 20, 1 << 20).forEach(allocator::free);
            assertFalse(allocator.purgeIfCheap());
        }
        try (Allocator allocator = new Allocator(false)) {
            allocator.free(allocator.reallocate(allocator.allocate(100 << 20), 200 << 20));
            assertTrue(allocator.purgeIfCheap(), "these have pages of their own");
        }
    }

    @Test
    void blocksTooManyForTheSlabsComeFromTheCAllocatorAsWellAligned() {
        try (Allocator allocator = new Allocator(new SlabHeap(1 << 17))) {
            List<Long> blocks = allocate(allocator, 5000, 64);
            for (long block : blocks) assertEquals(0, block & 63);
            blocks.forEach(allocator::free);
            assertEquals(0, allocator.usedBytes());
        }
    }

    @Test
    void aBlockThatIsNeededAndNotToBeHadIsReported() {
        for (boolean checkedMode : new boolean[] {false, true}) {
            List<Long> missing = new ArrayList<>();
            try (Allocator allocator = new Allocator(checkedMode, missing::add)) {
                long block = allocator.allocate(100_000);
                long used = allocator.usedBytes();
                assertThrows(OutOfMemoryError.class, () -> allocator.allocate(1L << 60));
                assertThrows(OutOfMemoryError.class, () -> allocator.allocateZeroed(1L << 61));
                assertThrows(OutOfMemoryError.class, () -> allocator.reallocate(block, 1L << 62));
                assertEquals(List.of(1L << 60, 1L << 61, 1L << 62), missing);
                assertEquals(0, allocator.tryAllocate(1L << 60));
                assertEquals(0, allocator.tryAllocateZeroed(1L << 60));
                assertEquals(3, missing.size());
                assertEquals(used, allocator.usedBytes());
                assertEquals(1, allocator.liveBlockCount());
                allocator.free(block);
            }
        }
    }
}
