package io.jadis.server.command;

import io.jadis.protocol.memory.Memory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The 20 bytes by which DEBUG DIGEST tells whether two data sets are equal: the same as a real Redis has for the same
 * data. What has an order is mixed in, what has none is xored, both by its SHA-1.
 */
final class ContentDigest {
    private static final int BYTES = 20;
    private static final int PIECE_BYTES = 1 << 20;

    private final MessageDigest sha1 = sha1();
    private final byte[] state = new byte[BYTES];

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-1", e);
        }
    }

    /** Adds an element of something without order; adding it twice takes it away again. */
    void xor(byte[] bytes) {
        sha1.update(bytes);
        xorHash();
    }

    /** As {@link #xor(byte[])}, of a range of memory. */
    void xor(long address, long length) {
        for (long done = 0; done < length; done += PIECE_BYTES) {
            sha1.update(Memory.buffer(address + done, (int) Math.min(PIECE_BYTES, length - done)));
        }
        xorHash();
    }

    private void xorHash() {
        byte[] hash = sha1.digest();
        for (int i = 0; i < BYTES; i++) state[i] ^= hash[i];
    }

    /** Adds the digest of an element of something without order. */
    void xor(ContentDigest element) {
        xor(element.state);
    }

    /** Adds the next element of something with an order. */
    void mix(byte[] bytes) {
        xor(bytes);
        hashState();
    }

    /** As {@link #mix(byte[])}, of a range of memory. */
    void mix(long address, long length) {
        xor(address, length);
        hashState();
    }

    private void hashState() {
        byte[] hash = sha1.digest(state);
        System.arraycopy(hash, 0, state, 0, BYTES);
    }

    /** Adds a 32-bit number, high byte first, as the next element. */
    void mix(int number) {
        mix(new byte[] {(byte) (number >>> 24), (byte) (number >>> 16), (byte) (number >>> 8), (byte) number});
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(state);
    }
}
