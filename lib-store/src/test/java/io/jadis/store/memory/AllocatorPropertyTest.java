package io.jadis.store.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.memory.Memory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random steps on an allocator, beside a model that knows each live block's place and content. */
final class AllocatorPropertyTest {
    private record Block(long address, byte[] content) {}

    private static final class Run {
        final Random random;
        final boolean checked;
        final Allocator allocator;
        final List<Block> blocks = new ArrayList<>();
        final TreeMap<Long, Long> endByStart = new TreeMap<>();
        long usedBytes;

        Run(Allocator allocator, boolean checked, long seed) {
            this.allocator = allocator;
            this.checked = checked;
            random = new Random(seed);
        }

        void step(int liveMax) {
            int chance = random.nextInt(100);
            if (blocks.isEmpty() || chance < 45 && blocks.size() < liveMax) allocate();
            else if (chance < 60) reallocate();
            else free(random.nextInt(blocks.size()));
            assertEquals(usedBytes, allocator.usedBytes());
            assertEquals(blocks.size(), allocator.liveBlockCount());
            assertTrue(allocator.peakBytes() >= usedBytes);
        }

        private int length() {
            return switch (random.nextInt(40)) {
                case 0 -> random.nextInt(200_000);
                case 1, 2, 3 -> random.nextInt(10_000);
                case 4 -> 1 << random.nextInt(14);
                default -> random.nextInt(300);
            };
        }

        private void allocate() {
            int length = length();
            long address;
            if (random.nextBoolean()) {
                address = allocator.allocateZeroed(length);
                assertArrayEquals(new byte[length], Memory.toArray(address, length));
            } else {
                address = allocator.allocate(length);
            }
            if (Integer.bitCount(length) == 1 && length <= Allocator.SLAB_BLOCK_BYTES_MAX) {
                assertEquals(0, address & Math.min(length, 64) - 1, "alignment");
            }
            added(address, length);
        }

        private void added(long address, int length) {
            assertEquals(0, address & 7);
            long usable = allocator.usableSize(address);
            assertTrue(usable >= length);
            Map.Entry<Long, Long> before = endByStart.floorEntry(address);
            Long after = endByStart.ceilingKey(address);
            assertTrue(before == null || before.getValue() <= address, "overlap");
            // A checked block counts as much as one of a slab, but is no longer than was asked for.
            long end = address + (checked ? length : usable);
            assertTrue(after == null || end <= after, "overlap");
            endByStart.put(address, end);
            usedBytes += usable;
            byte[] content = new byte[length];
            random.nextBytes(content);
            Memory.copyIn(content, 0, address, length);
            blocks.add(new Block(address, content));
        }

        private Block taken(int index) {
            Block block = blocks.get(index);
            blocks.set(index, blocks.getLast());
            blocks.removeLast();
            assertArrayEquals(block.content, Memory.toArray(block.address, block.content.length));
            endByStart.remove(block.address);
            usedBytes -= allocator.usableSize(block.address);
            return block;
        }

        private void reallocate() {
            Block block = taken(random.nextInt(blocks.size()));
            int length = random.nextBoolean() ? length() : block.content.length + random.nextInt(20);
            long address = allocator.reallocate(block.address, length);
            int kept = Math.min(length, block.content.length);
            assertTrue(Memory.equal(address, kept, Arrays.copyOf(block.content, kept)));
            added(address, length);
        }

        private void free(int index) {
            long address = taken(index).address;
            if (random.nextInt(4) == 0) allocator.freeInBackground(address);
            else allocator.free(address);
        }

        void end() {
            while (!blocks.isEmpty()) free(random.nextInt(blocks.size()));
            assertEquals(0, allocator.usedBytes());
            assertEquals(0, allocator.liveBlockCount());
        }
    }

    @Property(tries = 10)
    void blocksOfSlabsKeepTheirContentAndAreCountedExactly(@ForAll long seed) {
        runSteps(new Allocator(false), false, seed, 20_000);
    }

    @Property(tries = 5)
    void checkedBlocksKeepTheirContentAndAreCountedExactly(@ForAll long seed) {
        runSteps(new Allocator(true), true, seed, 5_000);
    }

    @Property(tries = 5)
    void slabsAndTheCAllocatorServeTogetherWhenTheSlabsAreFull(@ForAll long seed) {
        runSteps(new Allocator(new SlabHeap(1 << 17)), false, seed, 5_000);
    }

    private static void runSteps(Allocator allocator, boolean checked, long seed, int steps) {
        try (allocator) {
            Run run = new Run(allocator, checked, seed);
            for (int phase = 0; phase < 4; phase++) {
                int liveMax = phase % 2 == 0 ? 3000 : 100;
                for (int i = 0; i < steps / 4; i++) run.step(liveMax);
            }
            run.end();
        }
    }
}
