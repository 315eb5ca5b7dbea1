package io.jadis.store.bitmap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;
import java.math.BigInteger;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Bits, fields and operations against one boolean a bit, at every alignment of the block and of the range. */
class BitsPropertyTest {
    @Property(tries = 300)
    void countsAndFindsAsOneByOneDoes(@ForAll long seed) {
        try (Block block = new Block(new SplittableRandom(seed))) {
            for (int i = 0; i < 50; i++) {
                int first = block.random.nextInt(block.bits.length),
                        last = block.random.nextInt(first, block.bits.length);
                boolean on = block.random.nextBoolean();
                long count = 0, found = -1;
                for (int bit = last; bit >= first; bit--) {
                    if (block.bits[bit]) count++;
                    if (block.bits[bit] == on) found = bit;
                }
                assertEquals(count, Bits.count(block.address, first, last));
                assertEquals(found, Bits.find(block.address, first, last, on));
            }
        }
    }

    @Property(tries = 300)
    void fieldsAreReadAndWrittenAnywhere(@ForAll long seed) {
        try (Block block = new Block(new SplittableRandom(seed))) {
            for (int i = 0; i < 50; i++) {
                boolean signed = block.random.nextBoolean();
                int width = block.random.nextInt(1, signed ? 65 : 64);
                int bit = block.random.nextInt(block.bits.length + 100);
                assertEquals(block.field(bit, width, signed),
                        BitField.read(block.address, block.bits.length / 8, bit, width, signed));
                if (bit + width > block.bits.length) continue;
                long value = block.random.nextLong();
                BitField.write(block.address, bit, width, value);
                for (int j = 0; j < width; j++) block.bits[bit + j] = (value >>> (width - 1 - j) & 1) != 0;
                block.check();
            }
        }
    }

    @Property(tries = 2_000)
    void overflowIsWhatLargerNumbersSay(@ForAll long value, @ForAll long by, @ForAll boolean signed,
            @ForAll byte some) {
        int width = 1 + Math.floorMod(some, signed ? 64 : 63);
        long inside = BitField.wrap(value, width, signed);
        BigInteger sum = BigInteger.valueOf(inside).add(BigInteger.valueOf(by));
        BigInteger min = signed ? BigInteger.TWO.pow(width - 1).negate() : BigInteger.ZERO;
        BigInteger max = BigInteger.TWO.pow(signed ? width - 1 : width).subtract(BigInteger.ONE);
        int overflow = sum.compareTo(max) > 0 ? 1 : sum.compareTo(min) < 0 ? -1 : 0;
        assertEquals(overflow, BitField.overflow(inside, by, width, signed));
        assertEquals(max.longValueExact(), BitField.limit(1, width, signed));
        assertEquals(min.longValueExact(), BitField.limit(-1, width, signed));
        BigInteger wrapped = sum.subtract(min).mod(max.subtract(min).add(BigInteger.ONE)).add(min);
        assertEquals(wrapped.longValueExact(), BitField.wrap(inside + by, width, signed));
    }

    @Property(tries = 200)
    void operationsCombineByteByByte(@ForAll long seed) {
        try (Block to = new Block(new SplittableRandom(seed)); Block from = new Block(new SplittableRandom(seed + 1))) {
            int length = Math.min(to.bits.length, from.bits.length) / 8;
            for (BitOperation operation : BitOperation.values()) {
                operation.into(to.address, from.address, length);
                for (int i = 0; i < length * 8; i++) {
                    boolean a = to.bits[i], b = from.bits[i];
                    to.bits[i] = switch (operation) {
                        case AND -> a & b;
                        case OR -> a | b;
                        case XOR -> a ^ b;
                        case NOT -> !b;
                    };
                }
                to.check();
            }
        }
    }

    /** A block of random bits with a model of them; long runs of one value come often. */
    private static final class Block implements AutoCloseable {
        final Allocator allocator = new Allocator();
        final SplittableRandom random;
        final long block;
        final long address;
        final boolean[] bits;

        Block(SplittableRandom random) {
            this.random = random;
            int length = random.nextInt(1, 130), offset = random.nextInt(8);
            block = allocator.allocate(offset + length);
            address = block + offset;
            bits = new boolean[length * 8];
            int kind = random.nextInt(3);
            for (int i = 0; i < length; i++) {
                int value = kind == 0 || random.nextInt(40) == 0 ? random.nextInt(256) : kind == 1 ? 0 : 255;
                Memory.putByte(address + i, (byte) value);
                for (int j = 0; j < 8; j++) bits[i * 8 + j] = (value & 0x80 >> j) != 0;
            }
        }

        long field(int bit, int width, boolean signed) {
            BigInteger value = BigInteger.ZERO;
            for (int i = bit; i < bit + width; i++) {
                value = value.shiftLeft(1).add(i < bits.length && bits[i] ? BigInteger.ONE : BigInteger.ZERO);
            }
            if (signed && value.testBit(width - 1)) value = value.subtract(BigInteger.TWO.pow(width));
            return value.longValueExact();
        }

        void check() {
            for (int i = 0; i < bits.length; i++) assertEquals(bits[i], Bits.get(address, i), "bit " + i);
        }

        @Override
        public void close() {
            allocator.free(block);
            allocator.close();
        }
    }
}
